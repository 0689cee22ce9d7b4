"""What was promised, said to whoever is alone; in company the next clock time and nothing more."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from textwrap import shorten

from intents.dialog.turn import Reply, Turn
from skill.domain.commitment import Commitment
from skill.domain.room import Room
from skill.domain.series import CommitmentSeries
from skill.speech.promised import SAID_AT_MOST
from skill.speech.recurring import repeated
from skill.speech.spoken import count, moment
from skill.storage.unit_of_work import UnitOfWork

LISTED_AT_MOST = 3


@dataclass(frozen=True)
class Open:
    """One promise that is named: a single one, or a recurring one, once.

    Attributes:
        local: when it is due next, on the person's clock.
        one: the single commitment; of a series the next one, where it is made already.
    """

    local: datetime
    one: Commitment | None
    series: CommitmentSeries | None


def list_open(turn: Turn, work: UnitOfWork) -> Reply:
    """Alone: the promises in the person's words. In company: the next one's clock time and nothing more."""
    open_ones = sorted(_open(turn, work), key=lambda one: one.local)
    if not open_ones:
        return turn.tell(turn.phrase("courtesy.nothing_for_now"))
    if turn.room is not Room.ALONE:
        return turn.tell(turn.phrase("commitment.next_label", time=moment(open_ones[0].local, turn.local.date())))
    said = [_said(turn, work, one) for one in open_ones[:LISTED_AT_MOST]]
    if len(open_ones) > LISTED_AT_MOST:
        said.append(turn.phrase("commitment.and_more", number=count(len(open_ones) - LISTED_AT_MOST)))
    return turn.tell(*said)


def _open(turn: Turn, work: UnitOfWork) -> Iterator[Open]:
    """Yield every promise that is open, a recurring one once however many of it are made already."""
    singles = work.commitments.open(turn.person, turn.now)
    active = {one.id: one for one in work.series.active(turn.person)}
    for one in singles:
        series = active.pop(one.series_id, None) if one.series_id is not None else None
        if series is not None or one.series_id is None:
            yield Open(one.local_due(), one, series)
    for series in active.values():
        yield Open(series.local_next(turn.now), None, series)


def _said(turn: Turn, work: UnitOfWork, promised: Open) -> str:
    one, series, today = promised.one, promised.series, turn.local.date()
    if series is None:
        words = work.commitments.words(turn.person, one) if one is not None else ""
        return _one(turn, words, moment(promised.local, today), one)
    said = _one(turn, work.series.words(turn.person, series), repeated(series.days, series.minute), series)
    if one is None or one.due_at == one.first_due_at:
        return said
    return f"{said} {turn.phrase('commitment.this_time', time=moment(promised.local, today))}"


def _one(turn: Turn, words: str, time: str, promised: Commitment | CommitmentSeries | None) -> str:
    """Say one promise; of one that came in with an export never that the person said it."""
    is_imported = promised is not None and promised.is_imported
    return turn.phrase("commitment.one_imported" if is_imported else "commitment.one", text=_short(words), time=time)


def _short(words: str) -> str:
    return shorten(words, SAID_AT_MOST, placeholder=" and so on")
