"""Evidence: counted facts over two weeks or more; no share, no streak, no verdict."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from skill.domain.commitment import Commitment, CommitmentState

SPANS = (timedelta(weeks=2), timedelta(weeks=4), timedelta(weeks=12))
"""The spans that are looked back on; nothing shorter, since a single day proves nothing (rules.md R11)."""
CLEAR_DIFFERENCE = 0.2
"""From how different a part of promises on it counts as a direction; it is never said as a number."""
ENOUGH = 3
"""Fewer promises than this in either span show no direction."""


@dataclass(frozen=True)
class Evidence:
    """What became of the promises that came due in a span.

    Attributes:
        kept: as first promised.
        moved: given a new time beforehand, and kept.
        skipped: left out, and said so beforehand; one of a recurring promise.
        repaired: made good afterwards: by a new promise that was kept, or at a new time of its own.
        owned: said plainly that it did not happen.
        not_heard: nobody said anything.
    """

    kept: int = 0
    moved: int = 0
    skipped: int = 0
    repaired: int = 0
    owned: int = 0
    not_heard: int = 0

    @property
    def total(self) -> int:
        """How many promises there were."""
        return self.kept_faith + self.owned + self.not_heard

    @property
    def kept_faith(self) -> int:
        """How many were kept, said otherwise beforehand, or made good (rules.md R9)."""
        return self.kept + self.moved + self.skipped + self.repaired


def count(commitments: Iterable[Commitment]) -> Evidence:
    """Count what became of these; what is still open or was taken back is left out.

    So is what was promised to make another one good: it shows in that one. A try to make good never adds to what did
    not happen.
    """
    facts = Counter(kind for one in commitments if (kind := _kind(one)) is not None)
    return Evidence(**facts)


def _kind(one: Commitment) -> str | None:
    if one.repairs_id is not None:
        return None
    if one.state is CommitmentState.KEPT:
        return "repaired" if one.moved_after else "moved" if one.moved_before else "kept"
    return _SAID_AS.get(one.state)


_SAID_AS = {
    CommitmentState.MISSED_OWNED: "owned",
    CommitmentState.REPAIRED: "repaired",
    CommitmentState.SKIPPED: "skipped",
    CommitmentState.NOT_HEARD: "not_heard",
}


def direction(now: Evidence, before: Evidence) -> int | None:
    """Return 1 if faith was kept with more of it than before, -1 if with less, 0 if about as much.

    None where too little is known.
    """
    if min(now.total, before.total) < ENOUGH:
        return None
    change = now.kept_faith / now.total - before.kept_faith / before.total
    return 0 if abs(change) < CLEAR_DIFFERENCE else 1 if change > 0 else -1


def span_for(wanted: timedelta | None, known_for: timedelta) -> timedelta | None:
    """Return the span to look back on: the nearest to what was asked for that is known; None if not even two weeks are.

    Args:
        wanted: what was asked for, or None for the usual four weeks.
        known_for: how long ago the first promise was made.
    """
    possible = [span for span in SPANS if span <= known_for]
    return min(possible, key=lambda span: abs(span - (wanted or SPANS[1])), default=None)


def kinds_of_days(words: Sequence[tuple[date, str]]) -> list[tuple[str, int]]:
    """Return how many local dates were of each kind, the most frequent first; a date counts as what was said last.

    Args:
        words: local date and kind of each check-in, the oldest first.
    """
    return Counter(dict(words).values()).most_common()
