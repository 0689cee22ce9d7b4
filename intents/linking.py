"""Linking: each is asked alone about fear first; a code, said by the other, confirmed by who invited; leaving."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from intents.by_name import leave
from intents.courtesy import lines_to_call
from intents.turn import NO, READS, YES, Awaiting, Datum, Reply, Stake, Turn
from skill.domain.certainty import OWN, OWN_ALONE, SURE, WRITE, Need
from skill.domain.couple import code_of, said_in_pairs
from skill.domain.risk import Risk
from skill.speech.spoken import count
from skill.storage.work import Work

LINE_FOR_FEAR = ("abuse",)
"""The line that is offered whatever was answered."""


@dataclass(frozen=True)
class LinkingConversation:
    """ "Invite my partner", "my code is ...", "confirm my invitation", "leave"."""

    topic: str = "linking"
    hears: frozenset[str] = frozenset(
        {"LinkInviteIntent", "LinkCodeIntent", "LinkConfirmIntent", "LinkLeaveIntent", "LinkEndIntent"}
    )
    needs: ClassVar[Mapping[str, Need]] = {
        "LinkInviteIntent": OWN_ALONE,
        "LinkCodeIntent": OWN_ALONE,
        "LinkConfirmIntent": OWN,
        "LinkLeaveIntent": WRITE,
        "LinkEndIntent": SURE,
        "linking.code": OWN_ALONE,
        "linking.safety": OWN_ALONE,
        "linking.go_on": OWN_ALONE,
        "linking.confirm": OWN,
    }

    stakes: ClassVar[Mapping[str, Stake]] = {
        # What begins here asks on its own before it links anybody.
        **dict.fromkeys(("LinkInviteIntent", "LinkCodeIntent", "LinkConfirmIntent"), READS),
        "LinkLeaveIntent": Stake(Risk.SILENCES, lambda turn, _work: turn.phrase("meant.leave")),
        "LinkEndIntent": Stake(
            Risk.DESTROYS, lambda turn, _work: turn.phrase("meant.end_link"), frozenset({"link", "leav", "left"})
        ),
    }

    def answer(self, turn: Turn, work: Work) -> Reply | None:
        """Go one step of the link, or leave it in one sentence."""
        if turn.heard == "LinkLeaveIntent":
            return self._leave(turn, work)
        if turn.heard == "LinkEndIntent":
            return self._end(turn, work)
        if turn.heard == "LinkInviteIntent":
            return _ask_about_fear(turn, {"for": "invite"})
        if turn.heard == "LinkCodeIntent":
            return self._code(turn, work)
        if turn.heard == "LinkConfirmIntent":
            return self._who_said_it(turn, work)
        if turn.heard not in (YES, NO):
            return None
        if turn.is_open("linking.safety"):
            return _after_fear(turn)
        if turn.is_open("linking.go_on"):
            return self._go_on(turn, work)
        return self._confirm(turn, work) if turn.is_open("linking.confirm") else None

    def _code(self, turn: Turn, work: Work) -> Reply:
        """Take the code along as its keyed hash alone, through the question that comes before it is looked at."""
        code = code_of([turn.slot("first"), turn.slot("second")])
        if code is None:
            return turn.ask(turn.phrase("linking.which_code"), awaiting=Awaiting("linking.code"))
        return _ask_about_fear(turn, {"for": "code", "print": work.couples.print_of(code).hex()})

    def _go_on(self, turn: Turn, work: Work) -> Reply:
        if turn.heard == NO:
            return turn.tell(turn.phrase("linking.nothing_done"))
        if turn.datum("for") == "invite":
            return self._invite(turn, work)
        said = turn.datum("print")
        try:
            code_print = bytes.fromhex(said) if isinstance(said, str) else b""
        except ValueError:
            code_print = b""
        name = work.people.name(turn.person)
        taken = work.couples.say(code_print, turn.person, turn.ids.user_id, turn.now, name=name)
        return turn.tell(turn.phrase("linking.code_taken" if taken else "linking.code_not_taken"))

    def _invite(self, turn: Turn, work: Work) -> Reply:
        if work.couples.of(turn.person) is not None:
            return turn.tell(turn.phrase("linking.already"))
        one, two, three, four = (count(pair) for pair in said_in_pairs(work.couples.invite(turn.person, turn.now)))
        code = turn.phrase("linking.pairs", one=one, two=two, three=three, four=four)
        again = turn.phrase("linking.once_more")
        return turn.tell(turn.phrase("linking.your_code"), code, again, code, turn.phrase("linking.how_it_goes_on"))

    def _who_said_it(self, turn: Turn, work: Work) -> Reply:
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

    def _confirm(self, turn: Turn, work: Work) -> Reply:
        row = turn.row("id")
        if turn.heard == NO:
            work.couples.withdraw(turn.person)
            return turn.tell(turn.phrase("linking.nothing_done"))
        couple = work.couples.confirm(turn.person, row, turn.now) if row is not None else None
        return turn.tell(turn.phrase("linking.linked" if couple is not None else "courtesy.nothing_for_now"))

    def _leave(self, turn: Turn, work: Work) -> Reply:
        """Mute and unshare in this very turn; said alike whether there was a link (product.md R3, safety.md F4)."""
        if turn.is_by_name:
            return leave(turn, work)
        work.leave(turn.person, turn.now, for_good=turn.meets(SURE))
        turn.person.muted = True
        return turn.tell(turn.phrase("linking.left"))

    def _end(self, turn: Turn, work: Work) -> Reply:
        work.leave(turn.person, turn.now, for_good=True)
        return turn.tell(turn.phrase("linking.ended"))


def _ask_about_fear(turn: Turn, goes_on: Mapping[str, Datum]) -> Reply:
    """Ask one plain question about fear and force; its answer is kept nowhere (product.md R1, safety.md A3)."""
    asked = Awaiting("linking.safety", goes_on)
    return turn.ask(turn.phrase("linking.before"), turn.phrase("linking.fear"), awaiting=asked)


def _after_fear(turn: Turn) -> Reply:
    """Say the same kind words and the same number whatever was answered, so that nobody can tell which it was."""
    goes_on = Awaiting("linking.go_on", turn.awaiting.data if turn.awaiting is not None else {})
    lines = lines_to_call(turn, LINE_FOR_FEAR)
    return turn.ask(turn.phrase("linking.thanks"), *lines, turn.phrase("linking.go_on"), awaiting=goes_on)
