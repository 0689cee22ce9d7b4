"""Not a word of hers, no role and no topic leaves this house for Amazon's APIs; only ids, times and neutral labels."""

import json
import re
from collections.abc import Sequence

import pytest
from support.alexa_app import Kitchen
from support.fake_alexa import MARA

from scheduler.compose import LABELS
from skill.speech.catalog import Catalog

WORDS = ("Quillonia", "Gromblewick", "Splurfendorf", "Zoquelet")
"""Her promise, her own words, what she noticed in the evening, and a name."""
TOPICS = (
    "affair|cheat|betray|trust|truth|partner|promise|commitment|therap|mood|feel|hurt|forgiv|intima|talk|breath"
    "|reflection|check.?in|steady.?ground"
)
"""What would tell a child or a guest what this is about (rules.md E1)."""
ALLOWED = {
    *("requestTime", "trigger", "alertInfo", "pushNotification", "type", "timeZoneId", "recurrence", "startDateTime"),
    *("recurrenceRules", "scheduledTime", "spokenInfo", "content", "locale", "text", "ssml", "status", "data", "job"),
    *("id", "expiresAfterSeconds", "timestamp", "referenceId", "expiryTime", "event", "name", "payload", "state"),
    *("freshness", "messageGroup", "creator", "count", "localizedAttributes", "who", "relevantAudience", "user"),
    *("header", "requestId", "directive", "speech"),
}
"""Every field that may go out."""


def spoken_labels() -> set[str]:
    """Return every neutral label, with a clock time where one belongs, as a pattern."""
    said = {one.key: one.variants for one in Catalog.load() if one.key in LABELS}
    return {re.sub(r"\\\$\w+", r"[a-z' -]+", re.escape(text)) for texts in said.values() for text in texts}


def leaks(bodies: Sequence[bytes]) -> list[str]:
    """Return what these bodies tell that they must not."""
    found: list[str] = []
    for body in bodies:
        text = body.decode()
        found += [f"says {word}" for word in WORDS if word.lower() in text.lower()]
        if not text.startswith("{"):
            continue  # a token's form: our own credentials
        said = json.loads(text)
        told = json.dumps(_without_account(said))
        found += [f"tells {one}" for one in re.findall(TOPICS, told.lower())]
        found += [f"has a field {one}" for one in _names(said) - ALLOWED]
        for label in _texts(said):
            if not any(re.fullmatch(one, label) for one in spoken_labels()):
                found.append(f"says {label}")
    return found


def _without_account(said: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in said.items() if name != "relevantAudience"}


def _names(said: object) -> set[str]:
    if isinstance(said, dict):
        return set(said) | {name for one in said.values() for name in _names(one)}
    return {name for one in said for name in _names(one)} if isinstance(said, list) else set()


def _texts(said: dict[str, object]) -> list[str]:
    found = re.findall(r'"(?:text|who)": "([^"]*)"', json.dumps(said, ensure_ascii=False))
    return [str(one) for one in found]


def test_a_whole_evening_sends_amazon_ids_times_and_labels(mara: Kitchen) -> None:
    mara.say("OnboardingNameIntent", name=WORDS[3])
    mara.say("CheckInIntent", mood="hurt")
    mara.say("PrivateWordsKeepIntent", words=f"{WORDS[1]} was here")
    mara.say("KeepIntent")
    mara.say("ScheduleEveningIntent", time="20:30")
    mara.say("AMAZON.YesIntent")
    mara.approve()
    mara.say("CommitmentIntent", commitment=f"bring the {WORDS[0]} by seven in the evening")
    mara.say("AMAZON.YesIntent")
    mara.say("AMAZON.YesIntent")
    mara.wait(minutes=5)
    mara.say("CommitmentMoveIntent", time="20:00")
    mara.say("AMAZON.YesIntent")
    mara.say("ReflectionIntent")
    mara.say("RoomAloneIntent")
    mara.say("ReflectionWordsIntent", words=f"{WORDS[2]} slept")
    mara.amazon.subscribe()
    mara.wait(days=1)
    sent = [one.body for one in mara.amazon.calls if one.body]
    paths = {re.sub(r"[0-9a-f-]{36}|amzn1[^/]*", "ID", one.path) for one in mara.amazon.calls}
    assert {"/v1/alerts/reminders", "/v1/alerts/reminders/ID", "/v1/skillmessages/users/ID"} <= paths
    assert leaks(sent) == []


@pytest.mark.parametrize(
    ("planted", "caught"),
    [
        ({"data": {"job": "reminder", "id": WORDS[0].lower()}}, f"says {WORDS[0]}"),
        ({"alertInfo": {"spokenInfo": {"content": [{"text": "Call your mother."}]}}}, "says Call your mother."),
        ({"localizedAttributes": [{"who": "your partner"}]}, "tells partner"),
        ({"data": {"job": "reminder", "mood": "7"}}, "has a field mood"),
        ({"directive": {"speech": "One moment, it is about your promise."}}, "tells promise"),
    ],
)
def test_a_planted_leak_is_caught(planted: dict[str, object], caught: str) -> None:
    assert caught in leaks([json.dumps(planted).encode()])


def test_what_is_kept_of_amazon_is_sealed_or_hashed(mara: Kitchen) -> None:
    mara.say("ScheduleEveningIntent", time="20:30")
    mara.say("AMAZON.YesIntent")
    mara.approve()
    mara.wait(days=1)
    raw = b"".join(one.read_bytes() for one in mara.application.settings.data.glob("*.sqlite*"))
    ids = [MARA, mara.amazon.account(MARA).device, *(one.token for one in mara.amazon.alerts(MARA))]
    assert [one for one in ids if one.encode() in raw] == []
    tokens = [b"Atc|", b"apiAccessToken", mara.amazon.client_secret.encode()]
    assert [one for one in tokens if one in raw] == []
