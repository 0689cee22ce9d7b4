"""What Alexa refuses of our answers is refused here: each fault is planted once and named, and the session ends."""

import inspect
from dataclasses import replace
from typing import Any

import pytest
from slow.fake_alexa.answered import answering, ask_for, closing, elicit, handing, mp3, said, verify
from support.fake_alexa import MARA, REMIND, Amazon, Rules

LAUNCH = "LaunchRequest"
PLAIN = {"type": "PlainText", "text": "you"}
SCREEN = {"type": "Alexa.Presentation.APL.RenderDocument", "token": "t", "document": {"type": "APL"}}
COMMANDS = {"type": "Alexa.Presentation.APL.ExecuteCommands", "token": "t", "commands": []}
HERE = "https://sounds.example.org/"
RECORDINGS = {
    "bell.mp3": mp3(2),
    "long.mp3": mp3(239),
    "minute.mp3": mp3(60),
    "bright.mp3": mp3(2, version=3, kbps_index=3, sampling=1),
    "heavy.mp3": mp3(2, kbps_index=8),
    "rates.mp3": mp3(2) + mp3(2, kbps_index=8),
    "words.mp3": b"no sound at all",
    "tagged.mp3": b"ID3\x04\x00\x00\x00\x00\x00\x03abc" + mp3(2) + b"TAG" + bytes(125),
}


def played(*names: str) -> dict[str, Any]:
    """Return a speech that plays recordings."""
    return said("Listen. " + "".join(f'<audio src="{HERE}{name}"/>' for name in names))


