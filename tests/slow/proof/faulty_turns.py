"""Routers around the router that let something through: who is asked, and what is added to an answer."""

from collections.abc import Callable
from dataclasses import replace

import structlog
from sqlalchemy import func, select
from support.sql import sql

from intents.dialog.turn import Reply, Turn
from intents.router import answer
from skill.domain.confidence import Confidence
from skill.domain.person import Person
from skill.domain.room import Room
from skill.storage.tables.people import commitments, private_words
from skill.storage.unit_of_work import UnitOfWork


def every_voice_counts(turn: Turn, work: UnitOfWork) -> Reply:
    """Take every voice for recognised."""
    known = turn.confidence if turn.confidence.reaches(Confidence.VOICE) else Confidence.VOICE
    return answer(replace(turn, confidence=known), work)


def partner_hears_all(turn: Turn, work: UnitOfWork) -> Reply:
    """Take whoever speaks at Mara's account for Mara."""
    mara = work.people.by_name(turn.ids.user_id, "Mara")
    return answer(turn if mara is None else replace(turn, person=mara), work)


def a_name_is_a_voice(turn: Turn, work: UnitOfWork) -> Reply:
    """Let a name that is said count as much as the only voice of an account."""
    is_name = turn.confidence is Confidence.NAME_ONLY
    return answer(replace(turn, confidence=Confidence.ACCOUNT) if is_name else turn, work)


def everybody_is_alone(turn: Turn, work: UnitOfWork) -> Reply:
    """Take every room for one with nobody else in it."""
    return answer(replace(turn, room=Room.ALONE), work)


def a_voice_is_a_pin(turn: Turn, work: UnitOfWork) -> Reply:
    """Read private words to a recognised voice without a PIN."""
    is_voice = turn.confidence is Confidence.VOICE
    return answer(replace(turn, confidence=Confidence.PIN) if is_voice else turn, work)


def _count(work: UnitOfWork, of: Person) -> int:
    mine = select(func.count()).select_from(private_words).where(private_words.c.person_id != of.id)
    return sql(work).scalar(mine) or 0


def existence_is_told(turn: Turn, work: UnitOfWork) -> Reply:
    """End a sentence otherwise where somebody else has kept words."""
    reply = answer(turn, work)
    return replace(reply, speech=f"{reply.speech} Good.") if _count(work, turn.person) else reply


def a_count_is_told(turn: Turn, work: UnitOfWork) -> Reply:
    """Hide a count of somebody else's promises in the session's attributes."""
    reply = answer(turn, work)
    if reply.awaiting is None:
        return reply
    others = select(func.count()).select_from(commitments).where(commitments.c.person_id != turn.person.id)
    hidden = -(sql(work).scalar(others) or 0)
    return replace(reply, awaiting=replace(reply.awaiting, misses=hidden))


def a_stranger_is_told(turn: Turn, work: UnitOfWork) -> Reply:
    """Answer an unknown voice otherwise where the one who lives here has said to be left in peace."""
    reply = answer(turn, work)
    muted = turn.confidence is Confidence.UNKNOWN and any(one.person.muted for one in work.people.at(turn.ids.user_id))
    return replace(reply, speech=reply.speech + " It is quiet here.") if muted else reply


def leaving_is_told(turn: Turn, work: UnitOfWork) -> Reply:
    """Tell the other one that it is over."""
    couple = work.couples.of(turn.person)
    reply = answer(turn, work)
    return replace(reply, speech=reply.speech + " So be it.") if couple and not couple.is_open else reply


def a_line_with_words(turn: Turn, work: UnitOfWork) -> Reply:
    """Log what was heard."""
    structlog.get_logger().info("heard", slots=[one.value for one in turn.slots.values()])
    return answer(turn, work)


def cache_without_person() -> Callable[[Turn, UnitOfWork], Reply]:
    """Answer a list from a cache whose key does not say whose it is."""
    kept: dict[object, Reply] = {}

    def cached(turn: Turn, work: UnitOfWork) -> Reply:
        if turn.intent not in ("CommitmentListIntent", "PrivateWordsReadIntent") or not turn.may_hear_own:
            return answer(turn, work)
        return kept.setdefault((turn.intent, turn.room, turn.now, turn.confidence), answer(turn, work))

    return cached
