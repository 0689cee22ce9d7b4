"""Importing: what one person took along is sealed anew with that person's key here; what is here already stays once."""

import json
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from pydantic import ValidationError

from skill.domain.commitment import Commitment, CommitmentState
from skill.domain.errors import StartError
from skill.domain.first_start import FirstStartStep, settle
from skill.domain.hard_talk import HardTalk, TalkState
from skill.domain.person import Person
from skill.domain.private_words import PrivateWords
from skill.storage.personal_data.export_form import DailyTime, Export, Form, PromiseMade, SeriesMade
from skill.storage.personal_data.exporting import export
from skill.storage.personal_data.parts import (
    CHECK_INS,
    PRIVATE_WORDS,
    PROMISES,
    PROMPTS,
    SERIES,
    TALKS,
    Part,
    Row,
)
from skill.storage.queries.commitment_series import OF_SERIES
from skill.storage.unit_of_work import UnitOfWork

LARGEST = 64 * 1024 * 1024
"""Bytes of a file that are read at most."""
FAULTS_NAMED = 20


def read_export(file: Path) -> Export:
    """Read an export.

    Raises:
        StartError: it cannot be read or is no export of ours; one line that names every fault, and no word of it.
    """
    try:
        if file.stat().st_size > LARGEST:
            raise StartError(f"The file {file} is too large for an export.")
        found = Export.model_validate_json(file.read_text(encoding="utf-8-sig"))
    except OSError as fault:
        raise StartError(f"The file {file} cannot be read: {fault.strerror}.") from fault
    except UnicodeDecodeError as fault:
        raise StartError(f"The file {file} is no text.") from fault
    except ValidationError as fault:
        wrong = [
            f"{'.'.join(map(str, one['loc'])) or 'the whole'}: {one['msg'].removeprefix('Value error, ')}"
            for one in fault.errors(include_input=False, include_url=False, include_context=False)
        ]
        raise _refused(file, wrong) from None
    wrong = _loose_ends(found)
    if wrong:
        raise _refused(file, wrong)
    return found


def _refused(file: Path, wrong: list[str]) -> StartError:
    more = f"; and {len(wrong) - FAULTS_NAMED} more" if len(wrong) > FAULTS_NAMED else ""
    return StartError(f"The file {file} is no export of Steady Ground: {'; '.join(wrong[:FAULTS_NAMED])}{more}.")


def _loose_ends(found: Export) -> list[str]:
    """Name what points to nothing in the file, and what says two things at once."""
    series = [one.number for one in found.recurring_promises]
    promises = [one.number for one in found.promises]
    wrong = []
    if len(set(series)) < len(series) or len(set(promises)) < len(promises):
        wrong.append("a number stands there twice")
    for at, one in enumerate(found.promises):
        if one.of_series is not None and one.of_series not in series:
            wrong.append(f"promises.{at}.of_series: there is no such recurring promise")
        if one.makes_good is not None and one.makes_good not in promises:
            wrong.append(f"promises.{at}.makes_good: there is no such promise")
        if (one.of_series is None) == (one.words is None):
            wrong.append(f"promises.{at}.words: stand with the recurring promise, or here")
        if (one.of_series is None) != (one.local_date is None):
            wrong.append(f"promises.{at}.local_date: belongs to one of a recurring promise")
    dates = Counter((one.of_series, one.local_date) for one in found.promises if one.of_series is not None)
    if dates and max(dates.values()) > 1:
        wrong.append("promises: a recurring promise has a date twice")
    return wrong


def take_in(work: UnitOfWork, person: Person, taken: Export, now: datetime, key: bytes | None = None) -> Counter[str]:
    """Keep what an export holds as this person's own; what stands here word for word already is left out.

    What is still to come rings again. The settings are taken where the person is new here.

    Args:
        key: what opens this person's private words where they are locked.

    Returns:
        how many were taken in, by part.
    """
    here = export(work, person, now, {}, key)
    _Taking(work, person, now).everything(taken, here)
    counted = export(work, person, now, {}, key)
    return +Counter(
        {name: len(getattr(counted, name)) - len(getattr(here, name)) for name in Export.model_fields if _is_list(name)}
    )


def _is_list(name: str) -> bool:
    return name not in ("format", "about_me", "shared_to_me")


def _print(one: Form) -> str:
    """What makes two things the same: all that is said of them but how they came in and to what they point.

    By whose clock it is told is not among it: that follows its person, and the instants say the same.
    """
    told = one.model_dump(mode="json", exclude={"number", "of_series", "makes_good", "imported", "time_zone"})
    return json.dumps(told, sort_keys=True)


