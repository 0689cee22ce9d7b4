"""Our endpoint hears of what people do with the skill: signed, in Amazon's shapes, until it acknowledges."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from support.fake_alexa import MARA, NOTIFY, REMIND, Amazon

from skill.clock import StandingClock

SKILL_EVENT = "AlexaSkillEvent."
EVENING = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
JONAS = "amzn1.ask.account.JONAS"


def test_the_life_of_an_account_is_told(amazon: Amazon, listener: Any) -> None:
    amazon.enable(JONAS)
    amazon.consent(JONAS)
    amazon.consent(JONAS, NOTIFY)
    amazon.revoke(JONAS, REMIND)
    amazon.revoke(JONAS)
    amazon.subscribe(JONAS)
    amazon.unsubscribe(JONAS)
    amazon.link(JONAS, "token")
    amazon.unlink(JONAS)
    amazon.disable(JONAS)
    told = [(one["request"]["type"].removeprefix(SKILL_EVENT), one["request"].get("body")) for one in listener.heard]

    def accepted(*scopes: str) -> dict[str, Any]:
        return {"acceptedPermissions": [{"scope": one} for one in scopes], "acceptedPersonPermissions": []}

    assert told == [
        ("SkillEnabled", None),
        ("SkillPermissionAccepted", accepted(REMIND)),
        ("SkillPermissionChanged", accepted(REMIND, NOTIFY)),
        ("SkillPermissionChanged", accepted(NOTIFY)),
        ("SkillPermissionChanged", accepted()),
        ("ProactiveSubscriptionChanged", {"subscriptions": [{"eventName": "AMAZON.MessageAlert.Activated"}]}),
        ("ProactiveSubscriptionChanged", {"subscriptions": []}),
        ("SkillAccountLinked", {"accessToken": "token"}),
        ("SkillAccountUnlinked", None),
        ("SkillDisabled", None),
    ]
    for one in listener.heard:
        assert one["context"]["System"]["user"]["userId"] == JONAS
        assert "session" not in one
        assert one["request"]["eventCreationTime"] == one["request"]["timestamp"] == "2026-11-23T23:00:00Z"


def test_an_id_never_comes_back(amazon: Amazon) -> None:
    amazon.disable(MARA)
    with pytest.raises(ValueError, match="new id"):
        amazon.enable(MARA)


def test_what_the_manifest_does_not_subscribe_is_not_told(listener: Any) -> None:
    with Amazon(StandingClock(EVENING), listener.url, events=("SKILL_DISABLED",)) as amazon:
        amazon.enable(MARA)
        amazon.disable(MARA)
    assert listener.kinds() == ["AlexaSkillEvent.SkillDisabled"]


def test_an_event_is_sent_again_for_an_hour_as_it_was(amazon: Amazon, listener: Any) -> None:
    listener.answers["AlexaSkillEvent.SkillDisabled"] = 500
    amazon.disable(MARA)
    amazon.advance(timedelta(hours=3))
    assert len(listener.heard) == 7  # at once, then after 30 seconds, and each wait twice the one before
    assert len({str(one["request"]) for one in listener.heard}) == 1
    assert [one.kind for one in amazon.post.expired] == ["AlexaSkillEvent.SkillDisabled"]


def test_an_event_that_is_acknowledged_late_is_not_sent_again(amazon: Amazon, listener: Any) -> None:
    listener.answers["AlexaSkillEvent.SkillDisabled"] = 500
    amazon.disable(MARA)
    listener.answers.clear()
    amazon.advance(timedelta(hours=3))
    assert len(listener.heard) == 2


def test_events_can_be_kept_back_and_come_in_another_order(amazon: Amazon, listener: Any) -> None:
    amazon.post.is_held = True
    amazon.consent(MARA)
    amazon.disable(MARA)
    assert listener.heard == []
    amazon.post.waiting.reverse()
    amazon.post.is_held = False
    amazon.settle()
    assert listener.kinds() == ["AlexaSkillEvent.SkillDisabled", "AlexaSkillEvent.SkillPermissionAccepted"]


def test_our_clock_is_asked_at_every_stop(amazon: Amazon) -> None:
    begun, asked = amazon.clock.now(), []

    def tick(now: Any) -> Any:
        asked.append((now - begun).total_seconds())
        return begun + timedelta(minutes=20) if now < begun + timedelta(minutes=20) else None

    amazon.advance(timedelta(hours=1), tick)
    assert asked == [0, 1200, 3600]
