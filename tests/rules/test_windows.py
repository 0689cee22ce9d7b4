"""A PIN counts for one person, at one speaker, in one conversation: whoever speaks next has to give an own one."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select
from support.local_speaker import Heard, House

from skill.storage.local_pin import Pins, fits
from skill.storage.proving import Proving
from skill.storage.tables.people import pin_tries
from skill.storage.windows import CONFIRMED_FOR, Windows

HERS, HIS = "I saw the letters", "I sold the boat"
PINS = {"Mara": "4711", "Jonas": "2806"}
BEGIN = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
NOTHING = Heard("Nothing for now.", False)


def shared(house: House) -> House:
    """Let Mara and Jonas live behind one name of the speaker, each with a PIN and with words that were kept."""
    house.move_in()
    keep(house, HERS)
    for words in ("I'm new here", "Jonas", "no", "stop"):
        house.say(words)
    for name, pin in PINS.items():
        Pins(house.ground.store).set(house.ground.account(name), pin, house=house.ground.account(""), name=name)
    house.say("this is Jonas")
    keep(house, HIS)
    return house


def keep(house: House, words: str) -> None:
    """Say words and keep them."""
    for said in ("keep a few words", words, "keep it"):
        house.say(said)


def prove(house: House, name: str) -> None:
    """Say a name, and give this person's PIN."""
    house.say(f"this is {name}")
    assert house.speaker.confirm(PINS[name])


def read(house: House) -> str:
    """Ask for the last words, alone; return all that was heard."""
    heard = house.say("read my last words back")
    return heard.words + (house.say("alone").words if heard.is_open else "")


def his_pin(house: House) -> None:
    """He gives his own PIN, after his name."""
    house.say("stop")
    prove(house, "Jonas")


ENDS: dict[str, Callable[[House], object]] = {
    "stop": lambda house: house.say("stop"),
    "quit": lambda house: house.speaker.leave(),
    "his PIN": his_pin,
    "his PIN without a name": lambda house: (house.say("stop"), house.speaker.confirm(PINS["Jonas"])),
    "a wrong PIN": lambda house: house.speaker.confirm("0000"),
    "his name": lambda house: house.say("this is Jonas"),
    "his name and then hers": lambda house: (house.say("this is Jonas"), house.say("this is Mara")),
    "somebody new": lambda house: house.say("I'm new here"),
    "another name at the speaker": lambda house: (house.speaker.become("Jonas"), house.speaker.become("")),
    "five minutes": lambda house: house.clock.set(house.clock.now() + CONFIRMED_FOR),
    "her words, once read": read,
    "the skill opened anew": lambda house: house.open(),
}
"""What ends a window."""


def what_is_still_read(house: House) -> dict[str, str]:
    """Return what is heard after each end, where it is her words."""
    heard = {}
    for end, act in ENDS.items():
        house.say("stop")
        prove(house, "Mara")
        act(house)
        if HERS in (told := read(house)):
            heard[end] = told
    return heard


def test_her_words_are_read_in_the_conversation_in_which_she_gave_her_pin(house: House) -> None:
    shared(house)
    prove(house, "Mara")
    assert HERS in read(house)


def test_whatever_ends_a_conversation_ends_the_window_of_her_pin(house: House) -> None:
    assert what_is_still_read(shared(house)) == {}


class LastingWindows(Windows):
    """Planted: whoever gave a PIN counts at the speaker until five minutes have passed, as rows once had it."""

    def holder(self, device_id: str, user_id: str, mark: str, now: datetime) -> UUID | None:
        found = self._open.get(device_id)
        return found.person_id if found is not None and now < found.until else None

    def end(self, device_id: str) -> None:
        """Let it stand."""


def test_a_window_that_outlives_its_conversation_is_noticed(house: House) -> None:
    house.ground.voice.windows.__class__ = LastingWindows
    caught = what_is_still_read(shared(house)).keys()
    assert caught >= {"his name and then hers", "somebody new"}, "unless this is caught, nothing is proven"


def test_the_pin_that_is_given_is_held_against_whoever_was_named(house: House) -> None:
    shared(house)
    house.say("this is Mara")
    assert not house.speaker.confirm(PINS["Jonas"])
    house.say("stop")
    prove(house, "Jonas")
    told = read(house)
    assert HIS in told
    assert HERS not in told


def test_a_wrong_pin_counts_against_nobody_but_whoever_was_named(house: House) -> None:
    shared(house)
    house.say("this is Mara")
    house.speaker.confirm("0000")
    account = house.ground.account("")
    with house.ground.store.work() as work:
        mara = work.people.by_name(account, "Mara")
        against = list(work.session.scalars(select(pin_tries.c.person_id)))
    assert mara is not None
    assert against == [mara.id]


def test_where_two_live_behind_one_name_it_is_said_first_who_speaks(house: House) -> None:
    shared(house)
    assert not house.speaker.is_one_claimed
    house.say("this is Mara")
    assert house.speaker.is_one_claimed


def test_a_restart_ends_the_window_even_where_the_ids_of_the_speaker_begin_anew(tmp_path: Path) -> None:
    folder = tmp_path / "home"
    with House(folder, BEGIN) as house:
        shared(house)
        prove(house, "Mara")
        sessions = house.speaker._session
        mark = house.speaker._mark
    with House(folder, house.clock.now() + timedelta(seconds=1)) as again:
        again.say("this is Mara")
        again.speaker._session, again.speaker._mark = sessions, mark
        assert HERS not in read(again)


def test_another_speaker_is_not_opened_by_her_pin(house: House) -> None:
    house.move_in()
    keep(house, HERS)
    Pins(house.ground.store).set(house.ground.account(""), PINS["Mara"])
    other = house.ground.speaker("")
    assert house.speaker.confirm(PINS["Mara"])
    assert "letters" not in other.hear("read my last words back").ssml
    assert "letters" not in other.hear("alone").ssml


def test_no_answer_carries_the_mark_of_a_window(house: House) -> None:
    shared(house)
    prove(house, "Mara")
    house.say("read my last words back")
    assert house.speaker._mark is not None
    assert house.speaker._session is not None
    assert house.speaker._mark not in json.dumps(dict(house.speaker._session.attributes))


@pytest.mark.parametrize("has_pin", [True, False])
def test_a_pin_that_is_set_nowhere_is_refused_after_the_same_work(house: House, has_pin: bool) -> None:
    house.move_in()
    if has_pin:
        Pins(house.ground.store).set(house.ground.account(""), PINS["Mara"])
    worked = []

    def counted(hashed: bytes | None, pin: str) -> bool:
        worked.append(pin)
        return fits(hashed, pin)

    ground = house.ground
    proving = Proving(ground.store, ground.voice.windows, ground.clock, device_id=ground.device, check=counted)
    assert proving.prove(ground.account(""), "0000", None) is None
    assert worked == ["0000"]
