"""How long his answers take in two worlds: the time must not tell what the words keep back."""

import json
import statistics
import time

from slow.proof.homes import HOMES
from slow.proof.private_acts import ACTS
from slow.proof.rooms import Shelf

ROUNDS = 1000
BUCKET = 5.0
"""Milliseconds; the medians of the two worlds lie in the same bucket of this width (rules.md B3)."""
HERS = ("keeps words", "promises", "says how it is", "hears a prompt and keeps it", "leaves")
WISHES = ("LinkingConfirmIntent", "ScheduleAgendaIntent", "CommitmentListIntent")


def medians(shelf: Shelf, rounds: int = ROUNDS) -> tuple[float, float]:
    """Return the median time of his answers in milliseconds: where she did nothing, and where she did much.

    Both worlds are asked in turn, so that what else the machine does falls on both.
    """
    home = HOMES[0]
    with shelf.open(home, "linked") as quiet, shelf.open(home, "linked") as busy:
        hers = busy.mouth(home.hers)
        for _ in range(5):
            for act in HERS:
                ACTS[act](busy, hers)
        took: tuple[list[float], list[float]] = ([], [])
        for number in range(rounds):
            for app, times in zip((quiet, busy), took, strict=True):
                mouth = app.mouth(
                    home.his[0], hear=lambda body, application=app.application: json.loads(application.hear(body))
                )
                mouth.answer = {
                    "response": {"shouldEndSession": False},
                    "sessionAttributes": {"version": 1, "room": "alone"},
                }
                began = time.perf_counter()
                mouth.say(WISHES[number % len(WISHES)])
                times.append((time.perf_counter() - began) * 1000)
        return statistics.median(took[0]), statistics.median(took[1])


def are_alike(one: float, other: float) -> bool:
    """Do two medians differ by less than a bucket?"""
    return abs(one - other) < BUCKET
