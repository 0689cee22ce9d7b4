"""People speak to an Echo: sessions keep their attributes, consent is asked in Alexa's words, bad answers are named."""

from typing import Any

import pytest
from slow.fake_alexa.answered import answering, ask_for, handing
from support.fake_alexa import ACCEPTED, DENIED, MARA, NOT_ANSWERED, REMIND, Amazon

LAUNCH, CONSENT = "LaunchRequest", "Connections.Response"


def test_a_session_carries_its_attributes_until_it_ends(amazon: Amazon, listener: Any) -> None:
    listener.answers[LAUNCH] = answering()
    said = amazon.open(MARA)
    assert (said.ssml, said.is_open) == ("<speak>How are you now?</speak>", True)
    assert not amazon.say(MARA, "CheckInIntent", mood="hurt").is_open
    amazon.say(MARA, "CheckInIntent")
    first, second, third = [one["session"] for one in listener.heard]
    assert (first["new"], first["attributes"]) == (True, {})
    assert (second["new"], second["attributes"], second["sessionId"]) == (False, {"step": 1}, first["sessionId"])
    assert (third["new"], third["attributes"]) == (True, {})
    assert third["sessionId"] != first["sessionId"]


def test_a_request_says_what_is_granted_and_to_whom(amazon: Amazon, listener: Any) -> None:
    amazon.consent(MARA)
    amazon.account(MARA).person = "amzn1.ask.person.MARA"
    amazon.open(MARA)
    system = listener.heard[-1]["context"]["System"]
    assert system["user"]["permissions"]["scopes"][REMIND] == {"status": "GRANTED"}
    level = {"authenticationConfidenceLevel": {"level": 300}}
    assert system["person"] == {"personId": "amzn1.ask.person.MARA", **level}
    assert system["device"]["deviceId"] == amazon.account(MARA).device
    amazon.revoke(MARA)
    amazon.open(MARA)
    assert listener.heard[-1]["context"]["System"]["user"]["permissions"]["scopes"][REMIND] == {"status": "DENIED"}


@pytest.mark.parametrize("version", ["1", "2"])
def test_consent_by_voice_is_granted_and_told_with_our_token_and_no_attributes(
    amazon: Amazon, listener: Any, version: str
) -> None:
    listener.answers[LAUNCH] = handing(ask_for(version))
    assert amazon.open(MARA).asks_for == (REMIND,)
    amazon.answer_consent(MARA, ACCEPTED)
    assert REMIND in amazon.account(MARA).consents
    [answer] = [one for one in listener.heard if one["request"]["type"] == CONSENT]
    assert answer["request"]["name"] == "AskFor"
    assert (answer["request"]["token"], answer["request"]["payload"]["status"]) == ("evening", ACCEPTED)
    assert answer["session"]["attributes"] == {}
    assert "AlexaSkillEvent.SkillPermissionAccepted" in listener.kinds()
    assert answer["context"]["System"]["user"]["permissions"]["scopes"][REMIND] == {"status": "GRANTED"}


@pytest.mark.parametrize("status", [DENIED, NOT_ANSWERED])
def test_a_no_and_silence_grant_nothing(amazon: Amazon, listener: Any, status: str) -> None:
    listener.answers[LAUNCH] = handing(ask_for())
    amazon.open(MARA)
    amazon.answer_consent(MARA, status, depth=2)
    assert amazon.account(MARA).consents == set()
    assert listener.heard[-1]["request"]["payload"]["payload"]["status"] == status
    with pytest.raises(ValueError, match="no permission"):
        amazon.answer_consent(MARA)


@pytest.mark.parametrize("answer", [{"response": {}}, {"version": "1.0"}, {"version": "1.0", "response": "hello"}])
def test_an_answer_without_a_shape_is_named(amazon: Amazon, listener: Any, answer: dict[str, Any]) -> None:
    listener.answers[LAUNCH] = answer
    amazon.open(MARA)
    assert amazon.complaints == [f"{LAUNCH}: the answer has no version 1.0 and response"]


def test_an_answer_that_is_too_large_is_named(amazon: Amazon, listener: Any) -> None:
    listener.answers[LAUNCH] = {**answering(), "sessionAttributes": {"much": "y" * 121 * 1024}}
    amazon.open(MARA)
    assert "bytes" in amazon.complaints[0]


def test_a_refusal_ends_the_session(amazon: Amazon, listener: Any) -> None:
    listener.answers[LAUNCH] = 400
    assert amazon.open(MARA).status == 400
    assert amazon.account(MARA).session is None


def test_who_left_cannot_speak(amazon: Amazon) -> None:
    amazon.disable(MARA)
    with pytest.raises(ValueError, match="disabled"):
        amazon.open(MARA)


def test_the_end_of_a_session_may_not_be_spoken_to(amazon: Amazon, listener: Any) -> None:
    listener.answers["SessionEndedRequest"] = answering()
    amazon.end(MARA, "EXCEEDED_MAX_REPROMPTS")
    assert amazon.complaints == [
        f"SessionEndedRequest: {one} is not allowed here" for one in ("outputSpeech", "reprompt")
    ]


def test_a_sentence_is_heard_and_a_slot_that_was_asked_for_is_filled(amazon: Amazon, listener: Any) -> None:
    elicit = {"type": "Dialog.ElicitSlot", "slotToElicit": "name", "updatedIntent": {"name": "OnboardingNameIntent"}}
    listener.answers[LAUNCH] = answering(directives=[elicit])
    amazon.hear(MARA, "open steady ground")
    amazon.hear(MARA, "Mara")
    amazon.hear(MARA, "i feel hurt")
    name, mood = [one["request"]["intent"] for one in listener.heard[1:]]
    assert (name["name"], name["slots"]["name"]["value"].lower()) == ("OnboardingNameIntent", "mara")
    assert listener.heard[1]["request"]["dialogState"] == "IN_PROGRESS"
    assert mood["slots"]["mood"]["resolutions"]["resolutionsPerAuthority"][0]["values"][0]["value"]["id"] == "hurt"
    assert mood["slots"]["strength"] == {"name": "strength", "confirmationStatus": "NONE"}


def test_words_that_are_none_of_ours_resolve_to_nothing(amazon: Amazon, listener: Any) -> None:
    amazon.say(MARA, "CheckInIntent", mood="purple")
    [found] = listener.heard[-1]["request"]["intent"]["slots"]["mood"]["resolutions"]["resolutionsPerAuthority"]
    assert (found["status"], "values" in found) == ({"code": "ER_SUCCESS_NO_MATCH"}, False)


@pytest.mark.parametrize("word", ["exit", "Quit"])
def test_exit_and_quit_never_reach_our_stop_handler(amazon: Amazon, listener: Any, word: str) -> None:
    listener.answers[LAUNCH] = answering()
    amazon.open(MARA)
    amazon.hear(MARA, word)
    assert listener.kinds()[-1] == "SessionEndedRequest"
    assert amazon.account(MARA).session is None


def test_what_the_model_does_not_have_is_never_sent(amazon: Amazon) -> None:
    with pytest.raises(ValueError, match="no intent of the model"):
        amazon.say(MARA, "TomorrowsIntent")
    with pytest.raises(ValueError, match="has no slot colour"):
        amazon.say(MARA, "CheckInIntent", colour="blue")
