"""A name alone: it only adds and silences, and what is heard by it depends on nothing that is kept."""

from dataclasses import replace
from datetime import timedelta

from intents.dialog.turn import Reply, Turn
from skill.domain.claim import ClaimKind
from skill.domain.person import QUIET_FROM, QUIET_UNTIL, Person
from skill.storage.unit_of_work import UnitOfWork

END_FOR_GOOD, LEAVE = "LinkingEndIntent", "LinkingLeaveIntent"


def as_named(turn: Turn) -> Turn:
    """Return the turn with no more of its person than a name alone is answered by.

    In place of the row stands one that is never kept: the clock of the speaker where that is known, quiet hours that
    everybody begins with, and no setting of the person's own. What a conversation writes there is lost, so that a name
    changes nothing.
    """
    if not turn.is_by_name:
        return turn
    row = turn.person
    heard = LEAVE if turn.intent == END_FOR_GOOD else turn.intent  # for good takes more than a name
    known = Person(
        row.id,
        row.created_at,
        row.wrapped_key,
        row.key_id,
        zone=turn.zone_here,
        quiet_from=QUIET_FROM,
        quiet_until=QUIET_UNTIL,
        onboarded_at=row.created_at,
        welcomed_at=row.created_at,
        name_asks=0,
        evening_asks=0,
        city_asks=0,
    )
    return replace(turn, person=known, intent=heard)


def stop_sharing(turn: Turn, work: UnitOfWork) -> Reply:
    """Let nothing be heard of what the person shares, in the same words whether there was anything."""
    _hold_sharing(turn, work)
    return turn.tell(turn.phrase("by_name.sharing_stopped"))


def stop_reminders(turn: Turn, work: UnitOfWork) -> Reply:
    """Say nothing unasked any more, in the same words whether anything would have been said."""
    _mute(turn, work)
    return turn.tell(turn.phrase("by_name.reminders_stopped"))


def leave(turn: Turn, work: UnitOfWork) -> Reply:
    """Stop sharing and reminders at once, and say what it takes to leave for good."""
    _hold_sharing(turn, work)
    _mute(turn, work)
    return turn.tell(turn.phrase("by_name.left"))


def pause(turn: Turn, work: UnitOfWork, length: timedelta) -> None:
    """Say nothing unasked for at least that long; a longer pause of the person's own stays as it is."""
    person = work.people.get(turn.person.id)
    if person is None:
        return
    until = turn.now + length
    if person.paused_until is None or person.paused_until < until:
        person.paused_until = until
    work.claims.add(person, ClaimKind.REMINDERS_STOPPED, turn.now)


def _hold_sharing(turn: Turn, work: UnitOfWork) -> None:
    work.shares.hold_all(turn.person, turn.now)
    work.claims.add(turn.person, ClaimKind.SHARING_STOPPED, turn.now)


def _mute(turn: Turn, work: UnitOfWork) -> None:
    person = work.people.get(turn.person.id)
    if person is not None:
        person.muted = True
        work.claims.add(person, ClaimKind.REMINDERS_STOPPED, turn.now)
