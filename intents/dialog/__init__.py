"""The values and rules that every conversation uses."""
