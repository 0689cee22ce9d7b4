"""What is offered on an Echo, to whom, when, and what a no, a refusal and a device without reminders lead to."""

import re
from datetime import timedelta

import pytest
from support.alexa_app import Kitchen
from support.fake_alexa import DENIED, MARA, NOT_ANSWERED, slow, status
from support.local_speaker import LocalSpeakerApp

from skill.domain.person import SILENT_AFTER_NO
from skill.domain.reminder import EndReason, ReminderState


def test_a_no_is_heard_for_seven_days(mara: Kitchen) -> None:
    assert "Should it do that" in mara.say("ScheduleEveningIntent", time="20:30")
    assert mara.say("AMAZON.NoIntent") == "That's fine. I won't ask again for a while."
    assert "Should it do that" not in mara.say("ScheduleEveningIntent", time="20:40")
    mara.clock.set(mara.clock.now() + SILENT_AFTER_NO - timedelta(minutes=1))
    assert "Should it do that" not in mara.say("ScheduleEveningIntent", time="20:30")
    mara.clock.set(mara.clock.now() + timedelta(minutes=1))
    assert "Should it do that" in mara.say("ScheduleEveningIntent", time="20:40")


def test_a_no_to_alexas_own_question_counts_as_one(mara: Kitchen) -> None:
    mara.say("ScheduleEveningIntent", time="20:30")
    mara.say("AMAZON.YesIntent")
    assert mara.approve(DENIED, depth=2) == "That's fine. I won't ask again for a while."
    assert "Should it do that" not in mara.say("ScheduleEveningIntent", time="20:40")
    assert [one.ending for one in mara.reminders()] == [EndReason.REFUSED]


def test_silence_on_alexas_question_leads_to_the_app(mara: Kitchen) -> None:
    mara.say("ScheduleEveningIntent", time="20:30")
    mara.say("AMAZON.YesIntent")
    assert "Alexa app" in mara.approve(NOT_ANSWERED)
    [card] = mara.amazon.account(MARA).cards
    assert card["type"] == "AskForPermissionsConsent"


def test_with_the_permission_there_already_nobody_asks_for_it(mara: Kitchen) -> None:
    mara.amazon.consent()
    mara.settle()
    mara.say("ScheduleEveningIntent", time="20:30")
    assert mara.say("AMAZON.YesIntent") == "Okay. Alexa will remind you every day at half past eight in the evening."


def test_the_answer_one_level_deeper_is_understood_and_twice_is_once(mara: Kitchen) -> None:
    mara.say("ScheduleEveningIntent", time="20:30")
    mara.say("AMAZON.YesIntent")
    asked = mara.amazon.account(MARA).asked
    assert mara.approve(depth=2).startswith("Okay. Alexa will remind you every day")
    mara.amazon.account(MARA).asked = asked
    assert mara.approve() == "Okay, got it."
    assert len(mara.rings()) == 1


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("DEVICE_NOT_SUPPORTED", "This device can't do reminders"),
        ("MAX_REMINDERS_EXCEEDED", "no room"),
        (None, "doesn't have permission"),
    ],
)
def test_what_alexa_refuses_is_said_plainly_and_the_time_stays(mara: Kitchen, code: str | None, words: str) -> None:
    mara.amazon.consent()
    mara.say("ScheduleEveningIntent", time="20:30")
    mara.amazon.fail_next("POST /v1/alerts/reminders", status(403, code=code))
    assert words in mara.say("AMAZON.YesIntent")
    assert [one.standing for one in mara.reminders()] == [ReminderState.ENDED]
    assert mara.say("ScheduleAgendaIntent").startswith("Your evening minute, half past eight")


def test_whoever_waits_long_hears_a_word_meanwhile(mara: Kitchen) -> None:
    mara.amazon.consent()
    mara.say("ScheduleEveningIntent", time="20:30")
    mara.amazon.fail_next("POST /v1/alerts/reminders", slow(1.6))
    assert mara.say("AMAZON.YesIntent").startswith("Okay. Alexa will remind you every day")
    [words] = [one.body for one in mara.amazon.calls if one.path == "/v1/directives"]
    assert b"One moment." in words


