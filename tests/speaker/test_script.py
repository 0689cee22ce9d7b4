"""A script lives in a clock that stands still: what it says, what speaks by itself, and what it refuses."""

import itertools
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.fake_speaker_parts import HOME, Door, Tray, a_speaker, answering
from support.local_speaker import LocalSpeakerApp

from skill.clock import StandingClock
from skill.domain.couple import in_order, new_code
from skill.speaker.script import BEGINS, HEARD, LONGEST_STEP, ScriptError, parse, printed, run
from skill.speaker.speaker import PATIENCE

BEGIN = BEGINS.replace(tzinfo=HOME).astimezone(UTC)
ASKS = answering("How is it?", reprompt="One word.")
BREATH = answering('In.<prosody pitch="high"><break time="10s"/></prosody>' * 9, reprompt="Again?")


class Evening:
    """A speaker, a tray and a calendar that hands over what is due at its time."""

    def __init__(self) -> None:
        self.clock = StandingClock(BEGIN)
        self.tray = Tray()
        self.door = Door({"LaunchRequest": ASKS, "hurt": answering("Noted."), "breathe": BREATH})
        self.speaker = a_speaker(self.door, self.clock, tray=self.tray)
        self.ticks: list[datetime] = []

    def tick(self, now: datetime) -> datetime | None:
        self.ticks.append(now)
        due = self.tray.next_due()
        return due if due is not None and due > now else None

    def play(self, text: str) -> list[tuple[int, list[str]]]:
        told = run(parse(text, HOME), speaker=self.speaker, clock=self.clock, tick=self.tick)
        return [(line.number, [said.removeprefix(HEARD) for said in printed(spoken)]) for line, spoken in told]


@pytest.fixture
def evening() -> Evening:
    return Evening()


def test_each_line_is_a_turn_and_what_is_heard_stands_behind_it(evening: Evening) -> None:
    told = evening.play("# an evening\n\nopen steady ground\n< How is it?\nhurt\n/quit\nhurt\n")
    assert told == [(3, ["How is it?"]), (5, ["Noted."])]
    assert evening.door.kinds == ["LaunchRequest", "hurt"]


def test_at_sets_the_clock_in_local_time(evening: Evening) -> None:
    evening.play("/at 2026-11-24T20:29")
    assert evening.clock.now() == datetime(2026, 11, 25, 1, 29, tzinfo=UTC)


def test_at_takes_an_offset_too(evening: Evening) -> None:
    evening.play("/at 2026-11-24T20:29+01:00")
    assert evening.clock.now() == datetime(2026, 11, 24, 19, 29, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "span"),
    [
        ("2h", timedelta(hours=2)),
        ("30m", timedelta(minutes=30)),
        ("90s", timedelta(seconds=90)),
        ("1d", timedelta(days=1)),
        ("1h30m", timedelta(minutes=90)),
    ],
)
def test_wait_lets_that_much_time_pass(evening: Evening, said: str, span: timedelta) -> None:
    evening.play(f"/wait {said}")
    assert evening.clock.now() == BEGIN + span


def test_prompts_speak_by_themselves_at_their_own_time(evening: Evening) -> None:
    evening.tray.lay(BEGIN + timedelta(minutes=37), "Your six o'clock plan.")
    evening.tray.lay(BEGIN + timedelta(minutes=93), "Your evening minute.")
    assert evening.play("/wait 2h") == [
        (1, ["Your six o'clock plan.", "How is it?", "Your evening minute.", "How is it?"])
    ]
    launched = [one["request"]["timestamp"] for one in evening.door.requests if "reason" not in one["request"]]
    assert launched == ["2026-11-23T23:37:00Z", "2026-11-24T00:33:00Z"]


def test_the_calendar_is_looked_at_when_something_is_due_and_at_least_every_half_day(evening: Evening) -> None:
    evening.tray.lay(BEGIN + timedelta(minutes=37), "Your six o'clock plan.")
    evening.play("/wait 30h")
    assert BEGIN + timedelta(minutes=37) in evening.ticks
    gaps = [after - before for before, after in itertools.pairwise(evening.ticks)]
    assert max(gaps) <= LONGEST_STEP


