"""What starts everything: the command line, and what wires the parts together."""