def test_nobody_waits_for_amazon_who_did_not_ask_for_it(mara: Kitchen) -> None:
    mara.amazon.fail_next("GET /v2/devices/*", slow(3))
    assert mara.open() != ""
    # The zone is still being asked for; the answer is there.
    assert [one for one in mara.amazon.calls if one.path.startswith("/v2/")][1:] == []
    mara.settle()


def test_what_the_person_removes_in_the_app_is_offered_anew(mara: Kitchen) -> None:
    mara.amazon.consent()
    mara.say("ScheduleEveningIntent", time="20:30")
    mara.say("AMAZON.YesIntent")
    mara.amazon.remove(mara.amazon.alerts()[0].token)
    mara.settle()
    assert [one.ending for one in mara.reminders()] == [EndReason.REMOVED]
    assert "Should it do that" in mara.say("ScheduleEveningIntent", time="21:00")


def test_a_skipped_evening_is_silent_and_the_next_one_rings(mara: Kitchen) -> None:
    mara.amazon.consent()
    mara.say("ScheduleEveningIntent", time="20:30")
    mara.say("AMAZON.YesIntent")
    mara.say("ScheduleSkipIntent")
    assert mara.wait(days=2) == ["2026-10-30 20:30 Your evening minute."]


def test_after_danger_alexa_is_silent_that_evening_too_and_the_next_one_rings(mara: Kitchen) -> None:
    mara.amazon.consent()
    mara.say("ScheduleEveningIntent", time="20:30")
    mara.say("AMAZON.YesIntent")
    assert mara.say("DangerAtHomeIntent").endswith("Are you safe right now?")
    assert mara.wait(days=2) == ["2026-10-30 20:30 Your evening minute."]


def test_stop_reminding_me_takes_it_away_and_starting_again_offers_it_anew(mara: Kitchen) -> None:
    mara.amazon.consent()
    mara.say("ScheduleEveningIntent", time="20:30")
    mara.say("AMAZON.YesIntent")
    mara.say("ScheduleStopIntent")
    assert mara.wait(days=2) == []
    assert mara.rings() == []
    assert "Should it do that" in mara.say("ScheduleResumeIntent")


def test_a_promise_that_moves_moves_what_rings_and_a_kept_one_rings_no_more(mara: Kitchen) -> None:
    mara.amazon.consent()
    mara.say("CommitmentIntent", commitment="call the plumber by nine in the evening")
    said = mara.say("AMAZON.YesIntent")
    assert re.search(r"Should it do that once, at nine ten this evening", said), said
    assert mara.say("AMAZON.YesIntent").startswith("Okay. Alexa will remind you once")
    mara.say("CommitmentMoveIntent", time="22:00", day="2026-10-30")
    assert mara.say("AMAZON.YesIntent").endswith("Alexa's reminder moves with it.")
    assert mara.wait(hours=20) == []
    [trigger] = mara.rings()
    assert trigger["scheduledTime"] == "2026-10-30T22:10:00.000"
    assert mara.say("CommitmentKeptIntent") == "About your ten o'clock plan: did it happen?"
    mara.say("AMAZON.YesIntent")
    assert mara.wait(days=1) == []
    assert mara.rings() == []


def test_the_first_start_offers_it_and_a_no_goes_on_to_the_first_check_in(mara: Kitchen) -> None:
    nora = "amzn1.ask.account.NORA"
    mara.amazon.enable(nora, "America/New_York")
    mara.open(nora)
    mara.settle()
    mara.say("AMAZON.NoIntent", nora)
    assert mara.say("ScheduleEveningIntent", nora, time="20:30").endswith(
        "Should it do that every day at half past eight in the evening?"
    )
    said = mara.say("AMAZON.NoIntent", nora)
    assert said.startswith("That's fine. I won't ask again for a while.")
    assert said.endswith("One word is plenty.")


def test_a_local_speaker_is_offered_nothing(app: LocalSpeakerApp) -> None:
    app.move_in()
    assert app.say("set my evening time to nine").words == (
        "Okay. Your evening minute is at nine o'clock in the evening from now on."
    )
