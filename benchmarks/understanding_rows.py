"""Natural sentences and what may come of each, read from the two files beside each other."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from benchmarks.understanding_changes import FEELING, Effect

EXACT = frozenset({FEELING, "evening_skipped"})
EXPECTED = ".expected.tsv"
ASK, REFUSE = "ask", "refuse"
SENTENCES_HEADER = ["id", "group", "context", "sentence"]
EXPECTED_HEADER = ["id", "right", "effects"]


class RowsError(ValueError):
    """The files do not fit each other; one plain line."""


@dataclass(frozen=True)
class Row:
    """One sentence and what may come of it.

    Attributes:
        context: what is said just before.
        wanted: what a careful companion would do, in words.
        right: intents (with * for any) that count as right; "?topic" where a question of that conversation is a
            fitting question back, "ask" for any question "did you mean ...", "refuse" where not to understand is right.
        effects: what may be done, as "kind" or "kind:detail,detail"; anything else is harmful.
    """

    id: str
    group: str
    context: tuple[str, ...]
    sentence: str
    wanted: str
    right: tuple[str, ...]
    effects: tuple[str, ...]

    def allows(self, effect: Effect) -> bool:
        """Is this effect, with its details, one that may come of the sentence?"""
        return any(_fits(pattern, effect) for pattern in self.effects)

    def is_near(self, effect: Effect) -> bool:
        """Is it of a kind that is wanted, only at another time? Another feeling or a silent evening is never near."""
        return effect.kind not in EXACT and any(one.partition(":")[0] == effect.kind for one in self.effects)

    def accepts(self, intent: str | None) -> bool:
        """Does it count as right that this intent was heard?"""
        return intent is not None and any(fnmatchcase(intent, one) for one in self.right if not one.startswith("?"))

    def accepts_question(self, question: str | None) -> bool:
        """Is this open question ("topic.name") a fitting question back?"""
        topics = [one[1:] for one in self.right if one.startswith("?")]
        return question is not None and any(fnmatchcase(question, f"{topic}.*") for topic in topics)


def read_rows(path: Path) -> list[Row]:
    """Read a file of sentences and its annotation, which lies beside it.

    Raises:
        RowsError: a column is missing, or an id stands in one of the two files alone or twice.
    """
    expected = {one[0]: one for one in _lines(path.with_suffix(EXPECTED), EXPECTED_HEADER)}
    rows = []
    for number, group, context, sentence, wanted, *_ in _lines(path, SENTENCES_HEADER):
        if number not in expected:
            raise RowsError(f"{path.name}: {number} has no line in {path.stem}{EXPECTED}.")
        _, right, effects = (*expected.pop(number), "", "")[:3]
        before = tuple(one.strip() for one in context.split(" | ") if one.strip())
        rows.append(
            Row(
                number,
                group.strip('"').replace('""', '"'),
                before,
                sentence,
                wanted,
                tuple(right.split()),
                tuple(effects.split()),
            )
        )
    if expected:
        raise RowsError(f"{path.stem}{EXPECTED}: no sentence for {', '.join(expected)}.")
    return rows


def _lines(path: Path, header: list[str]) -> list[list[str]]:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as fault:
        raise RowsError(f"{path} cannot be read: {fault.strerror}.") from fault
    lines = [line.split("\t") for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if not lines or lines[0][: len(header)] != header:
        raise RowsError(f"{path.name}: the first line names the columns {', '.join(header)}.")
    ids = [line[0] for line in lines[1:]]
    short = next((line[0] for line in lines[1:] if len(line) < len(lines[0]) - 1), None)
    if short is not None or len(set(ids)) != len(ids):
        raise RowsError(f"{path.name}: {short or 'an id'} {'has too few columns' if short else 'stands twice'}.")
    return lines[1:]


def _fits(pattern: str, effect: Effect) -> bool:
    kind, _, details = pattern.partition(":")
    return fnmatchcase(effect.kind, kind) and (not details or bool(effect.details & set(details.split(","))))
