"""What do I share: the list to its author alone, and once a month the question whether to hear it."""

from dataclasses import replace

from intents.dialog.handover import BeginCheckIn
from intents.dialog.room_answer import room_said
from intents.dialog.turn import Reply, Turn
from intents.sharing.questions import AskedList, AskedRoomForShares
from skill.domain.confidence import PARTNER_ITEMS
from skill.domain.room import Room
from skill.domain.share import Share, ShareKind, ShareLevel
from skill.speech.spoken import count, day, moment
from skill.storage.unit_of_work import UnitOfWork

LISTED_AT_MOST = 5


def listed(turn: Turn, work: UnitOfWork) -> Reply:
    """Name each thing that is shared, by its kind and its end; what it says is not said."""
    shared = _named(turn, work)
    work.shares.notice(turn.person, turn.now, is_said=True)
    if not shared:
        return turn.tell(turn.phrase("sharing.list_nothing"))
    said = [_said(turn, one) for one in shared[-LISTED_AT_MOST:]]
    if len(shared) > LISTED_AT_MOST:
        said.append(turn.phrase("commitment.and_more", number=count(len(shared) - LISTED_AT_MOST)))
    return turn.tell(turn.phrase("sharing.list_begins"), *said, turn.phrase("sharing.list_how_to_stop"))


def begin_notice(turn: Turn, work: UnitOfWork) -> Reply | None:
    """Ask who is there, where it is time to say how much is shared; None where it is not, or nobody sure speaks."""
    if not turn.confidence.reaches(PARTNER_ITEMS.least) or not work.shares.is_notice_due(turn.person, turn.now):
        return None
    if turn.room is Room.ALONE:
        return _notice(turn, work)
    return turn.ask(turn.phrase("sharing.notice_first"), awaiting=AskedRoomForShares())


def room_answered(turn: Turn, work: UnitOfWork) -> Reply | None:
    """Say it to who is alone; in company, or where it is declined, let it wait and go on to how it is."""
    room = room_said(turn)
    if room is Room.ALONE:
        return _notice(turn, work) if turn.confidence.reaches(PARTNER_ITEMS.least) else None
    work.shares.notice(turn.person, turn.now, is_said=False)
    return replace(turn.hand_over(BeginCheckIn()), room=room or turn.room)


def not_listed(turn: Turn, _work: UnitOfWork) -> Reply:
    """Go on to how it is."""
    return turn.hand_over(BeginCheckIn())


def _notice(turn: Turn, work: UnitOfWork) -> Reply:
    ended = [turn.phrase("sharing.standing_ended")] if work.shares.has_ended(turn.person, turn.now) else []
    number = len(_named(turn, work))
    work.shares.notice(turn.person, turn.now, is_said=True)
    if number == 0:
        return replace(turn.hand_over(BeginCheckIn(), *ended), room=Room.ALONE)
    many = turn.phrase("sharing.notice_one" if number == 1 else "sharing.notice", number=count(number))
    return turn.ask(*ended, many, awaiting=AskedList(), room=Room.ALONE)


def _named(turn: Turn, work: UnitOfWork) -> list[Share]:
    return [one for one in work.shares.of(turn.person, turn.now) if one.level is not ShareLevel.NOTHING]


def _said(turn: Turn, share: Share) -> str:
    today = turn.local.date()
    if share.kind is ShareKind.CHECKIN:
        return turn.phrase(f"sharing.list_{share.level}")
    if share.kind is ShareKind.STANDING:
        return turn.phrase("sharing.list_standing", day=day(turn.person.local(share.ends_at).date(), today))
    if share.kind is ShareKind.COMMITMENT:
        return turn.phrase("sharing.list_commitment", time=moment(turn.person.local(share.ends_at), today))
    return turn.phrase(f"sharing.list_{share.kind}")
