"""Linking: each is asked alone about fear first; a code, said by the other, confirmed by who invited; leaving."""

from intents.dialog.by_name import leave
from intents.dialog.conversation import Conversation, Heard, tells
from intents.dialog.help_lines import lines_to_call
from intents.dialog.not_understood import not_understood
from intents.dialog.turn import DECLINES, NO, READS, YES, Reply, Stake, Turn
from intents.identity.questions import AskedCode, AskedFear, AskedLink
from skill.content import moods
from skill.domain.confidence import ANYBODY, GIVE_SHARE, OWN_FACTS, OWN_LABELS, WRITE_ONLY
from skill.domain.couple import Side, code_of, said_in_pairs
from skill.domain.feeling import read_feeling
from skill.domain.risk import Risk
from skill.domain.support import EMERGENCY
from skill.speech.spoken import count
from skill.storage.unit_of_work import UnitOfWork

LINES_FOR_FEAR = (EMERGENCY, "abuse")
"""The lines that whoever is afraid hears."""
FEAR = "fear"
"""The family of moods that answers the question about fear as a yes does."""


def _wants_to_invite(turn: Turn, _work: UnitOfWork) -> Reply:
    return _ask_about_fear(turn, AskedFear(invites=True))


def _code_said(turn: Turn, work: UnitOfWork) -> Reply:
    """Take the code along as its keyed hash alone, through the question that comes before it is looked at."""
    return _ask_about_fear(turn, AskedFear(code=_code_hash(turn, work)))


def _code_answered(turn: Turn, work: UnitOfWork) -> Reply:
    """Only whoever was asked about fear just now, and said no, is asked for the code."""
    return _say_code(turn, work, _code_hash(turn, work))


def _code_hash(turn: Turn, work: UnitOfWork) -> bytes | None:
    code = code_of([turn.slot("first"), turn.slot("second")])
    return work.couples.code_hash(code) if code is not None else None


def _not_afraid(turn: Turn, work: UnitOfWork) -> Reply | None:
    """Go on after a plain no alone. What was answered is kept nowhere, and the other one can hear nothing of it."""
    asked = turn.asked(AskedFear)
    if asked is None:
        return None
    return _invite(turn, work) if asked.invites else _say_code(turn, work, asked.code)


def _afraid(turn: Turn, _work: UnitOfWork) -> Reply:
    lines = lines_to_call(turn, LINES_FOR_FEAR)
    return turn.tell(turn.phrase("linking.afraid"), *lines, turn.phrase("linking.help_always"))


def _feeling_said(turn: Turn, work: UnitOfWork) -> Reply:
    """A feeling that is said to the question about fear is an answer, and no check-in."""
    return _afraid(turn, work) if _is_fear(turn) else not_understood(turn)


def _say_code(turn: Turn, work: UnitOfWork, code_hash: bytes | None) -> Reply:
    if code_hash is None:
        return turn.ask(turn.phrase("linking.which_code"), awaiting=AskedCode())
    name = work.people.name(turn.person)
    taken = work.couples.say(code_hash, turn.person, turn.ids.user_id, turn.now, name=name)
    return turn.tell(turn.phrase("linking.code_taken" if taken else "linking.code_not_taken"))


def _invite(turn: Turn, work: UnitOfWork) -> Reply:
    """Say a fresh code to anybody, also to whoever left or was left: a new invitation is the one way back.

    Whoever stands in a couple hears one sentence that neither affirms it nor tells what the other one did.
    """
    stands = [turn.phrase("linking.your_side")] if work.couples.of(turn.person) is not None else []
    one, two, three, four = (count(pair) for pair in said_in_pairs(work.couples.invite(turn.person, turn.now)))
    code = turn.phrase("linking.pairs", one=one, two=two, three=three, four=four)
    again = turn.phrase("linking.once_more")
    said = turn.phrase("linking.your_code"), code, again, code, turn.phrase("linking.how_it_goes_on")
    return turn.tell(*stands, *said)


