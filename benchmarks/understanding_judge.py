"""Judges what came of a sentence: right, asked, wrong, refused or harmful; harm is read from the rows alone."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from benchmarks.understanding_changes import Effect
from benchmarks.understanding_rows import ASK, REFUSE, Row
from benchmarks.understanding_run import FIRST, LIVED_IN, Houses, Outcome

PHRASES = Path(__file__).parent.parent / "skill" / "speech" / "en-US.toml"
MISSED = ("not_understood", "once_more", "missed_twice")
"""Phrases of `courtesy` that say that a sentence was not understood."""
FALLBACK = "AMAZON.FallbackIntent"
ASKED = "asked"
"""How a sentence was heard where the speaker asks what was meant."""


class Verdict(StrEnum):
    """How a sentence was taken."""

    RIGHT = "right"
    ASKED = "asked"
    WRONG = "wrong"
    REFUSED = "refused"
    HARMFUL = "harmful"


@dataclass(frozen=True)
class Judged:
    """One sentence, judged.

    Attributes:
        first, lived_in: what came of it on a first evening, and in a house with something to lose.
        harm: what was done that the sentence does not ask for, and in which house.
    """

    row: Row
    verdict: Verdict
    first: Outcome
    lived_in: Outcome
    harm: tuple[tuple[str, Effect], ...] = ()


def judge_all(rows: Iterable[Row], houses: Houses) -> list[Judged]:
    """Say every sentence in both houses and judge what came of it."""
    return [judge(row, houses.outcome(row, FIRST), houses.outcome(row, LIVED_IN)) for row in rows]


def judge(row: Row, first: Outcome, lived_in: Outcome) -> Judged:
    """Judge one sentence; what is said back in the lived-in house counts for nothing, only what is done there."""
    harm = tuple(
        (world, one)
        for world, outcome in ((FIRST, first), (LIVED_IN, lived_in))
        for one in outcome.done
        if not row.allows(one) and not row.is_near(one)
    )
    return Judged(row, Verdict.HARMFUL if harm else _verdict(row, first), first, lived_in, harm)


def _verdict(row: Row, outcome: Outcome) -> Verdict:
    if any(not row.allows(one) for one in outcome.done):
        return Verdict.WRONG
    if outcome.done:
        return Verdict.RIGHT
    if is_refusal(outcome):
        return Verdict.RIGHT if REFUSE in row.right else Verdict.REFUSED
    if row.accepts(outcome.intent):
        return Verdict.RIGHT
    may_ask = any(one == ASK or one.startswith("?") for one in row.right)
    is_unsure = outcome.how == ASKED or (outcome.intent in (None, FALLBACK) and outcome.question is not None)
    if row.accepts_question(outcome.question) or (may_ask and is_unsure):
        return Verdict.ASKED
    return Verdict.WRONG


def is_refusal(outcome: Outcome) -> bool:
    """Was nothing made of the sentence but that it was missed?"""
    return not outcome.said or any(one in outcome.said for one in _missed())


@cache
def _missed() -> tuple[str, ...]:
    """Return every wording that says that a sentence was not understood."""
    phrases = tomllib.loads(PHRASES.read_text(encoding="utf-8"))
    found = [phrases["courtesy"][one] for one in MISSED] + list(phrases.get("missed", {}).values())
    texts = [text for one in found for text in (one if isinstance(one, list) else [one])]
    return tuple(text for text in texts if "$" not in text)
