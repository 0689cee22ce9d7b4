"""Linking: each is asked alone about fear first; a code, said by the other, confirmed by who invited; leaving."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from intents.dialog.by_name import leave
from intents.dialog.turn import DECLINES, NO, READS, YES, Awaiting, Datum, Reply, Stake, Turn
from intents.safety.courtesy import lines_to_call, not_understood
from skill.content import moods
from skill.domain.confidence import ANYBODY, GIVE_SHARE, OWN_FACTS, OWN_LABELS, WRITE_ONLY, Requirement
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


@dataclass(frozen=True)
class LinkingConversation:
    """ "Invite my partner", "my code is ...", "confirm my invitation", "am I linked", "leave"."""

    topic: str = "linking"
    hears: frozenset[str] = frozenset(
        {"LinkingInviteIntent", "LinkingCodeIntent", "LinkingConfirmIntent", "LinkingLeaveIntent", "LinkingEndIntent"}
        | {"LinkingStateIntent", "LinkingHelpIntent", "LinkingWithdrawIntent"}
    )
    needs: ClassVar[Mapping[str, Requirement]] = {
        "LinkingInviteIntent": OWN_FACTS,
        "LinkingCodeIntent": OWN_FACTS,
        "LinkingConfirmIntent": OWN_LABELS,
        "LinkingLeaveIntent": WRITE_ONLY,
        "LinkingEndIntent": GIVE_SHARE,
        "LinkingStateIntent": OWN_FACTS,
        "LinkingWithdrawIntent": OWN_LABELS,
        "LinkingHelpIntent": ANYBODY,
        "linking.code": OWN_FACTS,
        "linking.safety": OWN_FACTS,
        "linking.confirm": OWN_LABELS,
    }

    stakes: ClassVar[Mapping[str, Stake]] = {
        # What begins here asks on its own before it links anybody.
        **dict.fromkeys(("LinkingInviteIntent", "LinkingCodeIntent", "LinkingConfirmIntent"), READS),
        **dict.fromkeys(("LinkingStateIntent", "LinkingHelpIntent"), READS),
        "LinkingWithdrawIntent": Stake(Risk.CHANGES, lambda turn, _work: turn.phrase("meant.withdraw_code")),
        "LinkingLeaveIntent": Stake(Risk.SILENCES, lambda turn, _work: turn.phrase("meant.leave")),
        "LinkingEndIntent": Stake(
            Risk.DESTROYS, lambda turn, _work: turn.phrase("meant.end_link"), frozenset({"link", "leav", "left"})
        ),
    }

    def answer(self, turn: Turn, work: UnitOfWork) -> Reply | None:
        """Go one step of the link, or leave it in one sentence."""
        if turn.intent == "LinkingLeaveIntent":
            return self._leave(turn, work)
        if turn.intent == "LinkingEndIntent":
            return self._end(turn, work)
        if turn.intent == "LinkingInviteIntent":
            return _ask_about_fear(turn, {"for": "invite"})
        if turn.intent == "LinkingCodeIntent":
            return self._code(turn, work)
        if turn.intent == "LinkingConfirmIntent":
            return self._who_said_it(turn, work)
        if turn.intent == "LinkingWithdrawIntent":
            work.couples.withdraw(turn.person)
            return turn.tell(turn.phrase("linking.withdrawn"))
        if turn.intent == "LinkingStateIntent":
            return _state(turn, work)
        if turn.intent == "LinkingHelpIntent":
            return turn.tell(turn.phrase("linking.help"))
        if turn.is_open("linking.safety"):
            return self._after_fear(turn, work)
        is_answer = turn.intent in (YES, NO) and turn.is_open("linking.confirm")
        return self._confirm(turn, work) if is_answer else None

    def _code(self, turn: Turn, work: UnitOfWork) -> Reply:
        """Take the code along as its keyed hash alone, through the question that comes before it is looked at."""
        code = code_of([turn.slot("first"), turn.slot("second")])
        code_print = work.couples.code_hash(code).hex() if code is not None else None
        if not turn.is_open("linking.code"):
            return _ask_about_fear(turn, {"for": "code", "print": code_print})
        # Only whoever was asked about fear just now, and said no, is asked for the code.
        return self._say_code(turn, work, code_print)

    def _after_fear(self, turn: Turn, work: UnitOfWork) -> Reply | None:
        """Go on after a plain no alone. What was answered is kept nowhere, and the other one can hear nothing of it.

        A feeling that is said here is an answer, and no check-in.
        """
        is_feeling = turn.intent == "CheckInIntent"
        if turn.intent == YES or (is_feeling and _is_fear(turn)):
            lines = lines_to_call(turn, LINES_FOR_FEAR)
            return turn.tell(turn.phrase("linking.afraid"), *lines, turn.phrase("linking.help_always"))
        if is_feeling:
            return not_understood(turn)
        if turn.intent in DECLINES - {NO}:
            return turn.tell(turn.phrase("linking.nothing_done"))
        if turn.intent != NO:
            return None
        if turn.datum("for") == "invite":
            return self._invite(turn, work)
        return self._say_code(turn, work, turn.datum("print"))

    def _say_code(self, turn: Turn, work: UnitOfWork, said: Datum) -> Reply:
        if said is None:
            return turn.ask(turn.phrase("linking.which_code"), awaiting=Awaiting("linking.code"))
        try:
            code_print = bytes.fromhex(said) if isinstance(said, str) else b""
        except ValueError:
            code_print = b""
        name = work.people.name(turn.person)
        taken = work.couples.say(code_print, turn.person, turn.ids.user_id, turn.now, name=name)
        return turn.tell(turn.phrase("linking.code_taken" if taken else "linking.code_not_taken"))

    def _invite(self, turn: Turn, work: UnitOfWork) -> Reply:
        """Say a fresh code to anybody, also to whoever left or was left: a new invitation is the one way back.

        Whoever stands in a couple hears one sentence that neither affirms it nor tells what the other one did.
        """
        stands = [turn.phrase("linking.your_side")] if work.couples.of(turn.person) is not None else []
        one, two, three, four = (count(pair) for pair in said_in_pairs(work.couples.invite(turn.person, turn.now)))
        code = turn.phrase("linking.pairs", one=one, two=two, three=three, four=four)
        again = turn.phrase("linking.once_more")
        said = turn.phrase("linking.your_code"), code, again, code, turn.phrase("linking.how_it_goes_on")
        return turn.tell(*stands, *said)

    def _who_said_it(self, turn: Turn, work: UnitOfWork) -> Reply:
        """Name whoever said the code, to the one who invited: only this one can tell whether it is the right one.

        The name is the one of that moment: whatever the other one does since, even erasing everything, is not told.
        """
        invitation = work.couples.said(turn.person, turn.now)
        if invitation is None:
            return turn.tell(turn.phrase("courtesy.nothing_for_now"))
        name = work.couples.name_said(turn.person, invitation)
        said = turn.phrase("linking.said_by", name=name) if name else turn.phrase("linking.said_by_nameless")
        asked = Awaiting("linking.confirm", {"id": str(invitation.id)})
        return turn.ask(said, turn.phrase("linking.is_it_right"), awaiting=asked)

    def _confirm(self, turn: Turn, work: UnitOfWork) -> Reply:
        row = turn.row("id")
        if turn.intent == NO:
            work.couples.withdraw(turn.person)
            return turn.tell(turn.phrase("linking.nothing_done"))
        couple = work.link(turn.person, row, turn.now) if row is not None else None
        return turn.tell(turn.phrase("linking.linked" if couple is not None else "courtesy.nothing_for_now"))

    def _leave(self, turn: Turn, work: UnitOfWork) -> Reply:
        """Mute and unshare in this very turn; said alike whether there was a link (rules.md R3, F4)."""
        if turn.is_by_name:
            return leave(turn, work)
        work.leave(turn.person, turn.now, for_good=turn.meets(GIVE_SHARE))
        turn.person.muted = True
        return turn.tell(turn.phrase("linking.left"))

    def _end(self, turn: Turn, work: UnitOfWork) -> Reply:
        work.leave(turn.person, turn.now, for_good=True)
        return turn.tell(turn.phrase("linking.ended"))


def _ask_about_fear(turn: Turn, goes_on: Mapping[str, Datum]) -> Reply:
    """Ask one plain question about fear, before anything else is said about linking; its answer is kept nowhere."""
    asked = Awaiting("linking.safety", goes_on)
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