def test_a_breathing_takes_its_time_on_the_clock(evening: Evening) -> None:
    evening.play("breathe")
    assert evening.clock.now() - BEGIN == timedelta(seconds=96)


def test_an_open_question_that_nobody_answers_ends_after_the_speakers_patience(evening: Evening) -> None:
    evening.play("open steady ground")
    evening.play(f"/wait {round(PATIENCE.total_seconds()) + 60}s")
    assert evening.door.kinds == ["LaunchRequest", "SessionEndedRequest"]
    assert evening.door.requests[1]["request"]["reason"] == "EXCEEDED_MAX_REPROMPTS"


def test_another_speaker_and_the_room_are_said_by_a_line(evening: Evening) -> None:
    evening.play("/as Jonas\n/alone\nhurt\n/company\nhurt")
    sent = [(one["session"]["user"]["userId"], one["session"]["attributes"]["room"]) for one in evening.door.requests]
    assert sent == [("home.jonas", "alone"), ("home.jonas", "company")]


def test_the_same_script_gives_the_same_evening() -> None:
    script = "open steady ground\nbreathe\n/wait 3h\nhurt\n"
    first, second = Evening(), Evening()
    assert first.play(script) == second.play(script)
    assert first.door.requests == second.door.requests


def test_every_wrong_line_is_named_before_anything_runs() -> None:
    script = "hurt\n/at tomorrow\n/wait long\n/as\n/dance\n/wait 2h5\nhurt\n/alone now\n"
    with pytest.raises(ScriptError) as refused:
        parse(script, HOME)
    said = str(refused.value)
    for number in (2, 3, 4, 5, 6, 8):
        assert f"line {number}: " in said
    assert "line 1: " not in said
    assert "line 7: " not in said


def test_a_pin_in_a_script_is_set_and_given_for_whoever_speaks(tmp_path: Path) -> None:
    keep = "open steady ground\ncall me Mara\nstop\nkeep a few words\nI saw the letters\nkeep it\n"
    lines = parse(f"{keep}/pin 2846\nread my last words back\nalone\n", HOME)
    with LocalSpeakerApp(tmp_path / "data", BEGIN, is_script=True) as app:
        said = [
            one
            for _, told in run(lines, speaker=app.speaker, clock=app.clock, tick=app.application.tick)
            for one in told
        ]
        assert app.person().pin_hash is not None
    assert "I saw the letters" in said[-1].ssml


@pytest.mark.parametrize(
    ("line", "is_kept"), [("/pin", False), ("/pin 123", False), ("/pin " + "1" * 65, False), ("/pin 2846", True)]
)
def test_a_script_without_a_pin_or_for_a_folder_that_is_kept_is_refused(line: str, is_kept: bool) -> None:
    with pytest.raises(ScriptError, match=r"^line 1: /pin "):
        parse(line, HOME, is_kept=is_kept)


def test_codes_in_a_script_are_drawn_alike_each_time_and_differ_among_each_other() -> None:
    first, second = in_order(), in_order()
    codes = [new_code(first) for _ in range(20)]
    assert codes == [new_code(second) for _ in range(20)]
    assert len(set(codes)) == 20


def test_a_script_cannot_go_back_in_time() -> None:
    with pytest.raises(ScriptError, match=r"line 3: /at goes back in time"):
        parse("/at 2026-11-24T20:29\n/wait 1m\n/at 2026-11-24T20:29\n", HOME)


def test_a_night_with_a_clock_change_is_counted_in_true_hours() -> None:
    autumn = "/at 2027-11-06T20:00\n/wait 12h\n/at 2027-11-07T07:00\n"
    spring = "/at 2027-03-13T20:00\n/wait 12h\n/at 2027-03-14T09:00\n"
    assert [len(parse(one, HOME)) for one in (autumn, spring)] == [3, 3]
    with pytest.raises(ScriptError, match="line 3"):
        parse("/at 2027-03-13T20:00\n/wait 12h\n/at 2027-03-14T08:30\n", HOME)
