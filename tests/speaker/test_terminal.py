"""The speaker in a terminal, in simulated time: steady cues, interrupted at once, prompts by themselves, a kind end."""

import itertools
from datetime import timedelta

import pytest
from support.fake_speaker_parts import Door, Tray, answering
from support.simulated_terminal import ASKS, BEGIN, Room, breathing

from skill.speaker.speaker import FRESH, PATIENCE, REPROMPT_AFTER
from skill.speaker.terminal.terminal import FRAME, LOOK_EVERY, PIN_WRONG
from skill.speech.ssml import SpeechPhase, timeline


def test_every_cue_of_five_minutes_is_within_a_fifth_of_a_second_of_its_plan() -> None:
    ssml = breathing(5)
    room = Room([(1.0, "breathe"), (420.0, "/quit")], lateness=0.14)
    room.talk(Door({"breathe": answering(ssml, reprompt="Again?")}))
    planned = timeline(ssml)
    assert tuple(cue for _, cue in room.cues) == planned
    began = room.cues[0][0]
    errors = [at - began - cue.at for at, cue in room.cues]
    assert min(errors) >= 0.0
    assert max(errors) <= 0.2
    ins = [at for at, cue in room.cues if cue.phase is SpeechPhase.IN and cue.text == ""]
    assert ins[-1] - ins[0] == pytest.approx(290.0, abs=1.0)


def test_the_bar_moves_at_least_ten_times_a_second() -> None:
    room = Room([(1.0, "breathe"), (120.0, "/quit")])
    room.talk(Door({"breathe": answering(breathing(1), reprompt="Again?")}))
    moments = [at for at, _ in room.levels]
    assert max(after - before for before, after in itertools.pairwise(moments)) <= FRAME + 1e-6 <= 0.1
    assert {level.phase for _, level in room.levels} == {SpeechPhase.IN, SpeechPhase.OUT}


def test_a_word_interrupts_a_breathing_at_once() -> None:
    door = Door({"breathe": answering(breathing(3), reprompt="Again?"), "stop": answering("Okay.")})
    room = Room([(1.0, "breathe"), (41.3, "stop"), (60.0, "/quit")])
    room.talk(door)
    assert (41.3, "say", "Okay.") in room.seen
    assert max(at for at, _ in room.cues) < 541.3
    assert door.kinds == ["breathe", "stop"]


def test_slower_begins_anew_at_once() -> None:
    door = Door({one: answering(breathing(1), reprompt="Again?") for one in ("breathe", "slower")})
    room = Room([(1.0, "breathe"), (20.0, "slower"), (200.0, "/quit")])
    room.talk(door)
    firsts = [at for at, cue in room.cues if cue.at == 0.0]
    assert firsts == pytest.approx([501.0, 520.0])
    assert door.requests[1]["session"]["new"] is False


def test_the_room_can_be_said_without_ending_the_breath() -> None:
    room = Room([(1.0, "breathe"), (20.0, "/alone"), (120.0, "/quit")])
    room.talk(Door({"breathe": answering(breathing(1), reprompt="Again?")}))
    assert tuple(cue for _, cue in room.cues) == timeline(breathing(1))
    assert "In the room: alone." in room.words("note")


def test_a_due_prompt_speaks_by_itself_while_somebody_types() -> None:
    tray = Tray()
    tray.lay(BEGIN + timedelta(seconds=30), "Your evening minute.")
    room = Room([(60.0, "/quit")], lateness=0.1)
    room.draft = "i fe"
    room.talk(Door({"LaunchRequest": ASKS}), tray=tray)
    said = [(at, words) for at, kind, words in room.seen if kind == "say"]
    assert [words for _, words in said] == ["Your evening minute.", "How is it?"]
    assert 30.0 <= said[0][0] <= 30.0 + LOOK_EVERY + 0.2


def test_a_due_prompt_waits_until_the_breathing_is_over() -> None:
    tray = Tray()
    tray.lay(BEGIN + timedelta(seconds=30), "Your evening minute.")
    room = Room([(1.0, "breathe"), (200.0, "/quit")])
    room.talk(Door({"breathe": answering(breathing(1), reprompt="Again?"), "LaunchRequest": ASKS}), tray=tray)
    over = next(at for at, kind, _ in room.seen[1:] if kind == "rest" and at > 1.0)
    label = next(at for at, kind, words in room.seen if words == "Your evening minute.")
    assert over <= label <= 1.0 + FRESH.total_seconds() + LOOK_EVERY


