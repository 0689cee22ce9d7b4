"""Every intent, in every open question, with odd slots: answered in a sentence, never an apology, never a crash."""

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import SecretStr
from support.every_question import EVENING, walked
from support.local_speaker import LocalSpeakerApp
from support.prepared_folders import open_copy
from support.questions import questions_in_code
from support.sampling import a_part, in_parts
from support.wordings import first_wordings
from support.written_requests import APOLOGIES, HEARD, SLOTS, Caller, asked_by, faults, own_faults

from intents.dialog.turn import CONNECTED
from intents.router import CONVERSATIONS
from skill.alexa.verification.rejection import Rejected
from skill.app.bootstrap import Application, bootstrap


def odd(heard: str) -> list[Any]:
    """Return what may stand in the place of an intent's slots, from the usual oddities to what no device sends."""
    values: list[Any] = [*("?", "", None, "x " * 2500, 17, ["six"], {"a": 1}, True), *("<speak>", "\U0001f600", "\x00")]
    found: list[Any] = [None, {}, [], "slots", dict.fromkeys(SLOTS.get(heard, ())), dict.fromkeys(SLOTS, "six")]
    found += [{name: {"name": name, "value": value} for name in SLOTS.get(heard, ())} for value in values]
    for code, inner in (("ER_NEW", []), ("ER_SUCCESS_MATCH", []), ("ER_SUCCESS_MATCH", [{"value": {"id": 7}}])):
        authority = {"authority": "a", "status": {"code": code}, "values": inner}
        resolutions = {"resolutionsPerAuthority": [authority, None, "no"]}
        found.append({name: {"value": "sad", "resolutions": resolutions} for name in SLOTS.get(heard, ())})
    return found


@pytest.fixture
def application(app: LocalSpeakerApp) -> Iterator[Application]:
    """A house whose answers must be short, so that a long breathing is told in chapters."""
    nowhere = {"client_id": SecretStr("id"), "client_secret": SecretStr("secret"), "amazon_url": "http://127.0.0.1:9"}
    built = bootstrap(
        app.settings.model_copy(update={"response_limit": 2400, **nowhere}),
        app.clock,
        opens=open_copy,
        catalog=first_wordings(),
    )
    yield built
    built.close()


@in_parts(40)
def test_every_intent_in_every_question_with_odd_slots_is_answered_in_a_sentence(
    app: LocalSpeakerApp, application: Application, nth: int
) -> None:
    questions = walked(application, app.clock, nth)
    missing = sorted(questions_in_code() - set(questions))
    assert missing == [] or (nth > 1 and len(missing) < len(questions)), "these questions were never reached"
    mara = Caller(application, "mara", means_it=False)
    odd_slots = {heard: odd(heard) for heard in HEARD}
    told: list[tuple[str, int, str]] = []
    for turn, heard in enumerate(HEARD):
        told += [(heard, index, "") for index in range(len(odd_slots[heard]))]
        # Every intent in every question; which oddity goes with it is dealt out in turn, so that runs agree.
        many = len(odd_slots[heard])
        told += [(heard, (turn * 7 + step) % many, question) for step, question in enumerate(sorted(questions))]
    found: list[str] = []
    for heard, index, question in a_part(told, nth):
        answered = mara.hear(heard, odd_slots[heard][index], questions[question] if question else None)
        found += [f"{heard} {index} in {question}: {one}" for one in faults(answered)]
    assert found == []


def test_every_intent_is_answered_in_a_sentence_when_alexa_is_offered_to_ring(
    app: LocalSpeakerApp, application: Application
) -> None:
    echo = Caller(application, "echo", is_local=False, is_echo=True).move_in()
    offered = echo.hear(*EVENING)
    assert asked_by(offered) == "reminders.offer"
    found = [
        f"{heard}: {one}" for heard in HEARD for one in faults(echo.hear(heard, None, offered["sessionAttributes"]))
    ]
    assert found == []


