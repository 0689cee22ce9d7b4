"""Breathing and grounding."""
