"""A speaker keeps a session as an Echo would: open while it is asked to, ended with a reason, one person at a time."""

from datetime import UTC, date, datetime, timedelta

import pytest
from support.fake_speaker_parts import ByHeart, Door, Tray, a_speaker, answering

from skill.clock import StandingClock
from skill.domain.room import Room
from skill.speaker.speaker import FRESH, PATIENCE

EVENING = datetime(2026, 11, 24, 1, 29, tzinfo=UTC)
"""29 minutes past eight in the evening of 23 November in New York: in UTC it is the next day already."""
ASKS = answering("How is it?", reprompt="One word.", attributes={"version": 1, "awaiting": "checkin"})
TELLS = answering("Noted.")


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock(EVENING)


def test_a_sentence_without_an_open_session_is_a_request_of_its_own(clock: StandingClock) -> None:
    door = Door({"Check": TELLS})
    speaker = a_speaker(door, clock)
    assert speaker.hear("Check").ssml == "<speak>Noted.</speak>"
    assert not speaker.is_open
    speaker.hear("Check")
    assert [one["session"]["new"] for one in door.requests] == [True, True]
    assert door.requests[0]["session"]["sessionId"] != door.requests[1]["session"]["sessionId"]


def test_an_open_session_brings_its_attributes_back(clock: StandingClock) -> None:
    door = Door({"LaunchRequest": ASKS, "Hurt": TELLS})
    speaker = a_speaker(door, clock)
    asked = speaker.hear("open steady ground")
    assert (asked.reprompt, asked.open, speaker.is_open) == ("<speak>One word.</speak>", True, True)
    speaker.hear("Hurt")
    first, second = door.requests
    assert second["session"]["sessionId"] == first["session"]["sessionId"]
    assert (first["session"]["new"], second["session"]["new"]) == (True, False)
    understood = {"sureness": "none", "sample": ""}
    assert second["session"]["attributes"] == {"version": 1, "awaiting": "checkin", **understood}
    assert not speaker.is_open


def test_every_request_has_an_id_of_its_own(clock: StandingClock) -> None:
    door = Door({"LaunchRequest": ASKS, "Hurt": ASKS})
    speaker = a_speaker(door, clock)
    speaker.open()
    speaker.hear("Hurt")
    speaker.hear("Hurt")
    assert len({one["request"]["requestId"] for one in door.requests}) == 3


def test_the_ear_listens_for_the_slot_that_was_elicited_and_only_then(clock: StandingClock) -> None:
    elicit = ("OnboardingNameIntent", "name")
    ear = ByHeart()
    door = Door({"LaunchRequest": answering("What name?", reprompt="A name?", elicit=elicit), "Mara": TELLS})
    speaker = a_speaker(door, clock, ear=ear)
    speaker.open()
    speaker.hear("Mara")
    speaker.hear("Mara")
    assert [asked for _, asked, _ in ear.asked] == [elicit, None]


def test_tomorrow_is_heard_by_the_calendar_of_the_place(clock: StandingClock) -> None:
    ear = ByHeart()
    a_speaker(Door({}), clock, ear=ear).hear("Promise")
    assert ear.asked[0][2] == date(2026, 11, 23)


def test_who_is_in_the_room_goes_with_the_next_request_and_then_belongs_to_the_voice(
    clock: StandingClock,
) -> None:
    door = Door({"Ask": ASKS, "Tell": TELLS})
    speaker = a_speaker(door, clock)
    speaker.enter(Room.ALONE)
    speaker.hear("Ask")
    speaker.hear("Ask")
    rooms = [one["session"]["attributes"].get("room") for one in door.requests]
    assert rooms == ["alone", None]


def test_alone_is_forgotten_when_the_session_closes(clock: StandingClock) -> None:
    door = Door({"Tell": TELLS})
    speaker = a_speaker(door, clock)
    speaker.enter(Room.ALONE)
    speaker.hear("Tell")
    speaker.hear("Tell")
    assert "room" not in door.requests[1]["session"]["attributes"]


