"""How sure it is who speaks: the whole table of what may be known."""

from itertools import product

import pytest

from skill.domain.certainty import OWN_ALONE, OWN_TOLD, PIN_LEVEL, PRIVATE, WRITE, Certainty, Known, Voice, certainty
from skill.domain.room import Room

EVERYTHING = [
    Known(persons, is_new, is_named, is_pin_right, voice, level)
    for persons, is_new, is_named, is_pin_right, voice, level in product(
        (0, 1, 2, 5), (False, True), (False, True), (False, True), Voice, (0, 200, 300, PIN_LEVEL)
    )
]


@pytest.mark.parametrize(
    ("known", "sure"),
    [
        (Known(), Certainty.CLAIMED),
        (Known(persons=2), Certainty.NONE),
        (Known(persons=2, is_named=True), Certainty.NAMED),
        (Known(persons=2, is_named=True, is_new=True), Certainty.CLAIMED),
        (Known(persons=2, voice=Voice.OWN), Certainty.RECOGNISED),
        (Known(persons=2, voice=Voice.OWN, level=PIN_LEVEL), Certainty.CONFIRMED),
        (Known(persons=1, voice=Voice.UNKNOWN), Certainty.NONE),
        (Known(persons=1, voice=Voice.UNKNOWN, level=PIN_LEVEL), Certainty.NONE),
        (Known(persons=1, voice=Voice.UNKNOWN, is_named=True), Certainty.CLAIMED),
        (Known(persons=2, voice=Voice.UNKNOWN, is_named=True, level=PIN_LEVEL), Certainty.NAMED),
        (Known(persons=2, is_named=True, is_pin_right=True), Certainty.CONFIRMED),
        (Known(persons=1, voice=Voice.UNKNOWN, is_named=True, has_voice=True), Certainty.NAMED),
        (Known(persons=2, is_on_page=True), Certainty.PAGE),
    ],
)
def test_what_is_known_decides(known: Known, sure: Certainty) -> None:
    assert certainty(known) is sure


def test_nothing_spoken_reaches_the_page_and_no_name_reaches_a_voice() -> None:
    for known in EVERYTHING:
        sure = certainty(known)
        assert sure is not Certainty.PAGE
        if known.voice is not Voice.OWN and not known.is_pin_right:
            assert not sure.reaches(Certainty.RECOGNISED), known
        if known.persons > 1 and not known.is_new and known.voice is not Voice.OWN and not known.is_pin_right:
            assert not sure.reaches(Certainty.CLAIMED), known


def test_a_person_more_at_the_door_never_makes_it_surer() -> None:
    for known in EVERYTHING:
        with_one_more = Known(**{**vars(known), "persons": known.persons + 1})
        assert certainty(known).reaches(certainty(with_one_more))


@pytest.mark.parametrize(
    ("need", "sure", "rooms"),
    [
        (WRITE, Certainty.NAMED, set(Room)),
        (OWN_TOLD, Certainty.CLAIMED, {Room.ALONE, Room.COMPANY}),
        (OWN_ALONE, Certainty.CLAIMED, {Room.ALONE}),
        (OWN_ALONE, Certainty.NAMED, set()),
        (PRIVATE, Certainty.CONFIRMED, {Room.ALONE}),
        (PRIVATE, Certainty.RECOGNISED, set()),
    ],
)
def test_a_need_is_met_by_certainty_and_room_together(need: object, sure: Certainty, rooms: set[Room]) -> None:
    assert {room for room in Room if need.is_met(sure, room)} == rooms  # type: ignore[attr-defined]