def _who_said_it(turn: Turn, work: UnitOfWork) -> Reply:
    """Name whoever said the code, to the one who invited: only this one can tell whether it is the right one.

    The name is the one of that moment: whatever the other one does since, even erasing everything, is not told.
    """
    invitation = work.couples.said(turn.person, turn.now)
    if invitation is None:
        return turn.tell(turn.phrase("courtesy.nothing_for_now"))
    name = work.couples.name_said(turn.person, invitation)
    said = turn.phrase("linking.said_by", name=name) if name else turn.phrase("linking.said_by_nameless")
    return turn.ask(said, turn.phrase("linking.is_it_right"), awaiting=AskedLink(invitation.id))


def _confirmed(turn: Turn, work: UnitOfWork) -> Reply:
    asked = turn.asked(AskedLink)
    couple = work.link(turn.person, asked.id, turn.now) if asked is not None else None
    return turn.tell(turn.phrase("linking.linked" if couple is not None else "courtesy.nothing_for_now"))


def _not_the_one(turn: Turn, work: UnitOfWork) -> Reply:
    work.couples.withdraw(turn.person)
    return turn.tell(turn.phrase("linking.nothing_done"))


def _withdraw(turn: Turn, work: UnitOfWork) -> Reply:
    work.couples.withdraw(turn.person)
    return turn.tell(turn.phrase("linking.withdrawn"))


def _leave(turn: Turn, work: UnitOfWork) -> Reply:
    """Mute and unshare in this very turn; said alike whether there was a link (rules.md R3, F4)."""
    if turn.is_by_name:
        return leave(turn, work)
    work.leave(turn.person, turn.now, for_good=turn.meets(GIVE_SHARE))
    turn.person.muted = True
    return turn.tell(turn.phrase("linking.left"))


def _end(turn: Turn, work: UnitOfWork) -> Reply:
    work.leave(turn.person, turn.now, for_good=True)
    return turn.tell(turn.phrase("linking.ended"))


def _ask_about_fear(turn: Turn, asked: AskedFear) -> Reply:
    """Ask one plain question about fear, before anything else is said about linking; its answer is kept nowhere."""
    return turn.ask(turn.phrase("linking.before"), turn.phrase("linking.fear"), awaiting=asked)


def _is_fear(turn: Turn) -> bool:
    said = [one for one in (turn.slot("mood"), turn.slot("second")) if one]
    return any(one.family == FEAR for one in read_feeling(moods(), said).moods)


def _state(turn: Turn, work: UnitOfWork) -> Reply:
    """Say where this person's own side stands; the other one's side is in no answer."""
    couple = work.couples.of(turn.person)
    if couple is None:
        return turn.tell(turn.phrase("linking.state_none"))
    is_together = couple.side(turn.person.id) is Side.TOGETHER
    return turn.tell(turn.phrase("linking.state_stands" if is_together else "linking.state_left"))


LINKING = Conversation(
    "linking",
    intents={
        # What begins here asks on its own before it links anybody.
        "LinkingInviteIntent": Heard(OWN_FACTS, _wants_to_invite, READS),
        "LinkingCodeIntent": Heard(OWN_FACTS, _code_said, READS),
        "LinkingConfirmIntent": Heard(OWN_LABELS, _who_said_it, READS),
        "LinkingStateIntent": Heard(OWN_FACTS, _state, READS),
        "LinkingHelpIntent": Heard(ANYBODY, tells("linking.help"), READS),
        "LinkingWithdrawIntent": Heard(
            OWN_LABELS, _withdraw, Stake(Risk.CHANGES, lambda turn, _work: turn.phrase("meant.withdraw_code"))
        ),
        "LinkingLeaveIntent": Heard(
            WRITE_ONLY, _leave, Stake(Risk.SILENCES, lambda turn, _work: turn.phrase("meant.leave"))
        ),
        "LinkingEndIntent": Heard(
            GIVE_SHARE,
            _end,
            Stake(
                Risk.DESTROYS, lambda turn, _work: turn.phrase("meant.end_link"), frozenset({"link", "leav", "left"})
            ),
        ),
    },
    questions={
        AskedFear: {
            **dict.fromkeys(DECLINES, tells("linking.nothing_done")),
            YES: _afraid,
            NO: _not_afraid,
            "CheckInIntent": _feeling_said,
        },
        AskedCode: {"LinkingCodeIntent": _code_answered},
        AskedLink: {YES: _confirmed, NO: _not_the_one},
    },
)
""" "Invite my partner", "my code is ...", "confirm my invitation", "am I linked", "leave"."""
