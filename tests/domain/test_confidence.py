"""How sure it is who speaks: the whole table of what may be known."""

from itertools import product

import pytest

from skill.domain.confidence import (
    OWN_FACTS,
    OWN_LIST,
    PIN_LEVEL,
    PRIVATE_WORDS,
    WRITE_ONLY,
    Confidence,
    SpeakerFacts,
    VoiceMatch,
    assess,
)
from skill.domain.room import Room

EVERYTHING = [
    SpeakerFacts(persons, is_new, is_named, is_pin_right, voice, level)
    for persons, is_new, is_named, is_pin_right, voice, level in product(
        (0, 1, 2, 5), (False, True), (False, True), (False, True), VoiceMatch, (0, 200, 300, PIN_LEVEL)
    )
]


@pytest.mark.parametrize(
    ("known", "sure"),
    [
        (SpeakerFacts(), Confidence.ACCOUNT),
        (SpeakerFacts(persons=2), Confidence.UNKNOWN),
        (SpeakerFacts(persons=2, is_named=True), Confidence.NAME_ONLY),
        (SpeakerFacts(persons=2, is_named=True, is_new=True), Confidence.ACCOUNT),
        (SpeakerFacts(persons=2, voice=VoiceMatch.OWN), Confidence.VOICE),
        (SpeakerFacts(persons=2, voice=VoiceMatch.OWN, level=PIN_LEVEL), Confidence.PIN),
        (SpeakerFacts(persons=1, voice=VoiceMatch.UNKNOWN), Confidence.UNKNOWN),
        (SpeakerFacts(persons=1, voice=VoiceMatch.UNKNOWN, level=PIN_LEVEL), Confidence.UNKNOWN),
        (SpeakerFacts(persons=1, voice=VoiceMatch.UNKNOWN, is_named=True), Confidence.ACCOUNT),
        (SpeakerFacts(persons=2, voice=VoiceMatch.UNKNOWN, is_named=True, level=PIN_LEVEL), Confidence.NAME_ONLY),
        (SpeakerFacts(persons=2, is_named=True, is_pin_right=True), Confidence.PIN),
        (SpeakerFacts(persons=1, voice=VoiceMatch.UNKNOWN, is_named=True, has_voice=True), Confidence.NAME_ONLY),
        (SpeakerFacts(persons=2, is_on_page=True), Confidence.WEB),
    ],
)
def test_what_is_known_decides(known: SpeakerFacts, sure: Confidence) -> None:
    assert assess(known) is sure


def test_nothing_spoken_reaches_the_page_and_no_name_reaches_a_voice() -> None:
    for known in EVERYTHING:
        sure = assess(known)
        assert sure is not Confidence.WEB
        if known.voice is not VoiceMatch.OWN and not known.is_pin_right:
            assert not sure.reaches(Confidence.VOICE), known
        if known.persons > 1 and not known.is_new and known.voice is not VoiceMatch.OWN and not known.is_pin_right:
            assert not sure.reaches(Confidence.ACCOUNT), known


def test_a_person_more_at_the_door_never_makes_it_surer() -> None:
    for known in EVERYTHING:
        with_one_more = SpeakerFacts(**{**vars(known), "persons": known.persons + 1})
        assert assess(known).reaches(assess(with_one_more))


@pytest.mark.parametrize(
    ("need", "sure", "rooms"),
    [
        (WRITE_ONLY, Confidence.NAME_ONLY, set(Room)),
        (OWN_LIST, Confidence.ACCOUNT, {Room.ALONE, Room.COMPANY}),
        (OWN_FACTS, Confidence.ACCOUNT, {Room.ALONE}),
        (OWN_FACTS, Confidence.NAME_ONLY, set()),
        (PRIVATE_WORDS, Confidence.PIN, {Room.ALONE}),
        (PRIVATE_WORDS, Confidence.VOICE, set()),
    ],
)
def test_a_need_is_met_by_certainty_and_room_together(need: object, sure: Confidence, rooms: set[Room]) -> None:
    assert {room for room in Room if need.is_met(sure, room)} == rooms  # type: ignore[attr-defined]