SPEECH: list[tuple[str, dict[str, Any]]] = [
    ("outputSpeech is not well-formed", answering(outputSpeech=said("you & me"))),
    ("outputSpeech is not one <speak> element", answering(outputSpeech={"type": "SSML", "ssml": "<p>you</p>"})),
    ("outputSpeech is not one <speak> element", answering(outputSpeech={"type": "SSML", "ssml": "<speak/>you"})),
    ("outputSpeech has 8001 characters", answering(outputSpeech={"type": "PlainText", "text": "y" * 8001})),
    ("outputSpeech has no words of its type", answering(outputSpeech={"type": "SSML"})),
    ("outputSpeech: <blink> is no tag that Alexa knows here", answering(outputSpeech=said("<blink>you</blink>"))),
    ("outputSpeech: <speak> is no tag that Alexa knows here", answering(outputSpeech=said("<speak>you</speak>"))),
    (
        "reprompt: <amazon:shout> is no tag that Alexa knows here",
        answering(reprompt={"outputSpeech": said("<amazon:shout>you</amazon:shout>")}),
    ),
    ("outputSpeech: <break> has no length", answering(outputSpeech=said('you <break length="1s"/>'))),
    ("outputSpeech: <prosody> does not know rate gentle", answering(
        outputSpeech=said('<prosody rate="gentle">you</prosody>'))),
    ("outputSpeech: a pause of 10.1 seconds, where 10 are the most", answering(
        outputSpeech=said('you <break time="10100ms"/>'))),
    ("reprompt: a pause of 11 seconds, where 10 are the most", answering(
        reprompt={"outputSpeech": said('you <break time="11s"/>')})),
    ("outputSpeech: <break> does not know time long", answering(outputSpeech=said('you <break time="long"/>'))),
    ("6 recordings, where 5 are the most", answering(
        outputSpeech=played(*["bell.mp3"] * 4), reprompt={"outputSpeech": played(*["bell.mp3"] * 2)})),
    ("outputSpeech: recordings of 241 seconds, where 240 are the most", answering(
        outputSpeech=played("long.mp3", "bell.mp3"))),
    ("reprompt: recordings of 120 seconds, where 90 are the most", answering(
        reprompt={"outputSpeech": played("minute.mp3", "minute.mp3")})),
    ("outputSpeech: a recording of 64 kbps, where 48 is needed", answering(outputSpeech=played("heavy.mp3"))),
    ("outputSpeech: a recording of 48 and 64 kbps, where 48 is needed", answering(
        outputSpeech=played("rates.mp3"))),
    ("outputSpeech: a recording that is no MP3 file", answering(outputSpeech=played("words.mp3"))),
    ("outputSpeech: a recording that cannot be fetched", answering(outputSpeech=played("nothing.mp3"))),
    ("outputSpeech: a recording that is not at an https address", answering(
        outputSpeech=said('you <audio src="http://sounds.example.org/bell.mp3"/>'))),
]  # fmt: skip
SESSION: list[tuple[str, dict[str, Any]]] = [
    ("a reprompt without an open session", closing(reprompt={"outputSpeech": PLAIN})),
    ("an open session without a reprompt", answering(reprompt=None)),
    ("an open session without a reprompt", answering(reprompt=None, shouldEndSession=None)),
    ("an open session without a reprompt", answering(reprompt={"directives": []})),
    ("silence to a launch", closing(outputSpeech=None)),
    ("silence to a launch", closing(outputSpeech=said('<break time="1s"/>'))),
]
FORM: list[tuple[str, dict[str, Any]]] = [
    ("response.shouldEndSession is no boolean", closing(shouldEndSession="true")),
    ("response.shouldEndSession is no boolean", closing(shouldEndSession=1)),
    ("response.mood is no field that Alexa knows", closing(mood="calm")),
    ("mood is no field that Alexa knows", {**closing(), "mood": "calm"}),
    ("sessionAttributes is no object", {**closing(), "sessionAttributes": []}),
    ("response.outputSpeech.text is no field that Alexa knows", closing(
        outputSpeech={"type": "SSML", "text": "you"})),
    ("response.outputSpeech.ssml is no text", closing(outputSpeech={"type": "SSML", "ssml": 7})),
    ("response.outputSpeech.playBehavior is none of ENQUEUE, REPLACE_ALL, REPLACE_ENQUEUED", closing(
        outputSpeech={**said("you"), "playBehavior": "LATER"})),
    ("response.reprompt.outputSpeech.type is none that Alexa knows: Sung", answering(
        reprompt={"outputSpeech": {"type": "Sung"}})),
    ("response.card.type is none that Alexa knows: Pretty", closing(card={"type": "Pretty"})),
    ("the card's content holds SSML", closing(
        card={"type": "Simple", "title": "You", "content": 'you <break time="1s"/>'})),
    ("alexa::all is not in the manifest", closing(
        card={"type": "AskForPermissionsConsent", "permissions": ["alexa::all"]})),
    ("a permission is asked for without a scope", closing(card={"type": "AskForPermissionsConsent"})),
    ("response.directives[0].type is none that Alexa knows: None", closing(directives=[{}])),
    ("response.directives[0].type is none that Alexa knows: Dialog.Guess", closing(
        directives=[{"type": "Dialog.Guess"}])),
    ("response.directives[0].slot is no field that Alexa knows", answering(
        directives=[{**elicit("CheckInIntent", "mood"), "slot": "mood"}])),
    ("response.directives is no list", closing(directives={})),
]  # fmt: skip
DIALOG: list[tuple[str, dict[str, Any]]] = [
    ("Dialog.ElicitSlot for TomorrowsIntent, which is no intent of the model", answering(
        directives=[elicit("TomorrowsIntent", "mood")])),
    ("Dialog.ElicitSlot for None, which is no intent of the model", answering(
        directives=[{"type": "Dialog.ElicitSlot", "slotToElicit": "mood"}])),
    ("Dialog.ElicitSlot for CommitmentListIntent, which has no dialog model", answering(
        directives=[elicit("CommitmentListIntent", "mood")])),
    ("Dialog.ElicitSlot for CheckInIntent.colour, which is no slot of its dialog model", answering(
        directives=[elicit("CheckInIntent", "colour")])),
    ("CheckInIntent has no slot colour", answering(directives=[elicit("CheckInIntent", "mood", "mood", "colour")])),
    ("mood is sent as colour", answering(directives=[{**elicit("CheckInIntent", "mood"), "updatedIntent": {
        "name": "CheckInIntent", "slots": {"mood": {"name": "colour"}}}}])),
    ("updatedIntent of CheckInIntent leaves out mood, which is asked for", answering(
        directives=[elicit("CheckInIntent", "mood", "second", "strength")])),
    ("Dialog.ElicitSlot in a session that is closed", closing(directives=[elicit("CheckInIntent", "mood")])),
    ("Dialog.ElicitSlot in a session that is closed", {"version": "1.0", "response": {
        "outputSpeech": PLAIN, "directives": [elicit("CheckInIntent", "mood")]}}),
    ("2 dialog directives in one answer", answering(directives=[elicit("CheckInIntent", "mood"), {
        **elicit("CheckInIntent", "mood"), "slotToElicit": "strength"}])),
    ("Dialog.Delegate with words of our own", answering(
        directives=[{"type": "Dialog.Delegate", "updatedIntent": {"name": "CheckInIntent"}}])),
]  # fmt: skip
OTHERS: list[tuple[str, dict[str, Any]]] = [
    (f"{SCREEN['type']} to a device without Alexa.Presentation.APL", closing(directives=[SCREEN])),
    (f"{COMMANDS['type']} to a device without Alexa.Presentation.APL", closing(directives=[COMMANDS])),
    ("AskFor has no token", handing(ask_for(token=None))),
    ("Connections.SendRequest is no AskFor with a payload", handing(ask_for(name="Ask"))),
    ("AskFor has no AskForPermissionsConsentRequest of version 1 or 2", handing(
        ask_for(payload={"@type": "AskForPermissionsConsentRequest", "@version": 2}))),
    ("consentLevel is neither ACCOUNT nor PERSON", handing(
        ask_for(payload={**ask_for()["payload"], "permissionScopes": [{"permissionScope": REMIND}]}))),
    ("Connections.StartConnection beside outputSpeech", handing(verify(), outputSpeech=said("Your code is please."))),
    ("Connections.StartConnection beside shouldEndSession, where the session is to be resumed", handing(
        verify(), shouldEndSession=True)),
    ("Connections.StartConnection to connection://AMAZON.GuessPerson/1, which is no task that is known here", handing(
        verify(uri="connection://AMAZON.GuessPerson/1"))),
    ("VerifyPerson without a level of confidence", handing(verify(input={}))),
    ("VerifyPerson wants a level of 400 and no VOICE_PIN", handing(
        verify(input={"requestedAuthenticationConfidenceLevel": {"level": 400}}))),
    ("response.directives[0].onCompletion is none of RESUME_SESSION, SEND_ERRORS_ONLY", handing(
        verify(onCompletion="GO_ON"))),
]  # fmt: skip
BAD = [*SPEECH, *SESSION, *FORM, *DIALOG, *OTHERS]