def test_an_open_question_is_said_once_more_after_a_while_and_not_again() -> None:
    room = Room([(1.0, "open steady ground"), (400.0, "/quit")])
    room.talk(Door({"LaunchRequest": ASKS}))
    said = [(at, words) for at, kind, words in room.seen if kind == "say"]
    assert [words for _, words in said] == ["How is it?", "One word is plenty."]
    assert said[1][0] == pytest.approx(1.0 + REPROMPT_AFTER.total_seconds(), abs=LOOK_EVERY)


def test_nobody_is_hurried_who_is_typing() -> None:
    room = Room([(1.0, "open steady ground"), (400.0, "/quit")])
    room.draft = "i am not sure"
    room.talk(Door({"LaunchRequest": ASKS}))
    assert room.words("say") == ["How is it?"]


def test_after_a_long_while_the_session_ends_without_a_word() -> None:
    door = Door({"LaunchRequest": ASKS})
    room = Room([(1.0, "open steady ground"), (PATIENCE.total_seconds() + 60.0, "/quit")])
    room.talk(door)
    assert door.kinds == ["LaunchRequest", "SessionEndedRequest"]
    assert door.requests[1]["request"]["reason"] == "EXCEEDED_MAX_REPROMPTS"


@pytest.mark.parametrize("ending", ["/quit", "^D"])
def test_leaving_ends_what_is_open(ending: str) -> None:
    door = Door({"LaunchRequest": ASKS})
    room = Room([(1.0, "open steady ground"), (2.0, ending)])
    room.talk(door)
    assert door.requests[-1]["request"]["reason"] == "USER_INITIATED"
    assert room.words("note")[-1] == "The speaker is off."


def test_lines_of_scripts_say_where_they_belong_and_unknown_ones_what_there_is() -> None:
    door = Door({})
    room = Room([(1.0, "/at 2026-11-24T20:29"), (2.0, "/wait 2h"), (3.0, "/dance"), (4.0, "# a note"), (5.0, "/quit")])
    room.talk(door)
    notes = room.words("note")
    assert sum("belong to scripts" in one for one in notes) == 2
    assert any(one.startswith("/dance is not known") for one in notes)
    assert door.kinds == []


def test_another_person_may_speak() -> None:
    door = Door({"hurt": answering("Noted.")})
    room = Room([(1.0, "/as Jonas"), (2.0, "hurt"), (3.0, "/quit")])
    room.talk(door)
    assert door.requests[0]["session"]["user"]["userId"] == "home.jonas"


def test_in_a_pipe_a_breathing_is_one_plain_line() -> None:
    room = Room([(1.0, "breathe"), (2.0, "^D")], is_live=False)
    room.talk(Door({"breathe": answering(breathing(1), reprompt="Again?")}))
    assert len(room.words("say")) == 1
    assert room.words("say")[0].endswith("One more, in your own time. … That's it.")
    assert room.words("note") == []


def test_a_pin_that_is_typed_for_all_to_see_is_not_taken() -> None:
    room = Room([(1.0, "/pin 4711"), (2.0, "hurt"), (4.0, "/quit")])
    door = Door({"hurt": ASKS})
    room.talk(door)
    assert "Type /pin alone: then the PIN is asked for, and not shown." in room.words("note")
    assert door.kinds[0] == "hurt"
    assert "4711" not in str(door.requests)


def test_a_pin_is_typed_unseen_and_said_to_nobody() -> None:
    room = Room([(1.0, "/pin"), (2.0, "4711"), (3.0, "hurt"), (4.0, "/quit")])
    door = Door({"hurt": ASKS})
    room.talk(door)
    assert "4711" not in str(room.seen)
    assert "4711" not in str(door.requests)
    assert room.words("echo") == ["/pin", "hurt", "/quit"]
    assert room.words("note")[1:3] == ["Type the PIN; it is not shown.", PIN_WRONG]
