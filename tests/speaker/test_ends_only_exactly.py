"""Words that end something are heard only as they are, or with a polite word around them: never from what is near."""

from datetime import date

import pytest
from support.local_speaker import LocalSpeakerApp

from skill.app.bootstrap import matcher
from skill.domain.risk import Sureness
from skill.speaker.understanding import intent_matcher as hearing
from skill.speaker.understanding.intent_matcher import IntentMatcher

ENDS = {"LinkingEndIntent", "LinkingLeaveIntent", "SharingStopIntent", "SharingUndoIntent", "ScheduleStopIntent"}
NOT_MEANT = [
    "link us", "link me", "link us for good", "connect us", "i want to be linked", "turn on sharing", "start sharing",
    "keep sharing", "share with my partner", "share everything", "i want to share that", "turn on reminders",
    "i want reminders", "remind me", "leave that", "leave it", "leave the light on", "leave me a message",
    "leave the room", "i'm leaving the house", "leave for work", "stop sharing my location", "stop reminding him",
    "leave him for good", "end the day", "stop the music",
]  # fmt: skip
"""The opposite, and what has another object."""
MEANT = {
    "LinkingLeaveIntent": ["just leave", "please leave", "i want to leave now",
                        "please unlink me from my partner", "i want to get out of this", "break the link"],
    "LinkingEndIntent": ["please leave for good", "end our link for good", "i want to end the link for good"],
    "SharingStopIntent": ["could you stop sharing", "please stop sharing", "stop sharing my feelings",
                        "i don't want to share any more"],
    "SharingUndoIntent": ["please unshare that", "take back what i shared", "i don't want to share that"],
    "ScheduleStopIntent": ["can you stop reminding me", "stop reminders", "i don't want any reminders"],
}  # fmt: skip


def heard(text: str, by: IntentMatcher | None = None) -> str:
    return (by or matcher()).hear(text, elicit=None, today=date(2026, 11, 23)).intent


@pytest.mark.parametrize("said", NOT_MEANT)
def test_the_opposite_and_another_object_end_nothing(said: str) -> None:
    assert heard(said) not in ENDS


@pytest.mark.parametrize(("intent", "said"), [(intent, one) for intent, several in MEANT.items() for one in several])
def test_people_still_reach_what_ends(intent: str, said: str) -> None:
    assert heard(said) == intent


def test_what_only_politeness_makes_different_is_still_asked_about() -> None:
    assert matcher().hear("could you stop sharing", elicit=None, today=date(2026, 11, 23)).sureness is Sureness.NEAR


def test_an_ear_that_guesses_at_an_end_as_it_did_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: what is near enough is taken."""
    monkeypatch.setattr(hearing, "ONLY_EXACT", frozenset[str]())
    assert {heard(said) for said in NOT_MEANT} & ENDS


def test_link_us_and_leave_that_leave_everything_as_it_was(app: LocalSpeakerApp) -> None:
    app.move_in()
    for said in ("link us", "leave that", "stop reminding him"):
        words = app.say(said).words
        assert "I don't tell anyone" not in words
        assert not words.endswith(("nothing is shared.", "Stop all reminders?"))
        app.say("stop")
    assert not app.person().muted


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("unshare my day", "checkin"),
        ("stop sharing my promise", "promise"),
        ("I don't want him to hear it", None),
        ("don't let her hear that", None),
    ],
)
def test_what_is_shared_is_taken_back_by_its_name_or_the_last_of_it(said: str, named: str | None) -> None:
    heard = matcher().hear(said, elicit=None, today=date(2026, 11, 23))
    assert heard.intent == "SharingUndoIntent"
    assert [one.id for one in heard.slots.values()] == ([named] if named else [])


@pytest.mark.parametrize(
    "said",
    [
        "don't share my promise",
        "please don't share the kind of day",
        "do not share my promise",
        "never share my day",
    ],
)
def test_who_wants_something_not_to_be_heard_is_asked_and_not_told_that_it_will_not_be(said: str) -> None:
    """Heard as "I won't", the words would leave standing what is shared already."""
    heard = matcher().hear(said, elicit=None, today=date(2026, 11, 23))
    assert (heard.intent, heard.sureness) == ("SharingUndoIntent", Sureness.NEAR)


@pytest.mark.parametrize("said", ["unshare how each day was", "I don't want you to share every day's kind"])
def test_the_opposite_of_sharing_is_at_the_most_asked_about_and_never_shares(said: str) -> None:
    heard = matcher().hear(said, elicit=None, today=date(2026, 11, 23))
    assert not heard.intent.startswith("Share") or heard.intent in ("SharingUndoIntent", "SharingStopIntent")
