"""Private words: several turns if wished, kept only if told so; no echo, no advice, one way out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from intents.deleting.one import ask_first, delete
from intents.dialog.turn import ADDS, DONE, NO, READS, YES, Awaiting, Reply, Stake, Turn
from intents.safety.courtesy import CANCEL
from skill.domain.confidence import OWN_LABELS, PRIVATE_WORDS, WRITE_ONLY, Requirement
from skill.domain.risk import Risk
from skill.speech.said import plain
from skill.speech.ssml import escape
from skill.storage.unit_of_work import UnitOfWork

ELICIT = ("PrivateWordsKeepIntent", "words")
KEEP = "KeepIntent"
LET_GO = frozenset(
    {"PrivateWordsDiscardIntent", "DeletingThatIntent", "DeletingSaidIntent", NO, DONE, "NotTodayIntent", CANCEL}
)
MORE = frozenset({"more", "more please", "there is more", "some more", "a bit more"})
"""What is said to go on and is no word to be kept."""


@dataclass(frozen=True)
class PrivateWordsConversation:
    """ "Keep a few words", "I need to let it out", "read my last words back", "let my last words go"."""

    topic: str = "private_words"
    hears: frozenset[str] = frozenset(
        {"PrivateWordsKeepIntent", "PrivateWordsLetOutIntent", "PrivateWordsReadIntent", "PrivateWordsDiscardIntent"}
    )
    needs: ClassVar[Mapping[str, Requirement]] = {
        "PrivateWordsKeepIntent": WRITE_ONLY,
        "PrivateWordsLetOutIntent": WRITE_ONLY,
        "PrivateWordsReadIntent": PRIVATE_WORDS,
        "PrivateWordsDiscardIntent": OWN_LABELS,
        "private_words.first": WRITE_ONLY,
        "private_words.more": WRITE_ONLY,
    }

    stakes: ClassVar[Mapping[str, Stake]] = {
        "PrivateWordsKeepIntent": ADDS,
        "PrivateWordsLetOutIntent": READS,
        "PrivateWordsReadIntent": READS,
        "PrivateWordsDiscardIntent": Stake(
            Risk.DESTROYS, lambda turn, work: _confirm_discard(turn, work), frozenset({"words"})
        ),
    }

    def answer(self, turn: Turn, work: UnitOfWork) -> Reply | None:
        """Listen, keep, read back or let go."""
        is_listening = is_saying_words(turn)
        if is_listening and turn.intent == KEEP:
            return self._keep(turn, work)
        if is_listening and (turn.intent == YES or _is_more(turn)):
            # A bare "yes" is no word to keep anything by: it listens on.
            return self._listen(turn)
        if is_listening and turn.intent in LET_GO:
            return self._let_go(turn, work)
        if turn.intent == "PrivateWordsKeepIntent" and turn.slot("words") is not None:
            return self._take(turn, work, turn.slot("words") or "")
        if turn.intent in ("PrivateWordsKeepIntent", "PrivateWordsLetOutIntent"):
            return self._listen(turn)
        if turn.intent == "PrivateWordsReadIntent":
            return self._read(turn, work)
        if turn.intent == "PrivateWordsDiscardIntent":
            return self._discard(turn, work)
        return None

    def _listen(self, turn: Turn) -> Reply:
        said, again = turn.phrase("private_words.listening"), turn.phrase("private_words.take_time")
        asked = Awaiting("private_words.first", {}, ELICIT)
        if turn.is_open("private_words.more") and turn.awaiting is not None:
            asked = Awaiting("private_words.more", turn.awaiting.data, ELICIT)
        return turn.ask(said, awaiting=asked, reprompt=again)

    def _take(self, turn: Turn, work: UnitOfWork, words: str) -> Reply:
        draft = (
            work.private_words.draft(turn.person, turn.row("id"), turn.now)
            if turn.is_open("private_words.more")
            else None
        )
        if draft is None:
            draft = work.private_words.begin(turn.person, words, turn.now, by_name=turn.is_by_name)
        else:
            work.private_words.add(turn.person, draft, words)
        return turn.ask(
            turn.phrase("private_words.heard"),
            turn.phrase("private_words.more_or_keep"),
            awaiting=Awaiting("private_words.more", {"id": str(draft.id)}, ELICIT),
        )

    def _keep(self, turn: Turn, work: UnitOfWork) -> Reply:
        draft = work.private_words.draft(turn.person, turn.row("id"), turn.now)
        if draft is None:
            return self._listen(turn)
        work.private_words.keep(turn.person, draft, turn.now)
        return turn.tell(turn.phrase("private_words.kept"))

    def _let_go(self, turn: Turn, work: UnitOfWork) -> Reply:
        draft = work.private_words.draft(turn.person, turn.row("id"), turn.now)
        if draft is None:
            return turn.tell(turn.phrase("private_words.not_kept"))
        work.private_words.discard(draft)
        return turn.tell(turn.phrase("private_words.gone"))

    def _read(self, turn: Turn, work: UnitOfWork) -> Reply:
        """Read them; where none are kept, in the words that everybody hears who may not hear them (rules.md W3)."""
        last = work.private_words.last_kept(turn.person)
        if last is None:
            return turn.tell(turn.phrase("courtesy.nothing_for_now"))
        key = turn.words_key if turn.ids.local else work.private_words.key_on_echo(turn.person)
        if last.is_locked and key is None:
            return turn.tell(turn.phrase("private_words.locked_here"))
        words = work.private_words.text(turn.person, last, key)[: turn.response_limit // 2]
        return turn.tell(turn.phrase("private_words.imported", words=words) if last.is_imported else escape(words))

    def _discard(self, turn: Turn, work: UnitOfWork) -> Reply:
        """Let the last kept words go, and say what went."""
        last = work.private_words.last_kept(turn.person)
        if last is None:
            return turn.tell(turn.phrase("deleting.nothing_words"))
        return delete(turn, work, last)


def _confirm_discard(turn: Turn, work: UnitOfWork) -> Reply | None:
    """Name the last kept words by when they were kept, never by what they say."""
    last = work.private_words.last_kept(turn.person)
    return ask_first(turn, last) if last is not None else None


def decides_draft(turn: Turn) -> bool:
    """Does the person let words go that nothing was decided about yet?"""
    return is_saying_words(turn) and turn.intent in LET_GO


def is_saying_words(turn: Turn) -> bool:
    """Is the person in the middle of words that nothing was decided about yet?"""
    return turn.is_open("private_words.more") or turn.is_open("private_words.first")


def _is_more(turn: Turn) -> bool:
    return plain(turn.slot("words") or "") in MORE
