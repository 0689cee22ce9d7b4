"""Nothing by mistake: what was only guessed, or would delete, end or silence, is asked about before it is done."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from intents.dialog.conversation import Conversation
from intents.dialog.intent_names import CANCEL, FALLBACK, MISHEARD, NOT_MEANT
from intents.dialog.questions import AskedMeant
from intents.dialog.turn import DECLINES, NO, YES, Reply, Stake, Turn
from intents.dialog.wish import wish_of, wished_for
from skill.domain.risk import Risk, Sureness, asks_first
from skill.storage.unit_of_work import UnitOfWork

UNDECLARED = Stake(Risk.DESTROYS, lambda _turn, _work: None)
"""What counts for an intent that no conversation declares a stake for."""


class Caution:
    """Asks first.

    Args:
        conversations: every conversation; each declares what its intents risk.
    """

    def __init__(self, conversations: Iterable[Conversation]) -> None:
        self.stakes: Mapping[str, Stake] = {name: one for each in conversations for name, one in each.stakes.items()}
        self._topics = {name: each.topic for each in conversations for name in each.stakes}
        self._answers = {kind: answers for each in conversations for kind, answers in each.questions.items()}

    def enter(self, turn: Turn) -> Turn | Reply:
        """Return the turn as it goes on: the wish that was confirmed, or what was said instead of an answer.

        A "no" leaves everything as it is; a risky guess while something else is awaited counts as not understood.
        """
        if self._cuts_in(turn):
            return replace(turn, intent=FALLBACK, slots={})
        asked = turn.asked(AskedMeant)
        if asked is None:
            return turn
        if turn.intent == YES:
            return replace(wished_for(turn, asked.wish), sureness=Sureness.ASKED)
        if turn.intent in DECLINES | {NO, NOT_MEANT, MISHEARD, CANCEL}:
            return turn.tell(turn.phrase("meant.left"))
        return turn if turn.intent in _ASKED_AGAIN else replace(turn, awaiting=None)

    def ask_first(self, turn: Turn, work: UnitOfWork) -> Reply | None:
        """Return the question whether this was meant; None where it may be done, or there is nothing it would do."""
        stake = self.stakes.get(turn.intent, UNDECLARED)
        if not asks_first(
            stake.risk,
            self._sureness(turn),
            is_always_asked=stake.objects is not None,
            names_object=any(one in turn.sample for one in stake.objects or ()),
        ):
            return None
        asked = stake.confirm(turn, work) if stake.confirm is not None else None
        if asked is None or isinstance(asked, Reply):
            return asked
        return turn.ask(asked, awaiting=AskedMeant(wish_of(turn)))

    def _cuts_in(self, turn: Turn) -> bool:
        """Is it a guess at something else while a time or a word is awaited, or after danger? It is unclear then."""
        if turn.awaiting is None or turn.sureness is not Sureness.NEAR:
            return False
        stake = self.stakes.get(turn.intent, UNDECLARED)
        return turn.awaiting.question.about_danger or (
            turn.awaiting.elicit is not None and not stake.risk.is_safe_to_guess
        )

    def _sureness(self, turn: Turn) -> Sureness:
        """An exact sentence that whoever asked answers is an answer: in a talk, "pause for ten minutes"."""
        asked = turn.awaiting
        answers = self._answers.get(type(asked.question), {}) if asked is not None else {}
        is_answer = asked is not None and (turn.intent in answers or asked.topic == self._topics.get(turn.intent))
        return Sureness.ASKED if is_answer and turn.sureness in _EXACT_ANSWERS else turn.sureness


_ASKED_AGAIN = frozenset({"AMAZON.HelpIntent", "AMAZON.RepeatIntent", FALLBACK})
_EXACT_ANSWERS = frozenset({Sureness.EXACT, Sureness.FREE, Sureness.PLATFORM})
