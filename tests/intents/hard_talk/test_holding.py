"""Holding a talk: breath, one word, silence, turns, a pause that returns, an end, and one question for one alone."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from support.local_speaker import NEEDS_PIN, Heard, LocalSpeakerApp
from support.sql import sql

from skill.domain.hard_talk import TURN, Afterwards, TalkState
from skill.speech.floor import PREPARING, QUIET
from skill.speech.ssml import SpeechPhase, timeline
from skill.storage.tables.people import hard_talks, mapper

EVENING = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
"""Six in the evening in New York, a Monday."""
NEXT = "Switch, a pause, or the end?"


def state(app: LocalSpeakerApp) -> TalkState:
    with app.application.database.engine.connect() as connection:
        return connection.scalars(select(hard_talks.c.state)).one()


@pytest.fixture
def near(mara: LocalSpeakerApp) -> LocalSpeakerApp:
    """Mara planned a talk for seven, and it is ten minutes before."""
    mara.say("plan a talk at seven in the evening about the summer")
    mara.say("yes")
    heard = [one.words for one in mara.wait(timedelta(minutes=50))]
    assert heard == ["Ten quiet minutes until seven.", "Want three minutes of slow breathing first?"]
    return mara


@pytest.fixture
def held(near: LocalSpeakerApp) -> LocalSpeakerApp:
    """The first turn has been held."""
    near.say("we are ready")
    near.say("next")
    return near


def test_three_minutes_of_breath_end_with_the_first_sentence(near: LocalSpeakerApp) -> None:
    heard = near.say("yes")
    assert heard.words.startswith("Three quiet minutes, with a longer breath out.")
    assert heard.words.endswith("Whenever you're ready, the first sentence is yours. Just say ready to begin.")
    assert near.say("ready").words == "One word for how you're doing, or say next."


def test_without_a_breath_it_is_quiet_until_the_hour_and_then_one_sentence_opens_it(near: LocalSpeakerApp) -> None:
    heard = near.say("no")
    assert heard == Heard("Okay. I'll be quiet until seven o'clock. When it's time, say ready to begin.", False)
    near.wait(timedelta(minutes=10))
    assert near.say("ready to begin").words == "One word for how you're doing, or say next."
    assert state(near) is TalkState.OPEN


def test_whoever_opens_the_skill_near_the_hour_comes_straight_to_it(near: LocalSpeakerApp) -> None:
    near.say("stop")
    assert near.open().words == "Your seven o'clock is coming up. Want three minutes of slow breathing first?"
    near.say("stop")
    near.wait(timedelta(minutes=20))
    assert near.open().words == "It's time for your seven o'clock. Ready to begin, or not today?"
    assert near.say("not today").words == "That's fine. What time would work instead?"


def test_a_turn_is_two_minutes_with_five_quiet_seconds_after_it(near: LocalSpeakerApp) -> None:
    near.say("we are ready")
    cues = timeline(near.speaker.hear("next").ssml)
    silences: list[float] = []
    for cue in cues:
        if cue.phase is SpeechPhase.REST and silences and silences[-1] and cue.text == "":
            silences[-1] += cue.length
        elif cue.text:
            silences.append(0.0)
        else:
            silences[-1] += cue.length
    assert [PREPARING, TURN.total_seconds(), QUIET] == [round(one, 1) for one in silences if one][:3]


def test_the_word_and_what_is_said_in_the_room_are_neither_answered_nor_kept(near: LocalSpeakerApp) -> None:
    def rows() -> int:
        tables = mapper.metadata.tables.values()
        with near.application.database.engine.connect() as connection:
            return sum(connection.scalar(select(func.count()).select_from(one)) or 0 for one in tables)

    near.say("we are ready")
    before = rows()
    assert near.say("furious").words.startswith("Take a moment to find your first sentence")
    for said in ("I feel hurt", "I promise to be home by six", "you never listened to me", "yes", "that's all"):
        assert near.say(said) == Heard(NEXT, True)
    assert rows() == before


def test_whoever_changes_gets_another_turn_until_the_planned_length_is_over(held: LocalSpeakerApp) -> None:
    heard = []
    for _ in range(12):
        held.clock.set(held.clock.now() + timedelta(minutes=3))
        heard.append(held.say("change").words)
        if not heard[-1].startswith("Switch. Two minutes."):
            break
    assert heard[-1].startswith(
        "That's the time you planned. Whatever's left can have a time of its own. Okay, that's the end."
    )
    assert 8 <= len(heard) <= 11
    assert state(held) is TalkState.ENDED


def test_stop_ends_at_once_and_the_talk_may_be_taken_up_again(held: LocalSpeakerApp) -> None:
    assert held.say("stop") == Heard("Okay.", False)
    assert state(held) is TalkState.OPEN
    assert held.open().words == "Something's still open. Keep going, a pause, or the end?"
    assert held.say("go on").words.startswith("Switch. Two minutes.")


@pytest.mark.parametrize(
    ("said", "back", "minutes"),
    [
        ("pause", "seven twenty", 30),
        ("time out for five minutes", "seven ten", 20),
        ("pause for forty minutes", "half past seven", 40),
    ],
)
def test_a_pause_says_when_it_ends_and_keeps_it(held: LocalSpeakerApp, said: str, back: str, minutes: int) -> None:
    heard = held.say(said)
    assert heard == Heard((f"Okay, a break. Back at {back}. Do something calm, and try not to rehearse."), False)
    assert held.wait(timedelta(minutes=minutes - 1)) == []
    heard_then = [one.words for one in held.wait(timedelta(minutes=1))]
    assert heard_then == [f"It's {back}. Your break is over.", "Ready, or another time?"]
    assert held.say("we are back").words.startswith("Two minutes for whoever goes first.")


def test_the_return_may_be_given_a_new_time_and_again_another(held: LocalSpeakerApp) -> None:
    held.say("pause")
    held.wait(timedelta(minutes=30))
    assert held.say("not today").words == "That's fine. What time would work instead?"
    assert held.say("tomorrow at six in the evening").words.startswith(
        "Okay, a break. Back at six o'clock tomorrow evening."
    )
    held.wait(timedelta(hours=23))
    assert held.say("on friday at six in the evening").words.startswith("Okay, moved to six o'clock on Friday evening")
    assert state(held) is TalkState.PLANNED


def test_a_time_out_returns_after_a_restart_of_everything(tmp_path: Path) -> None:
    with LocalSpeakerApp(tmp_path / "data", EVENING) as before:
        before.move_in()
        before.say("plan a talk in twelve minutes about the summer")
        for said in ("yes", "we are ready", "next", "pause"):
            heard = before.say(said)
        assert heard.words.startswith("Okay, a break. Back at half past six.")
    with LocalSpeakerApp(tmp_path / "data", EVENING + timedelta(minutes=29)) as after:
        assert after.wait(timedelta(seconds=30)) == []
        heard_then = [one.words for one in after.wait(timedelta(minutes=1))]
        assert heard_then == ["It's half past six. Your break is over.", "Ready, or another time?"]
        assert after.say("yes").words.startswith("Two minutes for whoever goes first.")


def test_pause_everything_belongs_to_the_rhythm_even_in_a_talk(held: LocalSpeakerApp) -> None:
    assert held.say("pause everything").words == "For how long?"
    assert held.say("for three days").words.startswith("Okay. I'll stay quiet for three days")
    assert state(held) is TalkState.OPEN


def test_a_pause_outside_a_talk_is_the_rhythms(mara: LocalSpeakerApp) -> None:
    assert mara.say("pause").words == "Pause everything for a while?"
    assert mara.say("yes").words == "For how long?"


def test_a_talk_is_not_begun_on_the_spot(mara: LocalSpeakerApp) -> None:
    heard = mara.say("we are ready")
    assert heard.words == "Nothing's planned right now. Do you want to plan a talk?"
    assert mara.say("yes").words == "When? Give me a day and a time."


def test_the_question_afterwards_waits_for_a_moment_alone_and_is_asked_once(held: LocalSpeakerApp) -> None:
    heard = held.say("end the talk")
    said = (
        "Okay, that's the end. I haven't kept anything that was said. I have one "
        "question just for you, next time you're here alone."
    )
    assert heard == Heard(said, False)
    assert held.open().words == "I have one short question that's only for you. Just you, or is someone there?"
    assert held.say("in company").words == "That's fine. Another time."
    held.open()
    assert held.say("alone").words == "After your talk, is it better, the same, or heavier?"
    assert held.say("heavier").words.endswith("Want a minute of slow breathing?")
    held.say("no")
    assert "planned talk" not in held.open().words
    person = held.person()
    with held.application.database.work() as work:
        row = sql(work).scalars(select(hard_talks.c.id)).one()
        talk = work.hard_talks.get(person, row)
        assert talk is not None
        assert work.hard_talks.afterwards(person, talk) is Afterwards.HEAVIER


def test_who_does_not_answer_is_not_asked_again(held: LocalSpeakerApp) -> None:
    held.say("end the talk")
    held.open()
    held.say("alone")
    assert held.say("not now").words == "That's fine. I won't ask again."
    assert "question that's only for you" not in held.open().words


def test_a_talk_nobody_came_to_is_never_mentioned(near: LocalSpeakerApp) -> None:
    near.say("stop")
    near.wait(timedelta(hours=1))
    for said in ("what is coming up", "when is my talk", "we are ready"):
        assert "seven" not in near.say(said).words
        near.say("stop")
    assert state(near) is TalkState.LAPSED


def test_somebody_else_on_another_speaker_hears_nothing_of_it(near: LocalSpeakerApp) -> None:
    near.speaker.become("Nora")
    near.move_in("Nora")
    for said in ("when is my talk", "what is coming up", "what is my talk about"):
        assert near.say(said).words in (NEEDS_PIN, "Your evening minute, half past eight this evening.")
