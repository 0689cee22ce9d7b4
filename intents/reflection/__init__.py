"""The evening prompt."""