class _Taking:
    """Keeps one export, part by part."""

    def __init__(self, work: UnitOfWork, person: Person, now: datetime) -> None:
        self._work = work
        self._person = person
        self._now = now

    def everything(self, taken: Export, here: Export) -> None:
        self._settings(taken)
        for part in (CHECK_INS, PROMPTS, PRIVATE_WORDS, TALKS):
            known = {_print(one) for one in getattr(here, part.name)}
            for one in getattr(taken, part.name):
                if _print(one) not in known:
                    self._begin_again(self._keep(part, one))
        self._promises(taken, here)
        self._work.personal_rows.flush()
        zone = self._person.zone
        if zone is not None and any(one.time_zone != zone for one in taken.recurring_promises):
            self._work.schedules.change_time_zone(self._person, zone, self._now)

    def _keep(self, part: Part, one: Form, row_id: UUID | None = None, **known: Any) -> Row:
        """Keep one thing; `known` are columns that it does not say itself."""
        row: Row = part.to_row(self._work.ring, self._person, row_id or uuid4(), one, **known)
        self._work.personal_rows.add(row)
        return row

    def _begin_again(self, row: Row) -> None:
        """Lock what was kept, and let ring again what is still to come."""
        if isinstance(row, PrivateWords):
            self._work.private_words.lock(self._person, row)
        elif isinstance(row, Commitment):
            self._work.personal_rows.flush()
            if row.state is CommitmentState.PROMISED and row.due_at > self._now:
                self._work.calendar.ask_about(self._person, row, self._now)
        elif isinstance(row, HardTalk):
            self._work.personal_rows.flush()
            if row.state is TalkState.PLANNED:
                self._work.calendar.schedule_talk_label(self._person, row, self._now)
            elif row.state is TalkState.TIMED_OUT and row.back_at is not None and row.back_at > self._now:
                self._work.calendar.schedule_return_label(self._person, row, row.back_at, self._now)

    def _settings(self, taken: Export) -> None:
        me, person = taken.about_me, self._person
        if person.onboarded_at is None:
            person.created_at = me.came_at
            if me.time_zone is not None:
                self._work.schedules.change_time_zone(person, me.time_zone, self._now)
            person.quiet_from, person.quiet_until = me.quiet_from, me.quiet_until
            person.paused_until, person.muted, person.step = me.paused_until, me.muted, me.step
            person.holds_allowed, person.onboarded_at = me.holds_allowed, me.first_start_done_at
            if me.first_start_done_at is not None:
                # What was left out elsewhere was left out on purpose; it can be said at any time.
                person.welcomed_at = me.first_start_done_at
                settle(person, *FirstStartStep)
            if me.name is not None:
                self._work.people.rename(person, me.name)
            self._work.personal_rows.flush()
        for one in taken.daily_times:
            if self._work.calendar.daily(person, one.kind) is None:
                rule = self._work.calendar.set_daily(person, one.kind, one.minute, self._now)
                rule.days, rule.zone = one.days, self._clock_of(one)

    def _clock_of(self, one: DailyTime | SeriesMade) -> str:
        """Return the zone by which something that repeats goes on: where its person lives now, not where it was made.

        Else one person's evening would follow one clock and the promises another.
        """
        return self._person.zone or one.time_zone

    def _promises(self, taken: Export, here: Export) -> None:
        known = {_print(one) for one in here.recurring_promises}
        series: dict[int, UUID] = {}
        for each in taken.recurring_promises:
            if _print(each) not in known:
                self._series(each, series)
        known = {_print(one) for one in here.promises}
        fresh = [
            one
            for one in taken.promises
            if (one.of_series in series if one.of_series is not None else _print(one) not in known)
        ]
        rows = {one.number: uuid4() for one in fresh}
        for one in fresh:
            self._promise(one, rows, series)

    def _series(self, one: SeriesMade, series: dict[int, UUID]) -> None:
        """Keep a recurring promise; what it yields next is made by the clock's next round."""
        series[one.number] = self._keep(SERIES, one, zone=self._clock_of(one)).id

    def _promise(self, one: PromiseMade, rows: dict[int, UUID], series: dict[int, UUID]) -> None:
        links: dict[str, Any] = {
            "series_id": series.get(one.of_series) if one.of_series is not None else None,
            "repairs_id": rows.get(one.makes_good) if one.makes_good is not None else None,
        }
        if one.words is None:
            links["sealed_text"] = OF_SERIES
        self._begin_again(self._keep(PROMISES, one, rows[one.number], **links))