@pytest.fixture
def sounds(amazon: Amazon) -> Amazon:
    """Amazon, which finds the recordings."""
    amazon.cloud.recordings.update({HERE + name: file for name, file in RECORDINGS.items()})
    return amazon


@pytest.mark.parametrize(("complaint", "answer"), BAD, ids=[f"{number} {one[0]}" for number, one in enumerate(BAD)])
def test_an_answer_that_alexa_refuses_is_named_and_ends_the_session(
    sounds: Amazon, listener: Any, complaint: str, answer: dict[str, Any]
) -> None:
    listener.answers[LAUNCH] = answer
    heard = sounds.open(MARA)
    assert (heard.ssml, heard.is_open, heard.asks_pin) == ("", False, False)
    assert sounds.complaints == [f"{LAUNCH}: {complaint}"]
    ended = listener.heard[-1]["request"]
    assert (ended["type"], ended["reason"]) == ("SessionEndedRequest", "ERROR")
    assert ended["error"]["type"] == "INVALID_RESPONSE"
    assert sounds.account(MARA).session is None


def test_a_recording_of_the_wrong_kind_is_named_with_all_that_is_wrong(sounds: Amazon, listener: Any) -> None:
    listener.answers[LAUNCH] = answering(outputSpeech=played("bright.mp3"))
    sounds.open(MARA)
    assert sounds.complaints == [
        f"{LAUNCH}: outputSpeech: a recording of MPEG 1, where 2 is needed",
        f"{LAUNCH}: outputSpeech: a recording of 48000 Hz",
    ]


