"""A wish that needs the person's clock: the city is asked for first, and the wish is taken up once it is known."""

from intents.dialog.intent_names import CITY, EVENING, FALLBACK
from intents.dialog.turn import DECLINES, Reply, Turn
from intents.dialog.wish import Wish, read_wish, wish_of, wished_for, write_wish
from intents.onboarding.questions import AskedFirstCity, AskedFirstEvening
from skill.domain.first_start import FirstStartStep, count_asking
from skill.storage.unit_of_work import UnitOfWork

NEEDS_CLOCK = frozenset(
    {
        "CommitmentIntent",
        "CommitmentTowardsIntent",
        "AskedCommitmentIntent",
        "HardTalkPlanIntent",
        "JointTalkProposeIntent",
        "JointTalkProposedIntent",
        EVENING,
        "ScheduleQuietIntent",
        "ScheduleAgendaIntent",
        "SharingHearIntent",
    }
)
"""What keeps a clock time for the person or says one; without a city it would be that of Greenwich."""
NO_CITY = DECLINES | {CITY, FALLBACK}


def ask_city_first(turn: Turn, work: UnitOfWork) -> Reply | None:
    """Ask for the city where a wish needs it, and keep the wish until then; None where nothing is missing."""
    is_start_answer = turn.asked(AskedFirstEvening) is not None and turn.intent == EVENING
    if turn.person.zone is not None or turn.intent not in NEEDS_CLOCK or is_start_answer:
        return None
    return keep_until_city(turn, work, wish_of(turn))


def keep_until_city(turn: Turn, work: UnitOfWork, wish: Wish) -> Reply:
    """Ask for the city, and keep the wish until then.

    It waits sealed in the person's row: its free words never travel with the session in the clear.
    """
    work.people.keep_wish(turn.person, write_wish(wish), turn.now)
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