def test_a_label_is_said_and_then_opens_its_conversation_in_a_new_session(clock: StandingClock) -> None:
    door = Door({"LaunchRequest": ASKS, "Ask": ASKS})
    tray = Tray()
    speaker = a_speaker(door, clock, tray=tray)
    speaker.hear("Ask")
    tray.lay(EVENING, "Your evening minute.")
    assert speaker.due() == [], "nothing cuts in while somebody is in the middle of it"
    clock.set(clock.now() + FRESH)
    said = speaker.due()
    assert [one.ssml for one in said] == [
        "<speak>Your evening minute.</speak>",
        "<speak>How is it?</speak>",
    ]
    assert [one.open for one in said] == [False, True]
    assert door.kinds == ["Ask", "SessionEndedRequest", "LaunchRequest"]
    assert door.requests[1]["request"]["reason"] == "USER_INITIATED"
    assert door.requests[2]["session"]["new"] is True
    assert door.requests[2]["session"]["attributes"] == {"announced": True}


def test_nothing_due_says_nothing_and_disturbs_nobody(clock: StandingClock) -> None:
    door = Door({"Ask": ASKS})
    speaker = a_speaker(door, clock)
    speaker.hear("Ask")
    assert speaker.due() == []
    assert speaker.is_open


def test_a_label_is_said_once(clock: StandingClock) -> None:
    tray = Tray()
    speaker = a_speaker(Door({}), clock, tray=tray)
    tray.lay(EVENING, "Your evening minute.")
    assert len(speaker.due()) == 2
    assert speaker.due() == []


def test_nobody_is_taken_for_alone_when_the_speaker_opens_by_itself(clock: StandingClock) -> None:
    door = Door({"LaunchRequest": ASKS})
    tray = Tray()
    speaker = a_speaker(door, clock, tray=tray)
    speaker.enter(Room.ALONE)
    tray.lay(EVENING, "Your evening minute.")
    speaker.due()
    assert "room" not in door.requests[0]["session"]["attributes"]


def test_another_name_is_another_account_and_ends_what_was_open(clock: StandingClock) -> None:
    door = Door({"Ask": ASKS})
    tray = Tray()
    speaker = a_speaker(door, clock, tray=tray)
    speaker.hear("Ask")
    speaker.become("Jonas")
    speaker.hear("Ask")
    assert door.kinds == ["Ask", "SessionEndedRequest", "Ask"]
    assert [one["session"]["user"]["userId"] for one in door.requests] == ["home.mara", "home.mara", "home.jonas"]
    assert door.requests[2]["session"]["attributes"] == {"sureness": "none", "sample": ""}
    tray.lay(EVENING, "Your evening minute.", account="home.mara")
    assert speaker.due() == []


def test_a_room_said_by_one_person_does_not_hold_for_the_next(clock: StandingClock) -> None:
    door = Door({"Tell": TELLS})
    speaker = a_speaker(door, clock)
    speaker.enter(Room.ALONE)
    speaker.become("Jonas")
    speaker.hear("Tell")
    assert "room" not in door.requests[0]["session"]["attributes"]


def test_after_a_long_while_without_a_word_the_session_ends_quietly(clock: StandingClock) -> None:
    door = Door({"Ask": ASKS})
    speaker = a_speaker(door, clock)
    speaker.hear("Ask")
    clock.set(EVENING + PATIENCE - timedelta(seconds=1))
    assert not speaker.end_idle_session()
    clock.set(EVENING + PATIENCE)
    assert speaker.end_idle_session()
    assert door.requests[-1]["request"]["reason"] == "EXCEEDED_MAX_REPROMPTS"
    assert not speaker.is_open
    assert not speaker.end_idle_session()


def test_switching_off_ends_what_is_open(clock: StandingClock) -> None:
    door = Door({"Ask": ASKS})
    speaker = a_speaker(door, clock)
    speaker.leave()
    speaker.hear("Ask")
    speaker.leave()
    assert door.kinds == ["Ask", "SessionEndedRequest"]


@pytest.mark.parametrize("answer", [{"version": "1.0"}, {"response": {}}, {"response": {"directives": []}}])
def test_an_answer_without_words_is_silence_and_closes(answer: dict[str, object], clock: StandingClock) -> None:
    speaker = a_speaker(Door({"Ask": answer}), clock)
    said = speaker.hear("Ask")
    assert (said.ssml, said.reprompt, said.open) == ("", None, False)
