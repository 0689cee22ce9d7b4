"""The one list of what a person takes along: which row becomes which part of an export, walked out and in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import Table

from skill.domain.checkin import CheckIn, MoodEntry
from skill.domain.commitment import Commitment
from skill.domain.hard_talk import HardTalk
from skill.domain.person import Person
from skill.domain.private_words import PrivateWords
from skill.domain.reflection import Reflection
from skill.domain.series import CommitmentSeries
from skill.storage.encryption.cells import CellCipher, Keyring
from skill.storage.personal_data import export_form as forms
from skill.storage.tables.people import checkins, commitment_series, commitments, hard_talks, private_words, reflections

Row = CheckIn | Commitment | CommitmentSeries | HardTalk | PrivateWords | Reflection
CALLED = {
    "time_zone": "zone",
    "imported": "is_imported",
    "came_at": "created_at",
    "first_start_done_at": "onboarded_at",
}
"""Fields of an export that the row has under another name; every other one is called alike."""
LINKS = frozenset({"number", "of_series", "makes_good"})
"""Fields in which things of one export point to each other, in place of ids."""


@dataclass(frozen=True)
class Packed:
    """Several fields that lie together in one sealed column.

    Attributes:
        names: of the fields.
        pack: writes them as one text.
        unpack: reads them from it.
    """

    column: str
    names: frozenset[str]
    pack: Callable[[Any], str]
    unpack: Callable[[str], Mapping[str, Any]]


@dataclass(frozen=True)
class Part:
    """One part of an export.

    Attributes:
        name: of its field in `Export`.
        title: under which it stands in the readable text.
        form: what one thing of it looks like.
        row: what each is kept as, in `table`.
        sealed: the column of each field that is sealed.
        packed: fields that are sealed together.
    """

    name: str
    title: str
    form: type[forms.Form]
    row: type[Row]
    table: Table
    sealed: Mapping[str, str] = field(default_factory=dict)
    packed: Packed | None = None

    def keeps(self, name: str) -> bool:
        """Is there a column for this field, alone or with others, or does it stand for an id?"""
        packed = self.packed.names if self.packed is not None else frozenset()
        return name in LINKS | packed or self.sealed.get(name, CALLED.get(name, name)) in self.table.c

    def to_form(self, ring: Keyring, person: Person, row: Any, **known: Any) -> Any:
        """Return a row as it stands in an export; `known` are fields that it does not say itself.

        Raises:
            NotReadableError: something of it does not open.
        """
        cipher = CellCipher(ring, self.table.name)
        fields = dict(known)
        if self.packed is not None:
            fields |= self.packed.unpack(cipher.read(person, row, self.packed.column) or "")
        for name in self.form.model_fields.keys() - fields.keys():
            column = self.sealed.get(name)
            fields[name] = cipher.read(person, row, column) if column else getattr(row, CALLED.get(name, name))
        return self.form(**fields)

    def to_row(self, ring: Keyring, person: Person, row_id: UUID, one: forms.Form, **known: Any) -> Any:
        """Return a row of this person's for one thing of an export, sealed anew and marked as imported.

        Whoever wrote the file may have put words into it that its person never said.

        Args:
            known: columns that the thing does not say itself.
        """
        cipher = CellCipher(ring, self.table.name)

        def seal(column: str, text: str | None) -> bytes | None:
            return None if text is None else cipher.seal(person, row_id, column=column, text=text)

        columns: dict[str, Any] = {}
        packed: frozenset[str] = frozenset()
        if self.packed is not None:
            packed = self.packed.names
            columns[self.packed.column] = seal(self.packed.column, self.packed.pack(one))
        for name in type(one).model_fields.keys() - LINKS - packed:
            value = getattr(one, name)
            if column := self.sealed.get(name):
                columns[column] = seal(column, value.value if isinstance(value, Enum) else value)
            else:
                columns[CALLED.get(name, name)] = value
        return self.row(**{**columns, **known, "id": row_id, "person_id": person.id, "is_imported": True})


MOOD = frozenset({"feelings", "strength", "own_words", "set_off"})


def _pack_mood(one: forms.CheckInSaid) -> str:
    return MoodEntry.of(one.feelings, one.strength, own=one.own_words, set_off=one.set_off).to_json()


def _unpack_mood(text: str) -> dict[str, Any]:
    word = MoodEntry.from_json(text)
    return {"feelings": word.feelings, "strength": word.strength, "own_words": word.own, "set_off": word.set_off}


CHECK_INS = Part(
    "check_ins",
    "Check-ins",
    forms.CheckInSaid,
    CheckIn,
    checkins,
    packed=Packed("sealed", MOOD, _pack_mood, _unpack_mood),
)
PRIVATE_WORDS = Part(
    "private_words", "Private words", forms.WordsKept, PrivateWords, private_words, {"words": "sealed"}
)
SERIES = Part(
    "recurring_promises",
    "Recurring promises",
    forms.SeriesMade,
    CommitmentSeries,
    commitment_series,
    {"words": "sealed_text"},
)
PROMISES = Part(
    "promises",
    "Promises",
    forms.PromiseMade,
    Commitment,
    commitments,
    {"words": "sealed_text", "owned": "sealed_owning"},
)
PROMPTS = Part(
    "evening_prompts",
    "Evening questions",
    forms.PromptHeard,
    Reflection,
    reflections,
    {"prompt": "sealed_prompt", "words": "sealed_words"},
)
TALKS = Part(
    "hard_talks",
    "Hard talks",
    forms.TalkPlanned,
    HardTalk,
    hard_talks,
    {"about": "sealed_topic", "afterwards": "sealed_afterwards"},
)
PARTS = (CHECK_INS, PRIVATE_WORDS, SERIES, PROMISES, PROMPTS, TALKS)
"""In the order of the readable text."""
