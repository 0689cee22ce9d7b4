"""Sharing: what one of two chooses to share, hears of it, takes back at once, and what the other one shared."""

from collections.abc import Callable

from intents.dialog.by_name import stop_sharing
from intents.dialog.conversation import Conversation, Handler, Heard, tells
from intents.dialog.handover import AskNewTime
from intents.dialog.intent_names import ALONE, COMPANY
from intents.dialog.turn import DECLINES, NO, READS, YES, Reply, Stake, Turn
from intents.sharing.hearing import hear, saw, was_seen
from intents.sharing.listing import listed, not_listed, room_answered
from intents.sharing.new_time import ask_new_time, share_new_time
from intents.sharing.questions import (
    AskedList,
    AskedRoomForShares,
    AskedShareNewTime,
    AskedShareWord,
    AskedWhichAsk,
    AskedWordAgain,
)
from intents.sharing.word import share_word, word_confirmed
from skill.content import families
from skill.domain.checkin import BELONGS
from skill.domain.commitment import Commitment, CommitmentState
from skill.domain.confidence import GIVE_SHARE, OWN_FACTS, PARTNER_ITEMS, PARTNER_SIGNAL, WRITE_ONLY
from skill.domain.couple import Couple
from skill.domain.risk import Risk
from skill.domain.share import ITEM_FOR, Ask, ShareKind, ShareLevel
from skill.speech.spoken import day
from skill.storage.unit_of_work import UnitOfWork

LEVELS = {"SharingDayIntent": ShareLevel.DAY, "SharingWordIntent": ShareLevel.WORD}
NAMED = {
    "checkin": frozenset({ShareKind.CHECKIN}),
    "promise": frozenset({ShareKind.COMMITMENT, ShareKind.KEPT}),
}
"""What is taken back alone where somebody names it ("don't share my promise")."""


def _linked(share: Callable[[Turn, UnitOfWork, Couple], Reply]) -> Handler:
    """Return the handler of what needs the other one; without, it is said where this person stands by its own acts."""

    def answer(turn: Turn, work: UnitOfWork) -> Reply:
        couple = work.shares.couple_of(turn.person)
        if couple is not None:
            return share(turn, work, couple)
        # Who left hears the way back.
        has_left = work.couples.of(turn.person) is not None
        return turn.tell(turn.phrase("sharing.you_left" if has_left else "sharing.not_linked"))

    return answer


def _share_checkin(turn: Turn, work: UnitOfWork, couple: Couple) -> Reply:
    """Share the kind of day, or the one word, of the check-in of the last minutes; never words that are not ours."""
    checkin = work.checkins.newest(turn.person, turn.now - BELONGS, is_own=True)
    if checkin is None:
        return turn.tell(turn.phrase("sharing.no_checkin"))
    word, level = work.checkins.word(turn.person, checkin), LEVELS[turn.intent]
    if word.family is None:
        return turn.tell(turn.phrase("sharing.own_words"))
    if level is ShareLevel.WORD:
        return share_word(turn, work, couple, checkin, word)
    work.shares.share_checkin(couple, checkin, level, turn.now)
    return turn.tell(turn.phrase("sharing.shared_day", day=families()[word.family].aloud))


def _stand(turn: Turn, work: UnitOfWork, couple: Couple) -> Reply:
    """Share the kind of day of each check-in for thirty days; said again it begins anew, and never by itself."""
    until = turn.person.local(work.shares.share_standing(couple, turn.person, turn.now).ends_at).date()
    return turn.tell(turn.phrase("sharing.standing", day=day(until, turn.local.date())))


def _commitment(turn: Turn, work: UnitOfWork, couple: Couple) -> Reply:
    """Share the promise that was made last and is still to come."""
    ahead = [one for one in work.commitments.open(turn.person, turn.now) if one.due_at > turn.now]
    if not ahead:
        return turn.tell(turn.phrase("commitment.none_open"))
    work.shares.share_commitment(couple, max(ahead, key=lambda one: one.made_at), turn.now)
    return turn.tell(turn.phrase("sharing.shared_commitment"))


def _kept(turn: Turn, work: UnitOfWork, couple: Couple) -> Reply:
    """Share that the last promise was kept: nothing of how a promise went reaches the other one in any other way."""
    found = (work.commitments.last(turn.person, state) for state in (CommitmentState.KEPT, CommitmentState.REPAIRED))
    lately = [one for one in found if one is not None and _is_lately(turn, one)]
    if not lately:
        return turn.tell(turn.phrase("sharing.none_kept"))
    work.shares.share_kept(couple, max(lately, key=lambda one: one.due_at), turn.now)
    return turn.tell(turn.phrase("sharing.shared_kept"))


