"""A wish that needs the person's clock: the city is asked for first, and the wish is taken up once it is known."""

from dataclasses import replace

from intents.dialog.by_name import as_named
from intents.dialog.intent_names import CITY, EVENING, FALLBACK
from intents.dialog.turn import DECLINES, Reply, Turn
from intents.dialog.wish import Wish, read_wish, wish_of, wished_for, write_wish
from intents.onboarding.questions import AskedCityHere, AskedFirstCity, AskedFirstEvening
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
NEEDS_CLOCK_BY_NAME = NEEDS_CLOCK | {"CommitmentMoveIntent", "TimeIntent"}
"""By a name alone a time is taken down for promises that were made on some other clock."""
NO_CITY = DECLINES | {CITY, FALLBACK}


def ask_city_first(turn: Turn, work: UnitOfWork) -> Reply | None:
    """Ask for the city where a wish needs it, and keep the wish until then; None where nothing is missing."""
    is_start_answer = turn.asked(AskedFirstEvening) is not None and turn.intent == EVENING
    needing = NEEDS_CLOCK_BY_NAME if turn.is_by_name else NEEDS_CLOCK
    if turn.person.zone is not None or turn.intent not in needing or is_start_answer:
        return None
    return keep_until_city(turn, work, wish_of(turn))


def keep_until_city(turn: Turn, work: UnitOfWork, wish: Wish) -> Reply:
    """Ask for the city, and keep the wish until then.

    It waits sealed in the person's row: its free words never travel with the session in the clear. Where only a name
    is known there is no row that may be changed, and it travels sealed.
    """
    work.people.keep_wish(turn.person, write_wish(wish), turn.now)
    if turn.is_by_name and turn.person.sealed_wish is not None:
        return turn.ask(turn.phrase("schedule.which_city"), awaiting=AskedCityHere(turn.person.sealed_wish))
    count_asking(turn.person, FirstStartStep.CITY)
    return turn.ask(turn.phrase("schedule.which_city"), awaiting=AskedFirstCity())


def take_up(turn: Turn, work: UnitOfWork) -> Turn:
    """Return the wish that waited for the city that is said now, or the turn as it is."""
    if (here := turn.asked(AskedCityHere)) is not None:
        return _take_up_by_name(turn, here, work)
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


def _take_up_by_name(turn: Turn, here: AskedCityHere, work: UnitOfWork) -> Turn:
    """Go on by the clock of the city, in this session and for nobody's row."""
    zone = turn.slot_id("city") if turn.intent == CITY else None
    if zone is None or not turn.is_by_name:
        return turn
    known = as_named(replace(turn, zone_here=zone))
    known.person.sealed_wish, known.person.wished_at = here.wish, turn.now
    wish = read_wish(work.people.wish(known.person, turn.now) or "")
    return wished_for(known, wish) if wish is not None else turn
