"""Exporting: everything that is one person's own, opened, in the form that can be taken in again (rules.md F5, C3)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from skill.domain.checkin import CheckIn
from skill.domain.commitment import Commitment
from skill.domain.hard_talk import HardTalk
from skill.domain.person import Person
from skill.domain.private_words import PrivateWords
from skill.domain.reflection import Reflection
from skill.domain.rule import Rule
from skill.domain.series import CommitmentSeries
from skill.domain.share import ShareLevel
from skill.storage.personal_data import export_form as form
from skill.storage.tables.calendar import rules
from skill.storage.tables.people import checkins, commitment_series, commitments, hard_talks, private_words, reflections
from skill.storage.unit_of_work import UnitOfWork

Part = TypeVar("Part", bound=form.Form)

EXPORTED = {
    "persons": "about_me",
    "rules": "daily_times",
    "checkins": "check_ins",
    "commitment_series": "recurring_promises",
    "commitments": "promises",
    "reflections": "evening_prompts",
    "private_words": "private_words",
    "hard_talks": "hard_talks",
}
"""Which table becomes which part; what hangs on doors, codes, couples and the clock's ledger are no words of anybody's
and are left here (a promise test walks every table that holds something sealed)."""


def export(
    work: UnitOfWork, person: Person, now: datetime, kinds: Mapping[str, str], key: bytes | None = None
) -> form.Export:
    """Return everything of a person as it stands.

    Args:
        kinds: by family of moods, the kind of day that is said aloud; of what is shared no more is told.
        key: what opens private words that are locked.

    Raises:
        NotReadableError: something of it does not open.
    """
    return form.Export(
        format="steady-ground-export/1",
        about_me=_about(work, person),
        daily_times=tuple(
            form.DailyTime(kind=one.kind, minute=one.minute, days=one.days, time_zone=one.zone)
            for one in _all(work.session, Rule, rules, person, rules.c.kind, rules.c.minute)
            if one.on_date is None and one.ended_at is None
        ),
        check_ins=_sorted(_check_in(work, person, one) for one in _in_order(work, CheckIn, checkins, person)),
        **_promises(work, person),
        evening_prompts=_sorted(_prompt(work, person, one) for one in _in_order(work, Reflection, reflections, person)),
        private_words=_sorted(
            form.WordsKept(
                imported=one.is_imported,
                said_at=one.said_at,
                local_date=one.local_date,
                kept_at=one.kept_at,
                words=work.private_words.text(person, one, key),
                by_name=one.by_name,
            )
            for one in _in_order(work, PrivateWords, private_words, person)
            if one.kept_at is not None
        ),
        hard_talks=_sorted(_talk(work, person, one) for one in _in_order(work, HardTalk, hard_talks, person)),
        shared_to_me=tuple(shared_to(work, person, now, kinds)),
    )


def shared_to(
    work: UnitOfWork, person: Person, now: datetime, kinds: Mapping[str, str]
) -> Iterator[form.ExportedShare]:
    """Yield what somebody else shares with this person at this moment, as the person may hear it.

    The one place where another's words may enter an export (rules.md C3): only what stands shared now, in the words
    that would be spoken. A link by itself shares nothing, so without shares it is empty.
    """
    for one in work.shares.to(person, now):
        words = kinds.get(one.words, one.words) if one.level is ShareLevel.DAY else one.words
        yield form.ExportedShare(what=one.kind, words=words, on=one.on, due_at=one.due_at)


def _about(work: UnitOfWork, person: Person) -> form.AboutMe:
    return form.AboutMe(
        name=work.people.name(person),
        came_at=person.created_at,
        time_zone=person.zone,
        quiet_from=person.quiet_from,
        quiet_until=person.quiet_until,
        paused_until=person.paused_until,
        muted=person.muted,
        holds_allowed=person.holds_allowed,
        step=person.step,
        first_start_done_at=person.onboarded_at,
    )


def _check_in(work: UnitOfWork, person: Person, one: CheckIn) -> form.CheckInSaid:
    word = work.checkins.word(person, one)
    return form.CheckInSaid(
        imported=one.is_imported,
        said_at=one.said_at,
        local_date=one.local_date,
        feelings=word.feelings,
        strength=word.strength,
        own_words=word.own,
        set_off=word.set_off,
        by_name=one.by_name,
    )


def _promises(work: UnitOfWork, person: Person) -> dict[str, Any]:
    """Number series and promises in the order in which they were made, so that they can point to each other."""
    series = [*_all(work.session, CommitmentSeries, commitment_series, person, commitment_series.c.made_at)]
    series.sort(key=lambda one: (one.made_at, one.minute, one.days, work.series.words(person, one)))
    made = [*_all(work.session, Commitment, commitments, person, commitments.c.made_at)]
    made.sort(key=lambda one: (one.made_at, one.first_due_at, work.commitments.words(person, one)))
    of_series = {one.id: number for number, one in enumerate(series, 1)}
    numbers = {one.id: number for number, one in enumerate(made, 1)}
    return {
        "recurring_promises": tuple(
            form.SeriesMade(
                imported=one.is_imported,
                number=of_series[one.id],
                made_at=one.made_at,
                words=work.series.words(person, one),
                minute=one.minute,
                days=one.days,
                time_zone=one.zone,
                ended_at=one.ended_at,
                by_name=one.by_name,
            )
            for one in series
        ),
        "promises": tuple(_promise(work, person, one, of_series, numbers) for one in made),
    }


def _promise(
    work: UnitOfWork, person: Person, one: Commitment, of_series: dict[UUID, int], numbers: dict[UUID, int]
) -> form.PromiseMade:
    number = of_series.get(one.series_id) if one.series_id is not None else None
    return form.PromiseMade(
        imported=one.is_imported,
        number=numbers[one.id],
        made_at=one.made_at,
        words=None if number is not None else work.commitments.words(person, one),
        first_due_at=one.first_due_at,
        due_at=one.due_at,
        time_zone=one.zone,
        state=one.state,
        moved_before=one.moved_before,
        moved_after=one.moved_after,
        decided_at=one.decided_at,
        of_series=number,
        local_date=one.local_date,
        makes_good=numbers.get(one.repairs_id) if one.repairs_id is not None else None,
        owned=work.commitments.owning(person, one),
    )


def _prompt(work: UnitOfWork, person: Person, one: Reflection) -> form.PromptHeard:
    return form.PromptHeard(
        imported=one.is_imported,
        heard_at=one.heard_at,
        local_date=one.local_date,
        prompt=work.reflections.prompt_id(person, one),
        kept=one.kept,
        words=work.reflections.words(person, one),
        by_name=one.by_name,
    )


def _talk(work: UnitOfWork, person: Person, one: HardTalk) -> form.TalkPlanned:
    return form.TalkPlanned(
        imported=one.is_imported,
        made_at=one.made_at,
        starts_at=one.starts_at,
        minutes=one.minutes,
        time_zone=one.zone,
        stands_until=one.stands_until,
        state=one.state,
        seconds_spent=one.seconds_spent,
        last_at=one.last_at,
        back_at=one.back_at,
        ended_at=one.ended_at,
        asks_until=one.asks_until,
        about=work.hard_talks.topic(person, one),
        afterwards=work.hard_talks.afterwards(person, one),
    )


def _sorted(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Return parts in the order of their days; of the same instant always in the same order, whatever their ids."""
    return tuple(sorted(parts, key=lambda one: (next(iter(one))[1], one.model_dump_json())))


def _in_order(work: UnitOfWork, kind: type[Any], table: Any, person: Person) -> Sequence[Any]:
    moment = next(table.c[name] for name in ("said_at", "heard_at", "made_at") if name in table.c)
    return _all(work.session, kind, table, person, moment)


def _all(session: Session, kind: type[Any], table: Any, person: Person, *order: Any) -> Sequence[Any]:
    found = select(kind).where(table.c.person_id == person.id).order_by(*order, table.c.id)
    return session.scalars(found).all()
