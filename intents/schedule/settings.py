"""The rhythm: evening time, quiet hours, time zone, pause, what is coming up, skip tonight, stop reminding me."""

from collections.abc import Callable
from datetime import datetime

from intents.dialog.by_name import stop_reminders
from intents.dialog.conversation import Conversation, Heard, tells
from intents.dialog.evening_time import ask_outside_quiet, evening_minute
from intents.dialog.pausing import confirm_pause, pause_everything
from intents.dialog.questions import AskedPause
from intents.dialog.reminder_offer import offer_reminder
from intents.dialog.turn import DECLINES, READS, Reply, Stake, Turn
from intents.schedule.coming import coming
from intents.schedule.questions import AskedEvening, AskedQuietFrom, AskedQuietUntil, AskedZone
from skill.domain.confidence import OWN_LABELS, WRITE_ONLY
from skill.domain.person import MINUTES_A_DAY, is_within
from skill.domain.risk import Risk
from skill.domain.room import Room
from skill.domain.rule import PromptKind
from skill.speech.clock_words import NOON
from skill.speech.spoken import clock_and_part, clock_at, day, moment
from skill.speech.times import read_time
from skill.storage.unit_of_work import UnitOfWork

SPOKEN_AT_MOST = 3


def _evening(turn: Turn, work: UnitOfWork) -> Reply:
    minute = evening_minute(turn.slot("time"))
    if minute is None:
        return turn.ask(turn.phrase("schedule.which_evening"), awaiting=AskedEvening())
    if is_within(minute, turn.person.quiet_from, turn.person.quiet_until):
        return ask_outside_quiet(turn, AskedEvening())
    work.calendar.set_daily(turn.person, PromptKind.REFLECTION, minute, turn.now)
    said = turn.phrase("schedule.evening_set", time=clock_and_part(minute))
    if turn.person.is_paused(turn.now):
        return turn.tell(said, turn.phrase("schedule.still_silent"))
    return offer_reminder(turn, work, said, kind=PromptKind.REFLECTION)


def _quiet(turn: Turn, work: UnitOfWork) -> Reply:
    start, asked = turn.slot("start"), turn.asked(AskedQuietUntil)
    quiet_from = asked.quiet_from if asked is not None else None
    if start:
        quiet_from = _nearest(start, fits=lambda minute: minute >= NOON)
    if quiet_from is None:
        return turn.ask(turn.phrase("schedule.quiet_from"), awaiting=AskedQuietFrom())
    quiet_until = _nearest(turn.slot("end"), fits=lambda minute: minute <= NOON)
    if quiet_until is None:
        return turn.ask(turn.phrase("schedule.quiet_until"), awaiting=AskedQuietUntil(quiet_from))
    turn.person.quiet_from, turn.person.quiet_until = quiet_from, quiet_until
    said = turn.phrase("schedule.quiet_set", start=clock_and_part(quiet_from), end=clock_and_part(quiet_until))
    evening = work.calendar.daily(turn.person, PromptKind.REFLECTION)
    if evening is not None and is_within(evening.minute, quiet_from, quiet_until):
        return turn.ask(said, turn.phrase("schedule.evening_inside"), awaiting=AskedEvening())
    return turn.tell(said)


def _zone(turn: Turn, work: UnitOfWork) -> Reply:
    zone = turn.slot_id("city")
    if zone is None:
        said = [turn.phrase("schedule.city_not_known")] if turn.slot("city") else []
        return turn.ask(*said, turn.phrase("schedule.which_city"), awaiting=AskedZone())
    work.schedules.change_time_zone(turn.person, zone, turn.now)
    local = turn.local
    return turn.tell(turn.phrase("schedule.zone_set", time=clock_and_part(local.hour * 60 + local.minute)))


def _pause(turn: Turn, work: UnitOfWork) -> Reply:
    return pause_everything(turn, work, turn.slot("duration"))


def _resume(turn: Turn, work: UnitOfWork) -> Reply:
    turn.person.paused_until, turn.person.muted = None, False
    return offer_reminder(turn, work, turn.phrase("schedule.resumed"), kind=PromptKind.REFLECTION)


