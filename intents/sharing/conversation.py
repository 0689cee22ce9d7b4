"""Sharing: what one of two chooses to share, hears of it, takes back at once, and what the other one shared."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from intents.dialog.by_name import stop_sharing
from intents.dialog.turn import DECLINES, READS, Awaiting, Reply, Stake, Turn
from intents.sharing.hearing import hear, saw, was_seen
from intents.sharing.listing import listed, notice_answered
from intents.sharing.moved import new_time_answered
from intents.sharing.word import share_word, word_answered
from skill.content import families
from skill.domain.commitment import Commitment, CommitmentState
from skill.domain.confidence import GIVE_SHARE, OWN_FACTS, PARTNER_ITEMS, PARTNER_SIGNAL, WRITE_ONLY, Requirement
from skill.domain.risk import Risk
from skill.domain.share import BELONGS, ITEM_FOR, Ask, ShareKind, ShareLevel
from skill.speech.spoken import day
from skill.storage.unit_of_work import UnitOfWork

LEVELS = {"SharingDayIntent": ShareLevel.DAY, "SharingWordIntent": ShareLevel.WORD}
ELICIT_ASK = ("SharingAskIntent", "ask")
NAMED = {
    "checkin": frozenset({ShareKind.CHECKIN}),
    "promise": frozenset({ShareKind.COMMITMENT, ShareKind.KEPT}),
}
"""What is taken back alone where somebody names it ("don't share my promise")."""


@dataclass(frozen=True)
class SharingConversation:
    """ "Share the kind of day", "what do I share", "stop sharing", "how is my partner", "thank you, I saw it"."""

    topic: str = "sharing"
    hears: frozenset[str] = frozenset(
        {
            "SharingDayIntent",
            "SharingWordIntent",
            "SharingStandingIntent",
            "SharingCommitmentIntent",
            "SharingKeptIntent",
            "SharingAskIntent",
            "SharingUndoIntent",
            "SharingStopIntent",
            "SharingListIntent",
            "SharingHearIntent",
            "SharingSeenIntent",
            "SharingWasSeenIntent",
        }
    )
    needs: ClassVar[Mapping[str, Requirement]] = {
        "SharingDayIntent": GIVE_SHARE,
        "SharingWordIntent": GIVE_SHARE,
        "SharingStandingIntent": GIVE_SHARE,
        "SharingCommitmentIntent": GIVE_SHARE,
        "SharingKeptIntent": GIVE_SHARE,
        "SharingAskIntent": PARTNER_SIGNAL,
        "SharingUndoIntent": WRITE_ONLY,
        "SharingStopIntent": WRITE_ONLY,
        "SharingListIntent": OWN_FACTS,
        "SharingHearIntent": PARTNER_ITEMS,
        "SharingSeenIntent": PARTNER_SIGNAL,
        "SharingWasSeenIntent": PARTNER_ITEMS,
        "sharing.which_ask": PARTNER_SIGNAL,
        "sharing.new_time": PARTNER_SIGNAL,
        "sharing.word": GIVE_SHARE,
        "sharing.word_again": GIVE_SHARE,
        "sharing.room": WRITE_ONLY,
        "sharing.list": PARTNER_ITEMS,
    }

    stakes: ClassVar[Mapping[str, Stake]] = {
        "SharingDayIntent": Stake(Risk.DESTROYS, lambda turn, _work: turn.phrase("meant.share_day")),
        "SharingWordIntent": Stake(Risk.DESTROYS, lambda turn, _work: turn.phrase("meant.share_word")),
        "SharingStandingIntent": Stake(Risk.DESTROYS, lambda turn, _work: turn.phrase("meant.share_standing")),
        "SharingCommitmentIntent": Stake(Risk.DESTROYS, lambda turn, _work: turn.phrase("meant.share_commitment")),
        "SharingKeptIntent": Stake(Risk.DESTROYS, lambda turn, _work: turn.phrase("meant.share_kept")),
        "SharingAskIntent": Stake(Risk.DESTROYS, lambda turn, _work: turn.phrase("meant.ask_partner")),
        "SharingSeenIntent": Stake(Risk.DESTROYS, lambda turn, _work: turn.phrase("meant.tell_seen")),
        "SharingUndoIntent": Stake(Risk.SILENCES, lambda turn, _work: turn.phrase("meant.unshare")),
        "SharingStopIntent": Stake(Risk.SILENCES, lambda turn, _work: turn.phrase("meant.stop_sharing")),
        **dict.fromkeys(("SharingListIntent", "SharingHearIntent", "SharingWasSeenIntent"), READS),
    }

    def answer(self, turn: Turn, work: UnitOfWork) -> Reply | None:
        """Share, take back, list, or tell what the other one shared."""
        answers: dict[str, Callable[[Turn, UnitOfWork], Reply]] = {
            "SharingDayIntent": _checkin,
            "SharingWordIntent": _checkin,
            "SharingStandingIntent": _stand,
            "SharingCommitmentIntent": _commitment,
            "SharingKeptIntent": _kept,
            "SharingAskIntent": _ask,
            "SharingUndoIntent": _undo,
            "SharingStopIntent": _stop,
            "SharingListIntent": listed,
            "SharingHearIntent": hear,
            "SharingSeenIntent": saw,
            "SharingWasSeenIntent": was_seen,
        }
        if turn.intent in answers:
            return answers[turn.intent](turn, work)
        if turn.is_open("sharing.word") or turn.is_open("sharing.word_again"):
            return word_answered(turn, work)
        if turn.is_open("sharing.new_time"):
            return new_time_answered(turn, work)
        if turn.is_open("sharing.which_ask"):
            return turn.tell(turn.phrase("sharing.left")) if turn.intent in DECLINES else None
        return notice_answered(turn, work)


def _unlinked(turn: Turn, work: UnitOfWork) -> Reply:
    """Say where this person stands by its own acts alone: who left hears the way back."""
    has_left = work.couples.of(turn.person) is not None
    return turn.tell(turn.phrase("sharing.you_left" if has_left else "sharing.not_linked"))


def _checkin(turn: Turn, work: UnitOfWork) -> Reply:
    """Share the kind of day, or the one word, of the check-in of the last minutes; never words that are not ours."""
    couple = work.shares.couple_of(turn.person)
    if couple is None:
        return _unlinked(turn, work)
    checkin = work.checkins.newest(turn.person, turn.now - BELONGS, is_own=True)
    if checkin is None:
        return turn.tell(turn.phrase("sharing.no_checkin"))
    word, level = work.checkins.word(turn.person, checkin), LEVELS[turn.intent]
    if word.family is None:
        return turn.tell(turn.phrase("sharing.own_words"))
    if level is ShareLevel.WORD:
        return share_word(turn, work, couple, checkin, word)
    work.shares.checkin(couple, checkin, level, turn.now)
    return turn.tell(turn.phrase("sharing.shared_day", day=families()[word.family].aloud))


def _stand(turn: Turn, work: UnitOfWork) -> Reply:
    """Share the kind of day of each check-in for thirty days; said again it begins anew, and never by itself."""
    couple = work.shares.couple_of(turn.person)
    if couple is None:
        return _unlinked(turn, work)
    until = turn.person.local(work.shares.stand(couple, turn.person, turn.now).ends_at).date()
    return turn.tell(turn.phrase("sharing.standing", day=day(until, turn.local.date())))


def _commitment(turn: Turn, work: UnitOfWork) -> Reply:
    """Share the promise that was made last and is still to come."""
    couple = work.shares.couple_of(turn.person)
    if couple is None:
        return _unlinked(turn, work)
    ahead = [one for one in work.commitments.open(turn.person, turn.now) if one.due_at > turn.now]
    if not ahead:
        return turn.tell(turn.phrase("commitment.none_open"))
    work.shares.commitment(couple, max(ahead, key=lambda one: one.made_at), turn.now)
    return turn.tell(turn.phrase("sharing.shared_commitment"))


def _kept(turn: Turn, work: UnitOfWork) -> Reply:
    """Share that the last promise was kept: nothing of how a promise went reaches the other one in any other way."""
    couple = work.shares.couple_of(turn.person)
    if couple is None:
        return _unlinked(turn, work)
    found = (work.commitments.last(turn.person, state) for state in (CommitmentState.KEPT, CommitmentState.REPAIRED))
    lately = [one for one in found if one is not None and _is_lately(turn, one)]
    if not lately:
        return turn.tell(turn.phrase("sharing.none_kept"))
    work.shares.keeping(couple, max(lately, key=lambda one: one.due_at), turn.now)
    return turn.tell(turn.phrase("sharing.shared_kept"))


def _is_lately(turn: Turn, commitment: Commitment) -> bool:
    return commitment.decided_at is not None and turn.now - commitment.decided_at < ITEM_FOR


def _ask(turn: Turn, work: UnitOfWork) -> Reply:
    """Ask the other one for a promise, from a closed list; it waits until the other one asks what there is."""
    couple = work.shares.couple_of(turn.person)
    if couple is None:
        return _unlinked(turn, work)
    said = turn.slot_id("ask")
    if said not in set(Ask):
        if turn.is_open("sharing.which_ask"):
            return turn.tell(turn.phrase("sharing.left"))
        return turn.ask(turn.phrase("sharing.which_ask"), awaiting=Awaiting("sharing.which_ask", elicit=ELICIT_ASK))
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
