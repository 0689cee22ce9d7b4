"""A chime for whoever subscribed and is not rung for: neutral, once an evening, and only while the skill is there."""

from pathlib import Path

import pytest
from support.alexa_app import Kitchen, echo
from support.fake_alexa import LOST, Amazon, Fault, status

from skill.clock import StandingClock
from skill.domain.occurrence import ChannelName, OccurrenceReason, OccurrenceState


def evening(mara: Kitchen) -> None:
    """Set an evening time, want no ringing, and switch notifications on."""
    mara.say("ScheduleEveningIntent", time="20:30")
    mara.say("AMAZON.NoIntent")
    mara.amazon.subscribe()
    mara.settle()


def shown(mara: Kitchen) -> list[str]:
    """Return every notice that Amazon took, expired ones too."""
    return [one.words for one in mara.amazon.cloud.proactive.notifications]


def roads(mara: Kitchen) -> list[ChannelName | None]:
    """Return by which road each evening that was due went out."""
    return [one.courier for one in mara.occurrences() if one.due_at <= mara.clock.now()]


def test_whoever_subscribed_hears_a_chime_each_evening(mara: Kitchen) -> None:
    evening(mara)
    assert mara.wait(days=2) == []
    assert shown(mara) == ["1 new messages from your quiet minute"] * 2
    assert roads(mara) == [ChannelName.ALEXA_NOTICE] * 2


def test_whoever_did_not_subscribe_is_met_at_the_next_visit(mara: Kitchen) -> None:
    evening(mara)
    mara.amazon.unsubscribe()
    mara.wait(hours=3)
    assert shown(mara) == []
    assert roads(mara) == [ChannelName.NEXT_VISIT]
    assert "Just you, or is someone there?" in mara.open()


def test_what_alexa_rings_does_not_chime_as_well(mara: Kitchen) -> None:
    mara.amazon.consent()
    mara.amazon.subscribe()
    mara.settle()
    mara.say("ScheduleEveningIntent", time="20:30")
    mara.say("AMAZON.YesIntent")
    assert mara.wait(days=1) == ["2026-10-29 20:30 Your evening minute."]
    assert shown(mara) == []


def test_a_lost_answer_makes_no_second_notice(mara: Kitchen) -> None:
    evening(mara)
    mara.amazon.fail_next("POST /v1/proactiveEvents/*", LOST)
    mara.wait(hours=4)
    sent = [one for one in mara.amazon.calls if "proactiveEvents" in one.path]
    assert len(sent) == 2
    assert len({one.reference for one in mara.amazon.cloud.proactive.notifications}) == 1


@pytest.mark.parametrize(
    ("fault", "tries", "taken"),
    [(status(409), 1, True), (status(432), 1, False), (status(400), 1, False), (status(429, retry_after=40), 2, True)],
)
def test_what_amazon_says_of_a_notice_is_taken_at_its_word(
    mara: Kitchen, fault: Fault, tries: int, taken: bool
) -> None:
    evening(mara)
    mara.amazon.fail_next("POST /v1/proactiveEvents/*", fault)
    mara.wait(hours=3)
    assert len([one for one in mara.amazon.calls if "proactiveEvents" in one.path]) == tries
    [one] = [one for one in mara.occurrences() if one.due_at <= mara.clock.now()]
    assert one.courier is (ChannelName.ALEXA_NOTICE if taken else ChannelName.NEXT_VISIT)
    assert one.reason is (None if taken else OccurrenceReason.NOT_TAKEN)
    assert one.state is OccurrenceState.SENT


def test_after_the_skill_was_disabled_nothing_chimes_any_more(mara: Kitchen) -> None:
    evening(mara)
    mara.amazon.disable()
    mara.settle()
    mara.wait(days=2)
    assert shown(mara) == []
    assert [one for one in mara.amazon.calls if "proactiveEvents" in one.path] == []


def test_a_live_skill_speaks_to_the_live_stage(clock: StandingClock, amazon: Amazon, tmp_path: Path) -> None:
    with echo(tmp_path / "data", clock, amazon, stage="live") as mara:
        mara.move_in(stage="live")
        evening(mara)
        mara.wait(hours=3)
        assert [one.path for one in amazon.calls if "proactiveEvents" in one.path] == ["/v1/proactiveEvents/"]
        assert shown(mara) == ["1 new messages from your quiet minute"]
