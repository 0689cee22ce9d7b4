"""Grounding in the senses: what is named in which order, and how long it stays quiet after each."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sense:
    """One turn of grounding.

    Attributes:
        name: the sense, or "breath" for the last turn.
        silence: how long nothing is said after it, seconds; about four for each thing that is looked for.
    """

    name: str
    silence: float


SENSES = (Sense("see", 20.0), Sense("feel", 16.0), Sense("hear", 12.0), Sense("smell", 8.0), Sense("breath", 8.0))
"""Five, four, three, two, one: the usual order of the exercise. It counts things, never breaths: counting
those can worsen panic (rules.md H3)."""
