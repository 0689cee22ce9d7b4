"""Deleting what was said."""
