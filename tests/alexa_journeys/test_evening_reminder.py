"""An evening reminder from the first yes to the last ring: daily through a clock change, moved, paused, taken away."""

from datetime import timedelta
from pathlib import Path

from support.alexa_app import Kitchen, echo
from support.fake_alexa import Amazon, status

from skill.clock import StandingClock
from skill.domain.occurrence import ChannelName, OccurrenceState
from skill.domain.reminder import EndReason, ReminderState

LABEL = "Your evening minute."


def test_a_yes_a_permission_and_it_rings_daily_through_the_clock_change(mara: Kitchen) -> None:
    said = mara.say("ScheduleEveningIntent", time="20:30")
    assert said.startswith("Okay. Your evening minute is at half past eight in the evening from now on.")
    assert said.endswith("Should it do that every day at half past eight in the evening?")
    said = mara.amazon.say("amzn1.ask.account.MARA", "AMAZON.YesIntent")
    assert said.asks_for == ("alexa::alerts:reminders:skill:readwrite",)
    assert mara.approve() == "Okay. Alexa will remind you every day at half past eight in the evening."
    mara.settle()

    heard = mara.wait(days=5)
    assert heard == [f"2026-{day} 20:30 {LABEL}" for day in ("10-29", "10-30", "10-31", "11-01", "11-02")]
    # What Alexa rings, no other courier repeats; and Alexa's report of it is kept.
    rung = [one for one in mara.occurrences() if one.due_at < mara.clock.now()]
    assert [one.courier for one in rung] == [ChannelName.ALEXA_REMINDER] * 5
    assert all(one.said_at is not None and one.state is not OccurrenceState.DUE for one in rung)


def test_the_time_is_changed_by_voice_then_paused_then_the_skill_is_disabled(mara: Kitchen) -> None:
    mara.say("ScheduleEveningIntent", time="20:30")
    mara.say("AMAZON.YesIntent")
    mara.approve()
    assert mara.say("ScheduleEveningIntent", time="21:00").endswith("Alexa's reminder moves with it.")
    assert mara.wait(days=1) == [f"2026-10-29 21:00 {LABEL}"]

    mara.say("SchedulePauseIntent", duration="P3D")
    assert mara.wait(days=4) == [f"2026-11-02 21:00 {LABEL}"]

    mara.amazon.disable()
    mara.settle()
    assert mara.wait(days=3) == []
    [reminder] = mara.reminders()
    assert (reminder.standing, reminder.ending) == (ReminderState.ENDED, EndReason.DISABLED)
    sent = len([one for one in mara.amazon.calls if "skillmessages" in one.path])
    mara.wait(days=3)
    assert len([one for one in mara.amazon.calls if "skillmessages" in one.path]) == sent


def test_messages_and_events_that_come_again_in_any_order_change_nothing(mara: Kitchen) -> None:
    mara.amazon.consent()
    mara.say("ScheduleEveningIntent", time="20:30")
    mara.say("AMAZON.YesIntent")
    for kind in ("Messaging.MessageReceived", "Reminders.ReminderCreated", "Reminders.ReminderUpdated"):
        mara.amazon.post.lose_answers(kind, 2)
    mara.amazon.post.is_held = True
    mara.say("ScheduleEveningIntent", time="21:00")
    mara.application.tick(mara.clock.now())
    account, now = mara.amazon.account(), mara.clock.now()
    [reminder] = mara.reminders()
    for number in range(5):  # the same job under other request ids: five times the same
        job = {"job": "reminder", "id": str(reminder.id)}
        mara.amazon.post.add_message(account, job, f"amzn1.echo-api.request.again-{number}", timedelta(hours=1), now)
    mara.amazon.post.waiting.reverse()
    mara.amazon.post.is_held = False
    assert mara.wait(days=1) == [f"2026-10-29 21:00 {LABEL}"]
    assert len([one for one in mara.amazon.calls if one.method == "PUT"]) == 1
    assert len(mara.rings()) == 1


def test_a_message_for_somebody_elses_reminder_does_nothing(mara: Kitchen) -> None:
    mara.amazon.consent()
    mara.say("ScheduleEveningIntent", time="20:30")
    mara.say("AMAZON.YesIntent")
    mara.say("ScheduleEveningIntent", time="21:00")
    nora = mara.amazon.enable("amzn1.ask.account.NORA", "America/New_York")
    mara.open(nora.user)
    [reminder] = mara.reminders()
    job = {"job": "reminder", "id": str(reminder.id)}
    mara.amazon.post.add_message(nora, job, "amzn1.echo-api.request.nora", timedelta(hours=1), mara.clock.now())
    mara.settle()
    assert [one for one in mara.amazon.calls if one.method in ("PUT", "DELETE")] == []


def test_after_a_restart_in_the_middle_of_a_change_it_is_carried_out(
    clock: StandingClock, amazon: Amazon, tmp_path: Path
) -> None:
    with echo(tmp_path / "data", clock, amazon) as mara:
        mara.move_in()
        amazon.consent()
        mara.say("ScheduleEveningIntent", time="20:30")
        mara.say("AMAZON.YesIntent")
        mara.say("ScheduleEveningIntent", time="21:00")
    with echo(tmp_path / "data", clock, amazon) as mara:
        assert mara.wait(days=1) == [f"2026-10-29 21:00 {LABEL}"]
        assert amazon.complaints == []


def test_who_travels_hears_it_at_the_same_hour_of_the_new_place(mara: Kitchen) -> None:
    mara.amazon.consent()
    mara.say("ScheduleEveningIntent", time="20:30")
    mara.say("AMAZON.YesIntent")
    mara.amazon.account().zone = "America/Los_Angeles"
    mara.open()
    mara.settle()
    assert mara.wait(hours=12) == [f"2026-10-29 23:30 {LABEL}"]  # half past eight in Los Angeles
    [trigger] = mara.rings()
    assert trigger["timeZoneId"] == "America/Los_Angeles"


def test_what_was_asked_of_amazon_is_counted_with_its_outcome(mara: Kitchen) -> None:
    mara.amazon.consent()
    mara.say("ScheduleEveningIntent", time="20:30")
    mara.amazon.fail_next("POST /v1/alerts/reminders", status(403, code="DEVICE_NOT_SUPPORTED"))
    mara.say("AMAZON.YesIntent")
    counted = {
        (one.name, *one.labels.values()): one.value
        for family in mara.application.registry.collect()
        for one in family.samples
        if one.name.endswith("_total")
    }
    assert counted["steady_ground_amazon_tasks_total", "make", "not_here"] == 1
    assert counted["steady_ground_amazon_calls_total", "reminders", "forbidden"] == 1
    assert counted["steady_ground_amazon_calls_total", "settings", "ok"] >= 1
