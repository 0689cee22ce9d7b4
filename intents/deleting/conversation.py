"""Deleting by voice, one thing, a day, or what was said under one's name; it is gone only where something went."""

from collections.abc import Callable

from intents.deleting.one import ask_first, delete
from intents.deleting.questions import AskedByName, AskedDelete, AskedDeleteToday
from intents.dialog.conversation import Conversation, Heard, tells
from intents.dialog.turn import DECLINES, NO, READS, YES, Reply, Stake, Turn
from skill.domain.checkin import CheckIn
from skill.domain.claim import Claim, ClaimKind
from skill.domain.commitment import Commitment
from skill.domain.confidence import OWN_LABELS, OWN_LIST
from skill.domain.private_words import PrivateWords
from skill.domain.reflection import Reflection
from skill.domain.retention import JUST_NOW
from skill.domain.risk import Risk, Sureness
from skill.domain.series import CommitmentSeries
from skill.speech.recurring import repeated
from skill.speech.spoken import clock_at, count, moment
from skill.storage.queries.deleting import ByName, Thing
from skill.storage.unit_of_work import UnitOfWork

THAT, SAID, DISCARD = "DeletingThatIntent", "DeletingSaidIntent", "PrivateWordsDiscardIntent"

Find = Callable[[Turn, UnitOfWork], Thing | None]
"""Returns the one thing that is meant to be deleted, or None; `name_of` names it."""


def _one(find: Find, nothing: str, objects: frozenset[str] = frozenset()) -> Heard:
    """Return what belongs to an intent that deletes one thing.

    Args:
        nothing: the phrase where there is nothing that it means.
        objects: the words that name the thing, so that it is not asked about first.
    """

    def answer(turn: Turn, work: UnitOfWork) -> Reply:
        thing = find(turn, work)
        if thing is None:
            return turn.tell(turn.phrase(nothing))
        # "Delete that" to the question about the whole day is no answer to it: what it means is asked.
        return ask_first(turn, thing) if turn.asked(AskedDeleteToday) is not None else delete(turn, work, thing)

    def confirm(turn: Turn, work: UnitOfWork) -> Reply | None:
        """Ask first; None where there is nothing, or only words that nobody kept."""
        thing = find(turn, work)
        is_draft = isinstance(thing, PrivateWords) and thing.kept_at is None
        if thing is None or (is_draft and turn.sureness is not Sureness.NEAR):
            return None
        return ask_first(turn, thing)

    return Heard(OWN_LABELS, answer, Stake(Risk.DESTROYS, confirm, objects))


def _asked_thing(turn: Turn, work: UnitOfWork) -> Thing | None:
    asked = turn.asked(AskedDelete)
    return work.deleting.get(turn.person, asked.id) if asked is not None else None


def _delete_asked(turn: Turn, work: UnitOfWork) -> Reply:
    """Delete the one thing that was asked about."""
    thing = _asked_thing(turn, work)
    return delete(turn, work, thing) if thing is not None else turn.tell(turn.phrase("deleting.nothing_there"))


def _ask_once_more(turn: Turn, work: UnitOfWork) -> Reply:
    """ "Let it go" says neither that it goes nor that it stays: ask again."""
    thing = _asked_thing(turn, work)
    return ask_first(turn, thing) if thing is not None else turn.tell(turn.phrase("deleting.nothing_there"))


def _ask_today(turn: Turn, work: UnitOfWork) -> Reply:
    if not work.deleting.said_on(turn.person, turn.today):
        return turn.tell(turn.phrase("deleting.nothing_today"))
    return turn.ask(turn.phrase("deleting.today"), awaiting=AskedDeleteToday())


def _forget_today(turn: Turn, work: UnitOfWork) -> Reply:
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
    return turn.ask(told, turn.phrase("deleting.keep_or_discard"), awaiting=AskedByName())


def _keep_by_name(turn: Turn, work: UnitOfWork) -> Reply:
    work.deleting.take_up(turn.person, work.deleting.by_name(turn.person, turn.now), turn.now)
    return turn.tell(turn.phrase("deleting.taken_up"))


def _discard_by_name(turn: Turn, work: UnitOfWork) -> Reply:
    found = work.deleting.by_name(turn.person, turn.now)
    if not found:
        return turn.tell(turn.phrase("deleting.nothing_there"))
    things = _listed(turn, _things(turn, found))
    work.deleting.discard(turn.person, found, turn.now)
    return turn.tell(turn.phrase("deleting.list_gone", things=things))


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
        return turn.phrase("deleting.claim_moved", time=clock_at(subject.local_due()), to=to)
    return turn.phrase(f"deleting.claim_{claim.kind}", time=clock_at(subject.local_due()))


def _listed(turn: Turn, things: list[str]) -> str:
    if len(things) == 1:
        return things[0]
    return turn.phrase("deleting.and", these=", ".join(things[:-1]), last=things[-1])


STAYS = dict.fromkeys(DECLINES, tells("deleting.stays"))

DELETING = Conversation(
    "deleting",
    intents={
        THAT: _one(
            lambda turn, work: work.deleting.just_now(turn.person, turn.now - JUST_NOW), "deleting.nothing_just_now"
        ),
        SAID: _one(lambda turn, work: work.deleting.newest(turn.person), "deleting.nothing_said"),
        "DeletingCheckInIntent": _one(
            lambda turn, work: work.deleting.checkin(turn.person),
            "deleting.nothing_checkin",
            frozenset({"check in", "how i said i was"}),
        ),
        "DeletingCommitmentIntent": _one(
            lambda turn, work: work.deleting.promise(turn.person), "deleting.nothing_promise", frozenset({"promise"})
        ),
        "DeletingTalkIntent": _one(
            lambda turn, work: work.deleting.talk(turn.person), "deleting.nothing_talk", frozenset({"talk"})
        ),
        DISCARD: _one(
            lambda turn, work: work.private_words.last_kept(turn.person), "deleting.nothing_words", frozenset({"words"})
        ),
        # These ask on their own before anything goes.
        "DeletingTodayIntent": Heard(OWN_LABELS, _ask_today, READS),
        "DeletingByNameIntent": Heard(OWN_LIST, _tell_by_name, READS),
    },
    questions={
        AskedDelete: {**STAYS, **dict.fromkeys((YES, THAT), _delete_asked), DISCARD: _ask_once_more},
        AskedDeleteToday: {**STAYS, YES: _forget_today},
        AskedByName: {
            **dict.fromkeys(DECLINES, tells("courtesy.another_time")),
            NO: tells("deleting.waits"),
            **dict.fromkeys((YES, "KeepIntent"), _keep_by_name),
            **dict.fromkeys((DISCARD, THAT, SAID), _discard_by_name),
        },
    },
)
""" "Delete my last check-in", "let my last words go", "forget what I said today", "what was said under my name"."""
