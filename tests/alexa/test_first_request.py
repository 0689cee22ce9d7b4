"""Strangers at the door right after a start: the first honest request is heard, and a repeat of an old one is not."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

import pytest
from support.fake_alexa import GOOD, Authority, Door, Letter, Shelf, honest, letter, lost

from skill.alexa.verification.signing_keys import FETCHES_OF_ONE, WELL_KNOWN
from skill.clock import StandingClock

Open = Callable[..., AbstractContextManager[Door]]
CURRENT = "/echo.api/echo-api-cert-12.pem"
EVENT = "AlexaSkillEvent.SkillDisabled"


@pytest.fixture
def files(shelf: Shelf, authority: Authority) -> Shelf:
    """The shelf with the address that Amazon signs with now."""
    shelf.files, shelf.fetches = {CURRENT: authority.chain()}, shelf.fetches.__class__()
    return shelf


def launch(door: Door, path: str) -> Letter:
    return letter(honest("LaunchRequest", door.application.clock.now()), path)


@pytest.mark.parametrize(
    "junk",
    [
        [f"/echo.api/made-up-{number}.pem" for number in range(40)],
        sorted(WELL_KNOWN - {CURRENT}),
        [f"/echo.api/made-up-{number}.pem" for number in range(6)] + sorted(WELL_KNOWN - {CURRENT})[:6],
    ],
    ids=["made up", "well known", "both"],
)
def test_whatever_strangers_ask_for_first_the_first_honest_request_is_heard(
    open_door: Open, files: Shelf, tmp_path: Path, junk: list[str]
) -> None:
    with open_door(tmp_path / "data") as door:
        for path in junk:
            assert door.send(launch(door, path)).status_code == 400
        assert door.send(launch(door, CURRENT)).status_code == 200
        assert files.fetches[CURRENT] == 1


def test_junk_at_the_current_address_itself_proves_it_and_takes_nothing_away(
    open_door: Open, files: Shelf, tmp_path: Path
) -> None:
    with open_door(tmp_path / "data") as door:
        for _ in range(20):
            one = launch(door, CURRENT)
            assert door.send(Letter(one.body + b" ", one.headers)).status_code == 400
        assert door.send(launch(door, CURRENT)).status_code == 200
        assert files.fetches[CURRENT] == 1


def test_a_well_known_address_that_fails_is_asked_for_seldom_and_again_a_minute_later(
    open_door: Open, files: Shelf, authority: Authority, tmp_path: Path
) -> None:
    files.files[CURRENT] = lost
    with open_door(tmp_path / "data") as door:
        for _ in range(20):
            assert door.send(launch(door, CURRENT)).status_code == 400
        assert files.fetches[CURRENT] == FETCHES_OF_ONE
        files.files[CURRENT] = authority.chain()
        assert isinstance(door.application.clock, StandingClock)
        door.application.clock.set(door.application.clock.now() + timedelta(seconds=61))
        assert door.send(launch(door, CURRENT)).status_code == 200


def test_what_was_proven_before_is_proven_again_before_the_first_request_of_a_start(
    open_door: Open, files: Shelf, tmp_path: Path
) -> None:
    with open_door(tmp_path / "data") as door:
        assert door.send(launch(door, CURRENT)).status_code == 200
    [kept] = (tmp_path / "data" / "signers").iterdir()
    kept.touch()  # by the machine's own clock it is from another day than the standing one
    files.fetches.clear()
    with open_door(tmp_path / "data") as door:
        assert door.refused() == {}, "it answers, and nobody has asked for anything yet"
        assert files.fetches[CURRENT] == 1
        for number in range(20):
            door.send(launch(door, f"/echo.api/made-up-{number}.pem"))
        assert door.send(launch(door, CURRENT)).status_code == 200
        assert files.fetches[CURRENT] == 1


def test_a_repeat_is_refused_after_a_restart_as_before_it(
    open_door: Open, shelf: Shelf, authority: Authority, tmp_path: Path
) -> None:
    shelf.files[GOOD] = authority.chain()
    with open_door(tmp_path / "data") as door:
        one, event = launch(door, GOOD), letter(honest(EVENT, door.application.clock.now()), GOOD)
        assert [door.send(sent).status_code for sent in (one, event, one)] == [200, 200, 400]
        kept = door.kept()
    for _ in range(2):
        with open_door(tmp_path / "data") as door:
            assert [door.send(sent).status_code for sent in (one, event)] == [400, 200]
            assert door.refused() == {"replay": 1}
            assert door.kept() == kept, "nothing is done a second time"


def test_what_was_heard_is_forgotten_once_no_repeat_could_be_taken(
    open_door: Open, shelf: Shelf, authority: Authority, tmp_path: Path
) -> None:
    shelf.files[GOOD] = authority.chain()
    with open_door(tmp_path / "data") as door:
        door.send(launch(door, GOOD))
        assert door.kept()["replays"] == 1
        door.application.planner.round(door.application.clock.now() + timedelta(hours=3))
        assert door.kept()["replays"] == 0
