"""Commitments: making, listing, moving, settling, repairing, withdrawing."""
