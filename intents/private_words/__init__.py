"""Words that reach nobody."""
