"""Exporting: everything that is one person's own, opened, in the form that can be taken in again (rules.md F5, C3)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from skill.domain.commitment import Commitment
from skill.domain.person import Person
from skill.domain.rule import Rule
from skill.domain.share import ShareLevel
from skill.storage.personal_data import export_form as form
from skill.storage.personal_data.parts import CALLED, CHECK_INS, PARTS, PRIVATE_WORDS, PROMISES, PROMPTS, SERIES, TALKS
from skill.storage.personal_data.parts import Part as ListedPart
from skill.storage.tables.calendar import rules
from skill.storage.unit_of_work import UnitOfWork

Part = TypeVar("Part", bound=form.Form)

EXPORTED = {"persons": "about_me", "rules": "daily_times"} | {one.table.name: one.name for one in PARTS}
"""Which table becomes which part; what hangs on external ids, codes, couples and the clock's ledger are no words of
anybody's and are left here (a promise test walks every table that holds something sealed)."""


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
    words = {
        one.id: work.private_words.text(person, one, key)
        for one in _rows(work, PRIVATE_WORDS, person)
        if one.kept_at is not None
    }
    return form.Export(
        format="steady-ground-export/1",
        about_me=_as(form.AboutMe, person, name=work.people.name(person)),
        daily_times=tuple(
            _as(form.DailyTime, one)
            for one in work.personal_rows.of(person, Rule, rules, rules.c.kind, rules.c.minute)
            if one.on_date is None and one.ended_at is None
        ),
        **{part.name: _sorted(_forms(work, part, person)) for part in (CHECK_INS, PROMPTS, TALKS)},
        **_promises(work, person),
        private_words=_sorted(
            PRIVATE_WORDS.to_form(work.ring, person, one, words=words[one.id])
            for one in _rows(work, PRIVATE_WORDS, person)
            if one.id in words
        ),
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


def _as(kind: type[Part], row: object, **known: Any) -> Part:
    """Return a row in a form whose fields all lie open in it, but for `known`."""
    names = kind.model_fields.keys() - known.keys()
    return kind(**{name: getattr(row, CALLED.get(name, name)) for name in names}, **known)


def _forms(work: UnitOfWork, part: ListedPart, person: Person) -> Iterator[Any]:
    return (part.to_form(work.ring, person, one) for one in _rows(work, part, person))


def _promises(work: UnitOfWork, person: Person) -> dict[str, Any]:
    """Number series and promises in the order in which they were made, so that they can point to each other."""
    series = [*_rows(work, SERIES, person)]
    series.sort(key=lambda one: (one.made_at, one.minute, one.days, work.series.words(person, one)))
    made = [*_rows(work, PROMISES, person)]
    made.sort(key=lambda one: (one.made_at, one.first_due_at, work.commitments.words(person, one)))
    of_series = {one.id: number for number, one in enumerate(series, 1)}
    numbers = {one.id: number for number, one in enumerate(made, 1)}
    return {
        SERIES.name: tuple(SERIES.to_form(work.ring, person, one, number=of_series[one.id]) for one in series),
        PROMISES.name: tuple(_promise(work, person, one, of_series, numbers) for one in made),
    }


def _promise(
    work: UnitOfWork, person: Person, one: Commitment, of_series: dict[UUID, int], numbers: dict[UUID, int]
) -> Any:
    number = of_series.get(one.series_id) if one.series_id is not None else None
    return PROMISES.to_form(
        work.ring,
        person,
        one,
        number=numbers[one.id],
        of_series=number,
        makes_good=numbers.get(one.repairs_id) if one.repairs_id is not None else None,
        words=None if number is not None else work.commitments.words(person, one),
    )


def _sorted(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Return parts in the order of their days; of the same instant always in the same order, whatever their ids."""
    return tuple(sorted(parts, key=lambda one: (next(iter(one))[1], one.model_dump_json())))


def _rows(work: UnitOfWork, part: ListedPart, person: Person) -> Sequence[Any]:
    moment = next(part.table.c[name] for name in ("said_at", "heard_at", "made_at") if name in part.table.c)
    return work.personal_rows.of(person, part.row, part.table, moment)