def _is_lately(turn: Turn, commitment: Commitment) -> bool:
    return commitment.decided_at is not None and turn.now - commitment.decided_at < ITEM_FOR


def _ask(turn: Turn, work: UnitOfWork, couple: Couple) -> Reply:
    """Ask the other one for a promise, from a closed list; it waits until the other one asks what there is."""
    said = turn.slot_id("ask")
    if said not in set(Ask):
        if turn.asked(AskedWhichAsk) is not None:
            return turn.tell(turn.phrase("sharing.left"))
        return turn.ask(turn.phrase("sharing.which_ask"), awaiting=AskedWhichAsk())
    work.shares.ask(couple, turn.person, Ask(said), turn.now)
    return turn.tell(turn.phrase("sharing.asked"))


def _undo(turn: Turn, work: UnitOfWork) -> Reply:
    """Take the last one back, in the same words whether there was one; under a name alone everything is held."""
    if turn.is_by_name:
        return stop_sharing(turn, work)
    work.shares.undo(turn.person, turn.now, NAMED.get(turn.slot_id("shared") or "", frozenset(ShareKind)))
    return turn.tell(turn.phrase("sharing.undone"))


def _stop(turn: Turn, work: UnitOfWork) -> Reply:
    """Take everything back, in the same words whether there was anything."""
    if turn.is_by_name:
        return stop_sharing(turn, work)
    work.shares.end_all(turn.person)
    return turn.tell(turn.phrase("sharing.stopped"))


def _stake(risk: Risk, key: str) -> Stake:
    """Return what is asked about first with one phrase."""
    return Stake(risk, lambda turn, _work: turn.phrase(key))


LEFT = dict.fromkeys(DECLINES, tells("sharing.left"))

SHARING = Conversation(
    "sharing",
    intents={
        "SharingDayIntent": Heard(GIVE_SHARE, _linked(_share_checkin), _stake(Risk.DESTROYS, "meant.share_day")),
        "SharingWordIntent": Heard(GIVE_SHARE, _linked(_share_checkin), _stake(Risk.DESTROYS, "meant.share_word")),
        "SharingStandingIntent": Heard(GIVE_SHARE, _linked(_stand), _stake(Risk.DESTROYS, "meant.share_standing")),
        "SharingCommitmentIntent": Heard(
            GIVE_SHARE, _linked(_commitment), _stake(Risk.DESTROYS, "meant.share_commitment")
        ),
        "SharingKeptIntent": Heard(GIVE_SHARE, _linked(_kept), _stake(Risk.DESTROYS, "meant.share_kept")),
        "SharingAskIntent": Heard(PARTNER_SIGNAL, _linked(_ask), _stake(Risk.DESTROYS, "meant.ask_partner")),
        "SharingUndoIntent": Heard(WRITE_ONLY, _undo, _stake(Risk.SILENCES, "meant.unshare")),
        "SharingStopIntent": Heard(WRITE_ONLY, _stop, _stake(Risk.SILENCES, "meant.stop_sharing")),
        "SharingListIntent": Heard(OWN_FACTS, listed, READS),
        "SharingHearIntent": Heard(PARTNER_ITEMS, hear, READS),
        "SharingSeenIntent": Heard(PARTNER_SIGNAL, saw, _stake(Risk.DESTROYS, "meant.tell_seen")),
        "SharingWasSeenIntent": Heard(PARTNER_ITEMS, was_seen, READS),
    },
    questions={
        AskedShareWord: {**LEFT, YES: word_confirmed},
        AskedWordAgain: {**LEFT, YES: word_confirmed},
        AskedShareNewTime: {**dict.fromkeys(DECLINES, tells("sharing.not_shared_now")), YES: share_new_time},
        AskedWhichAsk: LEFT,
        AskedRoomForShares: dict.fromkeys(DECLINES | {ALONE, COMPANY, YES, NO}, room_answered),
        AskedList: {**dict.fromkeys(DECLINES, not_listed), YES: listed},
    },
    takes_over={AskNewTime: ask_new_time},
)
""" "Share the kind of day", "what do I share", "stop sharing", "how is my partner", "thank you, I saw it"."""
