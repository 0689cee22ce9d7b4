"""The first start, and what is asked before it goes on."""
