"""Which talk a turn is about: the one that is asked about, else the one whose time it is, else the next one."""

from collections.abc import Callable
from uuid import UUID

from intents.dialog.conversation import Handler
from intents.dialog.question import Question
from intents.dialog.turn import Reply, Turn
from intents.hard_talk.questions import IN_PROGRESS, carried
from intents.hard_talk.telling import ask_to_plan
from skill.domain.hard_talk import HardTalk, TalkState
from skill.storage.unit_of_work import UnitOfWork

OfTalkHandler = Callable[[Turn, UnitOfWork, HardTalk], Reply]
"""Answers a turn that is about a talk."""


def open_question(turn: Turn) -> Question | None:
    """Return the open question where it is one of a talk, or None."""
    return turn.awaiting.question if turn.awaiting is not None and turn.awaiting.topic == "hard_talk" else None


def asked_about(turn: Turn) -> UUID | None:
    """Return the id of the talk that the open question is about, or None."""
    return carried(open_question(turn)).id


def asked_talk(turn: Turn, work: UnitOfWork) -> HardTalk | None:
    """Return the talk of this person that the open question is about, while it stands."""
    found = work.hard_talks.get(turn.person, asked_about(turn))
    if turn.is_by_name and not isinstance(open_question(turn), IN_PROGRESS):
        # Only what was planned under the name in this very conversation is still being said.
        return found if found is not None and found.state is TalkState.CLAIMED else None
    return found if found is not None and found.stands(turn.now) else None


def meant_talk(turn: Turn, work: UnitOfWork) -> HardTalk | None:
    """Return the talk that is asked about, else the one whose time it is, else the next one; None without any."""
    asked, standing = asked_talk(turn, work), work.hard_talks.standing(turn.person, turn.now)
    return asked or next((one for one in standing if one.calls(turn.now)), None) or next(iter(standing), None)


def begun_talk(turn: Turn, work: UnitOfWork) -> HardTalk | None:
    """Return the talk that was begun and not ended: in a time-out it may be ended before anybody is called back."""
    standing = work.hard_talks.standing(turn.person, turn.now)
    return next((one for one in standing if one.state is not TalkState.PLANNED), None)


def held_talk(turn: Turn, work: UnitOfWork) -> HardTalk | None:
    """Return the talk that is held now or was stopped, or None."""
    calling = work.hard_talks.calling(turn.person, turn.now)
    return calling if calling is not None and calling.state is not TalkState.PLANNED else None


def leave(_turn: Turn, _work: UnitOfWork) -> None:
    """Leave a turn to others."""


def of_asked(handler: OfTalkHandler, otherwise: Handler = leave) -> Handler:
    """Answer for the talk that the open question is about, `otherwise` where it stands no longer."""

    def answer(turn: Turn, work: UnitOfWork) -> Reply | None:
        talk = asked_talk(turn, work)
        return handler(turn, work, talk) if talk is not None else otherwise(turn, work)

    return answer


def of_meant(handler: OfTalkHandler, otherwise: Handler = ask_to_plan) -> Handler:
    """Answer for the talk that is meant, `otherwise` where there is none."""

    def answer(turn: Turn, work: UnitOfWork) -> Reply | None:
        talk = meant_talk(turn, work)
        return handler(turn, work, talk) if talk is not None else otherwise(turn, work)

    return if_known(answer)


def if_known(handler: Handler) -> Handler:
    """Answer who only says a name alike whatever is kept under it (rules.md W3)."""

    def answer(turn: Turn, work: UnitOfWork) -> Reply | None:
        return handler(turn, work) if turn.may_hear_own else turn.tell(turn.phrase("courtesy.nothing_for_now"))

    return answer