def _agenda(turn: Turn, work: UnitOfWork) -> Reply:
    """Neutral labels with their times; what they are about is not said (rules.md W1)."""
    today = turn.local.date()
    said: list[str] = []
    for one in coming(turn, work)[:SPOKEN_AT_MOST]:
        local = turn.person.local(one.at)
        if one.kind is PromptKind.COMMITMENT:
            on = day(local.date(), today)
            said.append(turn.phrase("schedule.coming_commitment", time=clock_at(local), day=on))
        elif one.kind is PromptKind.HARD_TALK:
            said.append(_coming_talk(turn, local))
        else:
            kind = "time_out" if one.kind is PromptKind.TIME_OUT else "reflection"
            said.append(turn.phrase(f"schedule.coming_{kind}", time=moment(local, today)))
    if turn.person.is_paused(turn.now):
        return turn.tell(turn.phrase("schedule.paused_now"), turn.phrase("schedule.start_again"))
    return turn.tell(*said) if said else turn.tell(turn.phrase("courtesy.nothing_for_now"))


def _coming_talk(turn: Turn, local: datetime) -> str:
    """A planned talk is called one only to who is alone (rules.md M7)."""
    today = turn.local.date()
    if turn.room is Room.ALONE:
        return turn.phrase("schedule.coming_hard_talk_alone", time=moment(local, today))
    time = clock_at(local)
    return turn.phrase("schedule.coming_hard_talk", time=time, day=day(local.date(), today))


def _skip(turn: Turn, work: UnitOfWork) -> Reply:
    """Leave tonight out: tonight's question, and aloud whatever else would be asked before the morning."""
    work.calendar.skip_today(turn.person, PromptKind.REFLECTION, turn.now)
    work.evenings.skip(turn.person, turn.now)
    return turn.tell(turn.phrase("schedule.skipped"))


def _stop(turn: Turn, work: UnitOfWork) -> Reply:
    if turn.is_by_name:
        return stop_reminders(turn, work)
    turn.person.muted = True
    return turn.tell(turn.phrase("schedule.stopped"), turn.phrase("schedule.start_again"))


def _confirm_evening(turn: Turn) -> str | None:
    minute = evening_minute(turn.slot("time"))
    return turn.phrase("meant.evening", time=clock_and_part(minute)) if minute is not None else None


def _nearest(heard: str | None, *, fits: Callable[[int], bool]) -> int | None:
    """Return the minute of the day that was said; where am or pm was not, the reading that fits quiet hours."""
    found = read_time(heard) if heard else None
    if found is None:
        return None
    if found.half_said or fits(found.minute):
        return found.minute
    other = (found.minute + NOON) % MINUTES_A_DAY
    return other if fits(other) else found.minute


SCHEDULE = Conversation(
    "schedule",
    intents={
        "ScheduleEveningIntent": Heard(
            OWN_LABELS, _evening, Stake(Risk.CHANGES, lambda turn, _work: _confirm_evening(turn))
        ),
        "ScheduleQuietIntent": Heard(
            OWN_LABELS, _quiet, Stake(Risk.CHANGES, lambda turn, _work: turn.phrase("meant.quiet"))
        ),
        "ScheduleZoneIntent": Heard(
            OWN_LABELS, _zone, Stake(Risk.CHANGES, lambda turn, _work: turn.phrase("meant.zone"))
        ),
        "SchedulePauseIntent": Heard(
            WRITE_ONLY,
            _pause,
            Stake(
                Risk.SILENCES,
                lambda turn, _work: confirm_pause(turn, turn.slot("duration")),
                frozenset({"everything", "reminders"}),
            ),
        ),
        "ScheduleResumeIntent": Heard(
            OWN_LABELS, _resume, Stake(Risk.CHANGES, lambda turn, _work: turn.phrase("meant.resume"))
        ),
        "ScheduleAgendaIntent": Heard(OWN_LABELS, _agenda, READS),
        "ScheduleSkipIntent": Heard(
            OWN_LABELS, _skip, Stake(Risk.SILENCES, lambda turn, _work: turn.phrase("meant.skip_tonight"))
        ),
        "ScheduleStopIntent": Heard(
            WRITE_ONLY,
            _stop,
            Stake(Risk.SILENCES, lambda turn, _work: turn.phrase("meant.stop_reminders"), frozenset({"remind"})),
        ),
    },
    questions=dict.fromkeys(
        (AskedEvening, AskedQuietFrom, AskedQuietUntil, AskedZone, AskedPause),
        dict.fromkeys(DECLINES, tells("schedule.left")),
    ),
)
""" "Set my evening time to half past eight", "quiet from ten to seven", "what is coming up"."""
