"""An evening reminder from the first yes to the last ring: daily through a clock change, moved, paused, taken away."""

from alexa_house import Kitchen

from skill.domain.occurrence import Courier, State
from skill.domain.reminder import Ending, Standing

LABEL = "Your evening minute."


def test_a_yes_a_permission_and_it_rings_daily_through_the_clock_change(mara: Kitchen) -> None:
    said = mara.say("RhythmEveningIntent", time="20:30")
    assert said.startswith("Your evening minute is at half past eight in the evening from now on.")
    assert said.endswith("Shall it ring every day at half past eight in the evening?")
    said = mara.amazon.say("amzn1.ask.account.MARA", "AMAZON.YesIntent")
    assert said.asks_for == ("alexa::alerts:reminders:skill:readwrite",)
    assert mara.approve() == "Alexa rings every day at half past eight in the evening from now on."
    mara.settle()

    heard = mara.wait(days=5)
    assert heard == [f"2026-{day} 20:30 {LABEL}" for day in ("10-29", "10-30", "10-31", "11-01", "11-02")]
    # What Alexa rings, no other courier repeats; and Alexa's report of it is kept.
    rung = [one for one in mara.occurrences() if one.due_at < mara.clock.now()]
    assert [one.courier for one in rung] == [Courier.ALEXA_REMINDER] * 5
    assert all(one.said_at is not None and one.state is not State.DUE for one in rung)


def test_the_time_is_changed_by_voice_then_paused_then_the_skill_is_disabled(mara: Kitchen) -> None:
    mara.say("RhythmEveningIntent", time="20:30")
    mara.say("AMAZON.YesIntent")
    mara.approve()
    assert mara.say("RhythmEveningIntent", time="21:00").endswith("Alexa's ringing follows.")
    assert mara.wait(days=1) == [f"2026-10-29 21:00 {LABEL}"]

    mara.say("RhythmPauseIntent", duration="P3D")
    assert mara.wait(days=4) == [f"2026-11-02 21:00 {LABEL}"]

    mara.amazon.disable()
    mara.settle()
    assert mara.wait(days=3) == []
    [reminder] = mara.reminders()
    assert (reminder.standing, reminder.ending) == (Standing.ENDED, Ending.DISABLED)
    sent = len([one for one in mara.amazon.calls if "skillmessages" in one.path])
    mara.wait(days=3)
    assert len([one for one in mara.amazon.calls if "skillmessages" in one.path]) == sent
