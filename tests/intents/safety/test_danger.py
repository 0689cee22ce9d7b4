"""Danger stops the script in every conversation; nothing of it is kept, and the evening stays light."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from support.local_speaker import LocalSpeakerApp
from support.sql import sql

from skill.content import prompts
from skill.domain.reflection import LIGHT
from skill.storage.tables.people import mapper

BEFORE = {
    "nothing": (),
    "a promise that is being made": ("I promise to call",),
    "a word that is asked for": ("check in",),
    "words that go with a question": ("evening question", "alone", "keep it"),
    "an evening time": ("change my evening time",),
    "a breath": ("one minute of longer out",),
}
EVENING = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
QUESTION = "Are you safe right now?"


def rows(app: LocalSpeakerApp) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table."""
    with app.application.database.work() as work:
        return {
            table.name: sorted(
                (tuple(row) for row in sql(work).execute(select(table))),
                key=repr,
            )
            for table in mapper.metadata.sorted_tables
        }


@pytest.mark.parametrize("before", BEFORE.values(), ids=BEFORE)
def test_danger_stops_whatever_is_open_and_keeps_nothing_beside_a_skipped_evening(
    mara: LocalSpeakerApp, before: tuple[str, ...]
) -> None:
    for said in before:
        mara.say(said)
    with mara.application.database.work() as work:
        person = work.people.get(mara.person().id)
        assert person is not None
        work.evenings.skip(person, mara.clock.now())
    kept = rows(mara)
    heard = mara.say("I want to kill myself")
    assert heard.words.startswith("I'm glad you told me.")
    assert "nine eight eight" in heard.words
    assert heard.words.endswith(QUESTION)
    assert mara.say("yes").words.startswith("Okay. I'm glad.")
    assert rows(mara) == kept


def test_who_is_afraid_of_somebody_hears_the_line_for_that(mara: LocalSpeakerApp) -> None:
    heard = mara.say("he hit me").words
    assert "If someone is hurting you" in heard
    assert "Crisis" not in heard


def test_who_is_not_safe_hears_the_number_once_more_and_then_silence(mara: LocalSpeakerApp) -> None:
    mara.say("he hit me")
    heard = mara.say("no")
    assert heard.words.startswith(
        "Please call now. And if you can, go somewhere safe. If you're in danger, call nine one one."
    )
    assert "If someone is hurting you" in heard.words
    assert not heard.is_open


@pytest.mark.parametrize("answer", ["I don't know", "not sure", "good night", "purple monkey dishwasher"])
def test_whatever_is_no_clear_yes_hears_the_number_again(mara: LocalSpeakerApp, answer: str) -> None:
    mara.say("I took too many pills")
    assert "nine eight eight" in mara.say(answer).words


@pytest.mark.parametrize("said", ["my husband is here", "my wife is home", "he is here", "somebody just came in"])
def test_that_somebody_is_here_is_company_and_no_danger(mara: LocalSpeakerApp, said: str) -> None:
    mara.say("what did I promise")
    assert "call" not in mara.say(said).words


def test_stop_ends_it_at_once(mara: LocalSpeakerApp) -> None:
    mara.say("I want to die")
    assert mara.say("stop").words == "Okay."


def test_what_is_said_after_the_question_is_heard_too(mara: LocalSpeakerApp) -> None:
    mara.say("I want to die")
    assert mara.say("breathe with me").words.endswith("Again, or rest?")


def test_danger_inside_a_promise_is_no_promise(mara: LocalSpeakerApp) -> None:
    assert mara.say("I promise not to hurt myself by nine").words.endswith(QUESTION)
    assert mara.commitments() == []


@pytest.mark.parametrize("said", ["I feel hopeless", "I feel worthless", "what's the point"])
def test_a_heavy_word_gets_one_kind_question_and_no_number(mara: LocalSpeakerApp, said: str) -> None:
    kept = rows(mara)
    heard = mara.say(said)
    assert heard.words.endswith("Is it more than you can carry right now?")
    assert "call" not in heard.words
    assert mara.say("no").words.startswith("Okay. It's a heavy day")
    assert rows(mara) == kept


def test_a_heavy_word_that_is_more_than_one_can_carry_is_danger(mara: LocalSpeakerApp) -> None:
    mara.say("I feel hopeless")
    assert mara.say("yes").words.endswith(QUESTION)


@pytest.mark.parametrize("said", ["I want to die", "I feel hopeless", "I feel furious", "I feel panicky"])
def test_after_it_the_evening_stays_light_even_if_calm_follows(mara: LocalSpeakerApp, said: str) -> None:
    weight = {prompt.text: prompt.weight for prompt in prompts()}
    mara.say(said)
    mara.say("stop")
    mara.say("I feel calm")
    mara.wait(timedelta(hours=2, minutes=35))
    if said == "I want to die":
        mara.say("evening question")  # nobody asks tonight
    for answer in ("alone", "another one", "another one", "another one"):
        heard = mara.say(answer).words
        assert [weight[text] for text in weight if text in heard] == [LIGHT]


def test_the_next_evening_is_like_any_other(mara: LocalSpeakerApp) -> None:
    mara.say("I want to die")
    mara.say("stop")
    gentle, person = mara.application.handler.light_evenings, mara.person()
    assert gentle.is_light(person, mara.clock.now())
    assert not gentle.is_light(person, mara.clock.now() + timedelta(days=1))


def test_where_no_country_is_known_danger_names_numbers_and_asks_nothing_but_whether_one_is_safe(
    tmp_path: Path,
) -> None:
    with LocalSpeakerApp(tmp_path / "data", EVENING, zone="Antarctica/Troll") as app:
        heard = app.say("I want to die").words
    assert "or nine one one in the United States or Canada" in heard
    assert "Please call your local emergency number." in heard
    assert heard.endswith(QUESTION)


@pytest.mark.parametrize("said", ["I can't breathe", "I can't catch my breath", "help, I can't breathe"])
def test_who_has_no_air_hears_the_emergency_number_first_and_is_offered_the_senses(
    mara: LocalSpeakerApp, said: str
) -> None:
    heard = mara.say(said)
    assert heard.words.startswith("If you're in danger, call nine one one.")
    assert heard.words.endswith("around the room with me?")
    assert "see" in mara.say("yes").words


def test_who_has_no_air_and_does_not_want_the_senses_hears_the_number_once_more(mara: LocalSpeakerApp) -> None:
    mara.say("I can't breathe")
    heard = mara.say("no")
    assert (heard.words.endswith("If you're in danger, call nine one one."), heard.is_open) == (True, False)


@pytest.mark.parametrize("before", BEFORE.values(), ids=BEFORE)
def test_no_air_is_heard_in_the_middle_of_anything_and_keeps_nothing(
    mara: LocalSpeakerApp, before: tuple[str, ...]
) -> None:
    for said in before:
        mara.say(said)
    kept = rows(mara)
    assert mara.say("I can't breathe").words.startswith("If you're in danger, call nine one one.")
    assert rows(mara) == kept


@pytest.mark.parametrize("said", ["please help me", "somebody help me", "help me please", "can someone help me"])
def test_who_calls_for_help_hears_numbers_and_who_says_help_alone_hears_what_can_be_said(
    mara: LocalSpeakerApp, said: str
) -> None:
    assert "nine one one" in mara.say(said).words
    assert mara.say("help").words.startswith("You can tell me how you are")
    assert "breathe in" in mara.say("help me breathe").words.lower()
