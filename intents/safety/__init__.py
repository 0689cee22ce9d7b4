"""Danger, help lines, and courtesy."""