GOOD = [
    answering(outputSpeech=said('<p>Breathe <break time="10s"/><break time="10000ms"/></p> <s>out</s>')),
    answering(outputSpeech=said('<amazon:effect name="whispered">you</amazon:effect> <break strength="x-weak"/>')),
    answering(outputSpeech=said('<prosody rate="slow" pitch="low">you</prosody><lang xml:lang="fr-FR">toi</lang>')),
    answering(outputSpeech=said('Hello, <alexa:name type="first" personId="amzn1.ask.person.MARA"/>.')),
    answering(outputSpeech=played(*["bell.mp3"] * 3, "tagged.mp3")),
    closing(outputSpeech=said('<audio src="soundbank://soundlibrary/bell"/>')),
    answering(directives=[elicit("CheckInIntent", "mood")]),
    answering(directives=[elicit("CheckInIntent", "mood", "mood", "second", "strength")]),
    answering(shouldEndSession=None),
    {**closing(card={"type": "Simple", "title": "You", "content": "4 < 5"}), "userAgent": "ours"},
    {"version": "1.0", "response": {"outputSpeech": PLAIN, "card": None}},
    handing(verify()),
    handing(ask_for()),
]


@pytest.mark.parametrize("answer", GOOD)
def test_an_answer_that_alexa_takes_is_taken(sounds: Amazon, listener: Any, answer: dict[str, Any]) -> None:
    listener.answers[LAUNCH] = answer
    assert sounds.open(MARA).response == answer["response"]
    assert sounds.complaints == []


def test_a_device_with_a_screen_is_shown_something(amazon: Amazon, listener: Any) -> None:
    amazon.account(MARA).interfaces = {"Alexa.Presentation.APL": {"runtime": {"maxVersion": "2024.3"}}}
    listener.answers[LAUNCH] = closing(directives=[SCREEN, COMMANDS])
    amazon.open(MARA)
    assert amazon.complaints == []
    assert "Alexa.Presentation.APL" in listener.heard[-1]["context"]["System"]["device"]["supportedInterfaces"]


def test_a_slot_of_the_intent_that_was_heard_needs_no_name(amazon: Amazon, listener: Any) -> None:
    asks = {"type": "Dialog.ElicitSlot", "slotToElicit": "mood"}
    listener.answers["IntentRequest"] = answering(directives=[asks])
    amazon.say(MARA, "CheckInIntent")
    assert amazon.account(MARA).elicit == ("CheckInIntent", "mood")
    assert amazon.complaints == []


def test_silence_is_refused_to_a_launch_alone(amazon: Amazon, listener: Any) -> None:
    listener.answers["IntentRequest"] = closing(outputSpeech=None)
    amazon.say(MARA, "AMAZON.StopIntent")
    assert amazon.complaints == []


def test_the_voice_pin_is_refused_where_the_manifest_does_not_name_it(listener: Any, amazon: Amazon) -> None:
    amazon.cloud.skill = replace(amazon.cloud.skill, permissions=(REMIND,))
    listener.answers[LAUNCH] = handing(verify())
    amazon.open(MARA)
    assert amazon.complaints == [f"{LAUNCH}: VerifyPerson without alexa::authenticate in the manifest"]


def test_numbers_that_are_only_recalled_can_be_set_otherwise(amazon: Amazon, listener: Any) -> None:
    amazon.cloud.rules = replace(amazon.cloud.rules, longest_break=3.0)
    listener.answers[LAUNCH] = answering(outputSpeech=said('you <break time="4s"/>'))
    amazon.open(MARA)
    assert amazon.complaints == [f"{LAUNCH}: outputSpeech: a pause of 4 seconds, where 3 are the most"]
    recalled = ("longest_break", "audio_files", "audio_kbps", "audio_hertz", "resumes_with_attributes")
    assert set(recalled) <= set(inspect.signature(Rules).parameters)
