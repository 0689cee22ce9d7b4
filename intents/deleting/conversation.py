"""Deleting by voice, one thing, a day, or what was said under one's name; it is gone only where something went."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from intents.commitment.outcome import clock_of
from intents.deleting.one import JUST_NOW, ask_first, delete
from intents.dialog.turn import DECLINES, NO, READS, YES, Awaiting, Reply, Stake, Turn
from skill.domain.checkin import CheckIn
from skill.domain.claim import Claim, ClaimKind
from skill.domain.commitment import Commitment
from skill.domain.confidence import OWN_LABELS, OWN_LIST, Requirement
from skill.domain.private_words import PrivateWords
from skill.domain.reflection import Reflection
from skill.domain.risk import Risk, Sureness
from skill.domain.series import CommitmentSeries
from skill.speech.recurring import repeated
from skill.speech.spoken import count, moment
from skill.storage.queries.deleting import ByName, Thing
from skill.storage.unit_of_work import UnitOfWork

NOTHING = {
    "DeletingThatIntent": "deleting.nothing_just_now",
    "DeletingSaidIntent": "deleting.nothing_said",
    "DeletingCheckInIntent": "deleting.nothing_checkin",
    "DeletingCommitmentIntent": "deleting.nothing_promise",
    "DeletingTalkIntent": "deleting.nothing_talk",
}
"""What each is answered with where there is nothing that it means."""
AGREES = frozenset({YES, "DeletingThatIntent"})
"""What says that the one thing that was asked about is to go: "yes", "delete it"."""
CLEAR_ANSWERS = DECLINES | AGREES
KEEPS = frozenset({YES, "KeepIntent"})
LETS_GO = frozenset({"PrivateWordsDiscardIntent", "DeletingThatIntent", "DeletingSaidIntent"})


@dataclass(frozen=True)
class DeletingConversation:
    """ "Delete my last check-in", "delete that", "forget what I said today", "what was said under my name"."""

    topic: str = "deleting"
    hears: frozenset[str] = frozenset(
        {
            "DeletingThatIntent",
            "DeletingSaidIntent",
            "DeletingCheckInIntent",
            "DeletingCommitmentIntent",
            "DeletingTalkIntent",
            "DeletingTodayIntent",
            "DeletingByNameIntent",
        }
    )
    needs: ClassVar[Mapping[str, Requirement]] = {
        "DeletingThatIntent": OWN_LABELS,
        "DeletingSaidIntent": OWN_LABELS,
        "DeletingCheckInIntent": OWN_LABELS,
        "DeletingCommitmentIntent": OWN_LABELS,
        "DeletingTalkIntent": OWN_LABELS,
        "DeletingTodayIntent": OWN_LABELS,
        "DeletingByNameIntent": OWN_LIST,
        "deleting.today": OWN_LABELS,
        "deleting.confirm": OWN_LABELS,
        "deleting.by_name": OWN_LABELS,
    }

    stakes: ClassVar[Mapping[str, Stake]] = {
        "DeletingThatIntent": Stake(Risk.DESTROYS, lambda turn, work: _confirm(turn, work), frozenset()),
        "DeletingSaidIntent": Stake(Risk.DESTROYS, lambda turn, work: _confirm(turn, work), frozenset()),
        "DeletingCheckInIntent": Stake(
            Risk.DESTROYS, lambda turn, work: _confirm(turn, work), frozenset({"check in", "how i said i was"})
        ),
        "DeletingCommitmentIntent": Stake(
            Risk.DESTROYS, lambda turn, work: _confirm(turn, work), frozenset({"promise"})
        ),
        "DeletingTalkIntent": Stake(Risk.DESTROYS, lambda turn, work: _confirm(turn, work), frozenset({"talk"})),
        # These ask on their own before anything goes.
        **dict.fromkeys(("DeletingTodayIntent", "DeletingByNameIntent"), READS),
    }

    def answer(self, turn: Turn, work: UnitOfWork) -> Reply | None:
        """Delete what is meant, and say what went; a whole day is asked about first."""
        if turn.is_open("deleting.by_name") and turn.intent in KEEPS | LETS_GO | DECLINES:
            return _decide(turn, work)
        if turn.is_open("deleting.today") and turn.intent in DECLINES | {YES}:
            return _forget_today(turn, work)
        if turn.is_open("deleting.confirm") and turn.intent in CLEAR_ANSWERS | {"PrivateWordsDiscardIntent"}:
            return _answered(turn, work)
        if turn.intent == "DeletingTodayIntent":
            return _ask_today(turn, work)
        if turn.intent == "DeletingByNameIntent":
            return _tell_by_name(turn, work)
        if turn.intent not in self.hears:
            return None
        thing = meant(turn, work)
        if thing is None:
            return turn.tell(turn.phrase(NOTHING[turn.intent]))
        # "Delete that" to the question about the whole day is no answer to it: what it means is asked.
        return ask_first(turn, thing) if turn.is_open("deleting.today") else delete(turn, work, thing)


def meant(turn: Turn, work: UnitOfWork) -> Thing | None:
    """Return the one thing that is meant to be deleted, or None; `name_of` names it."""
    if turn.intent == "DeletingCheckInIntent":
        return work.deleting.checkin(turn.person)
    if turn.intent == "DeletingCommitmentIntent":
        return work.deleting.promise(turn.person)
    if turn.intent == "DeletingTalkIntent":
        return work.deleting.talk(turn.person)
    if turn.intent == "DeletingSaidIntent":
        return work.deleting.newest(turn.person)
    return work.deleting.just_now(turn.person, turn.now - JUST_NOW)


def _confirm(turn: Turn, work: UnitOfWork) -> Reply | None:
    """Ask whether the one thing that is meant is to go; None where there is none, or only words that nobody kept."""
    thing = meant(turn, work)
    is_draft = isinstance(thing, PrivateWords) and thing.kept_at is None
    if thing is None or (is_draft and turn.sureness is not Sureness.NEAR):
        return None
    return ask_first(turn, thing)


def _answered(turn: Turn, work: UnitOfWork) -> Reply:
    """Delete the one thing that was asked about, or leave it; "let it go" says neither, and is asked again."""
    thing = work.deleting.get(turn.person, turn.row("id"))
    if turn.intent in DECLINES:
        return turn.tell(turn.phrase("deleting.stays"))
    if thing is None:
        return turn.tell(turn.phrase("deleting.nothing_there"))
    return delete(turn, work, thing) if turn.intent in AGREES else ask_first(turn, thing)


def _ask_today(turn: Turn, work: UnitOfWork) -> Reply:
    if not work.deleting.said_on(turn.person, turn.today):
        return turn.tell(turn.phrase("deleting.nothing_today"))
    return turn.ask(turn.phrase("deleting.today"), awaiting=Awaiting("deleting.today"))


def _forget_today(turn: Turn, work: UnitOfWork) -> Reply:
    if turn.intent != YES:
        return turn.tell(turn.phrase("deleting.stays"))
    found = work.deleting.said_on(turn.person, turn.today)
    if not found:
        return turn.tell(turn.phrase("deleting.nothing_there"))
    counted = ByName(
        [one for one in found if isinstance(one, CheckIn)], [one for one in found if isinstance(one, PrivateWords)]
    )
    things = _things(turn, counted)
    things += [turn.phrase("deleting.evening_one")] if any(isinstance(one, Reflection) for one in found) else []
    for one in found:
        work.deleting.delete(one, turn.now)
    return turn.tell(turn.phrase("deleting.list_gone", things=_listed(turn, things)))


def _tell_by_name(turn: Turn, work: UnitOfWork) -> Reply:
    """Tell what a name alone left, as numbers and clock times: no word of it is said."""
    found = work.deleting.by_name(turn.person, turn.now)
    if not found:
        return turn.tell(turn.phrase("courtesy.nothing_for_now"))
    told = turn.phrase("deleting.by_name", things=_listed(turn, _things(turn, found)))
    return turn.ask(told, turn.phrase("deleting.keep_or_discard"), awaiting=Awaiting("deleting.by_name"))


def _decide(turn: Turn, work: UnitOfWork) -> Reply:
    found = work.deleting.by_name(turn.person, turn.now)
    if turn.intent in KEEPS:
        work.deleting.take_up(turn.person, found, turn.now)
        return turn.tell(turn.phrase("deleting.taken_up"))
    if turn.intent in LETS_GO:
        if not found:
            return turn.tell(turn.phrase("deleting.nothing_there"))
        things = _listed(turn, _things(turn, found))
        work.deleting.discard(turn.person, found, turn.now)
        return turn.tell(turn.phrase("deleting.list_gone", things=things))
    return turn.tell(turn.phrase("deleting.waits" if turn.intent == NO else "courtesy.another_time"))


def _things(turn: Turn, found: ByName) -> list[str]:
    told = []
    for key, number in (("checkin", len(found.checkins)), ("words", len(found.words))):
        if number:
            told.append(turn.phrase(f"deleting.{key}_{'one' if number == 1 else 'several'}", number=count(number)))
    today = turn.local.date()
    told += [turn.phrase("deleting.promise", time=moment(one.local_due(), today)) for one in found.promises]
    told += [turn.phrase("deleting.promise", time=repeated(one.days, one.minute)) for one in found.series]
    told += [turn.phrase("deleting.talk", time=moment(one.local_start(), today)) for one in found.talks]
    told += [turn.phrase("deleting.evening_one")] if found.prompts else []
    told += [_claim(turn, claim, subject) for claim, subject in found.claims]
    return told


def _claim(turn: Turn, claim: Claim, subject: Commitment | CommitmentSeries) -> str:
    """Name what was said of a promise, and the promise by its clock time."""
    if isinstance(subject, CommitmentSeries):
        return turn.phrase("deleting.claim_ended", time=repeated(subject.days, subject.minute))
    if claim.kind is ClaimKind.MOVED and claim.due_at is not None:
        to = moment(turn.person.local(claim.due_at), turn.local.date())
        return turn.phrase("deleting.claim_moved", time=clock_of(subject), to=to)
    return turn.phrase(f"deleting.claim_{claim.kind}", time=clock_of(subject))


def _listed(turn: Turn, things: list[str]) -> str:
    if len(things) == 1:
        return things[0]
    return turn.phrase("deleting.and", these=", ".join(things[:-1]), last=things[-1])