@pytest.mark.parametrize("kind", ["Connections.Response", "SessionResumedRequest"])
@pytest.mark.parametrize("payload", [None, {}, [], "ACCEPTED", {"status": 7}, {"status": "ACCEPTED"}, {"a": [None]}])
def test_whatever_alexa_comes_back_with_is_answered_in_a_sentence(
    application: Application, kind: str, payload: Any
) -> None:
    echo = Caller(application, "echo", is_local=False, is_echo=True).move_in()
    for token in (None, "", "no id", 7, "5f0c9f4e-1111-4222-8333-444455556666"):
        came = {"type": kind, "name": "AskFor", "token": token, "payload": payload}
        resumed = {"type": kind, "cause": {"type": "ConnectionCompleted", "token": token, "result": payload}}
        assert faults(echo.send(came if kind == "Connections.Response" else resumed)) == []


@pytest.mark.parametrize(
    ("heard", "slot", "value"),
    [
        ("BreathingIntent", "minutes", "\u00b2"),
        ("OnboardingNameIntent", "name", "\ufffd"),
        ("CommitmentIntent", "commitment", "call \U0001f600 by six"),
        ("ReflectionWordsIntent", "words", "\u202e"),
    ],
)
def test_a_character_that_is_no_digit_or_letter_is_no_trouble(
    application: Application, heard: str, slot: str, value: str
) -> None:
    mara = Caller(application, "mara", means_it=False).move_in()
    mara.hear("ReflectionIntent", attributes={"room": "company"})
    assert faults(mara.hear(heard, {slot: {"name": slot, "value": value}})) == []


def test_a_lone_surrogate_is_rejected(application: Application) -> None:
    mara = Caller(application, "mara", means_it=False).move_in()
    for heard, slot in (("OnboardingNameIntent", "name"), ("ReflectionWordsIntent", "words")):
        with pytest.raises(Rejected):
            mara.hear(heard, {slot: {"name": slot, "value": "\ud800"}})


def test_a_list_of_long_promises_still_fits_into_an_answer(application: Application) -> None:
    mara = Caller(application, "mara", means_it=False).move_in()
    for _ in range(3):
        mara.hear("CommitmentIntent", {"commitment": {"value": "call " * 1000 + "by seven in the evening"}})
    assert faults(mara.hear("CommitmentListIntent", attributes={"room": "alone"})) == []


def test_every_intent_of_the_model_is_heard_and_every_one_that_is_heard_exists() -> None:
    heard = [name for one in CONVERSATIONS for name in one.hears]
    answers = {"AMAZON.YesIntent", "AMAZON.NoIntent"}
    assert set(heard) | answers == {*HEARD, CONNECTED}
    assert len(heard) == len(set(heard))


@pytest.mark.parametrize(
    "planted",
    [
        {"response": {}},
        {"response": {"outputSpeech": {"ssml": f"<speak>{APOLOGIES[0]}</speak>"}, "shouldEndSession": True}},
        {"response": {"outputSpeech": {"ssml": "<speak>a & b</speak>"}, "shouldEndSession": True}},
        {"response": {"outputSpeech": {"ssml": "<speak> </speak>"}, "shouldEndSession": True}},
        {"response": {"outputSpeech": {"ssml": f"<speak>{'x' * 8000}</speak>"}, "shouldEndSession": True}},
        {"response": {"outputSpeech": {"ssml": "<speak>Yes?</speak>"}, "shouldEndSession": False}},
        {"response": {"outputSpeech": {"ssml": "<speak>Yes?</speak>"}, "shouldEndSession": True, "reprompt": {}}},
        {"response": {"outputSpeech": {"ssml": "<speak>Yes?</speak>"}}},
        {"response": {"directives": [{"type": "Connections.StartConnection"}], "shouldEndSession": True}},
    ],
)
def test_a_planted_bad_answer_is_caught(planted: dict[str, Any]) -> None:
    assert own_faults(planted)
    assert faults(planted)
