"""A wish that needs the person's clock: the city is asked for first, and the wish is taken up once it is known."""

from dataclasses import replace

from intents.dialog.turn import DECLINES, YES, Reply, Turn
from intents.dialog.wish import read_wish, wish_of, wished_for, write_wish
from intents.hard_talk.questions import AskedLikeOne
from intents.onboarding.questions import AskedFirstCity, AskedFirstEvening
from skill.domain.first_start import FirstStartStep, count_asking
from skill.storage.unit_of_work import UnitOfWork

EVENING, CITY, PLAN = "ScheduleEveningIntent", "ScheduleZoneIntent", "HardTalkPlanIntent"
NEEDS_CLOCK = frozenset(
    {
        "CommitmentIntent",
        "CommitmentTowardsIntent",
        "AskedCommitmentIntent",
        PLAN,
        "JointTalkProposeIntent",
        "JointTalkProposedIntent",
        EVENING,
        "ScheduleQuietIntent",
        "ScheduleAgendaIntent",
        "SharingHearIntent",
    }
)
"""What keeps a clock time for the person or says one; without a city it would be that of Greenwich."""
NO_CITY = DECLINES | {CITY, "AMAZON.FallbackIntent"}


def ask_city_first(turn: Turn, work: UnitOfWork) -> Reply | None:
    """Ask for the city where a wish needs it, and keep the wish until then; None where nothing is missing.

    The wish waits sealed in the person's row: its free words never travel with the session in the clear.
    """
    wished = PLAN if turn.asked(AskedLikeOne) is not None and turn.intent == YES else turn.intent
    is_start_answer = turn.asked(AskedFirstEvening) is not None and wished == EVENING
    if turn.person.zone is not None or wished not in NEEDS_CLOCK or is_start_answer:
        return None
    work.people.keep_wish(turn.person, write_wish(replace(wish_of(turn), intent=wished)), turn.now)
    count_asking(turn.person, FirstStartStep.CITY)
    return turn.ask(turn.phrase("schedule.which_city"), awaiting=AskedFirstCity())


def take_up(turn: Turn, work: UnitOfWork) -> Turn:
    """Return the wish that waited for the city that is said now, or the turn as it is."""
    if turn.intent != CITY and turn.asked(AskedFirstCity) is None:
        return turn
    kept = work.people.wish(turn.person, turn.now)
    zone = turn.slot_id("city") if turn.intent == CITY else None
    # An Echo may have told where it stands in the meantime; then nothing has to be answered any more.
    is_known = turn.person.zone is not None and turn.intent in NO_CITY
    wish = read_wish(kept) if kept is not None else None
    if wish is None or not (zone or is_known):
        return turn
    if zone is not None:
        work.schedules.change_time_zone(turn.person, zone, turn.now)
    work.people.drop_wish(turn.person)
    return wished_for(turn, wish)
