"""Private words: several turns if wished, kept only if told so; no echo, no advice, one way out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from intents.deleting.one import ask_first, delete
from intents.dialog.turn import ADDS, DONE, NO, READS, YES, Awaiting, Reply, Stake, Turn
from intents.safety.courtesy import CANCEL
from skill.domain.certainty import OWN, PRIVATE, WRITE, Need
from skill.domain.risk import Risk
from skill.speech.said import plain
from skill.speech.ssml import escape
from skill.storage.unit_of_work import Work

ELICIT = ("WordsKeepIntent", "words")
KEEP = "ReflectionKeepIntent"
LET_GO = frozenset(
    {"WordsDiscardIntent", "DeleteThatIntent", "DeleteSaidIntent", NO, DONE, "ReflectionSkipIntent", CANCEL}
)
MORE = frozenset({"more", "more please", "there is more", "some more", "a bit more"})
"""What is said to go on and is no word to be kept."""


@dataclass(frozen=True)
class WordsConversation:
    """ "Keep a few words", "I need to let it out", "read my last words back", "let my last words go"."""

    topic: str = "words"
    hears: frozenset[str] = frozenset({"WordsKeepIntent", "WordsLetOutIntent", "WordsReadIntent", "WordsDiscardIntent"})
    needs: ClassVar[Mapping[str, Need]] = {
        "WordsKeepIntent": WRITE,
        "WordsLetOutIntent": WRITE,
        "WordsReadIntent": PRIVATE,
        "WordsDiscardIntent": OWN,
        "words.first": WRITE,
        "words.more": WRITE,
    }

    stakes: ClassVar[Mapping[str, Stake]] = {
        "WordsKeepIntent": ADDS,
        "WordsLetOutIntent": READS,
        "WordsReadIntent": READS,
        "WordsDiscardIntent": Stake(
            Risk.DESTROYS, lambda turn, work: _confirm_discard(turn, work), frozenset({"words"})
        ),
    }

    def answer(self, turn: Turn, work: Work) -> Reply | None:
        """Listen, keep, read back or let go."""
        is_listening = is_saying_words(turn)
        if is_listening and turn.heard == KEEP:
            return self._keep(turn, work)
        if is_listening and (turn.heard == YES or _is_more(turn)):
            # A bare "yes" is no word to keep anything by: it listens on.
            return self._listen(turn)
        if is_listening and turn.heard in LET_GO:
            return self._let_go(turn, work)
        if turn.heard == "WordsKeepIntent" and turn.slot("words") is not None:
            return self._take(turn, work, turn.slot("words") or "")
        if turn.heard in ("WordsKeepIntent", "WordsLetOutIntent"):
            return self._listen(turn)
        if turn.heard == "WordsReadIntent":
            return self._read(turn, work)
        if turn.heard == "WordsDiscardIntent":
            return self._discard(turn, work)
        return None

    def _listen(self, turn: Turn) -> Reply:
        said, again = turn.phrase("words.listening"), turn.phrase("words.take_time")
        asked = Awaiting("words.first", {}, ELICIT)
        if turn.is_open("words.more") and turn.awaiting is not None:
            asked = Awaiting("words.more", turn.awaiting.data, ELICIT)
        return turn.ask(said, awaiting=asked, reprompt=again)

    def _take(self, turn: Turn, work: Work, words: str) -> Reply:
        draft = work.words.draft(turn.person, turn.row("id"), turn.now) if turn.is_open("words.more") else None
        if draft is None:
            draft = work.words.begin(turn.person, words, turn.now, by_name=turn.is_by_name)
        else:
            work.words.add(turn.person, draft, words)
        return turn.ask(
            turn.phrase("words.heard"),
            turn.phrase("words.more_or_keep"),
            awaiting=Awaiting("words.more", {"id": str(draft.id)}, ELICIT),
        )

    def _keep(self, turn: Turn, work: Work) -> Reply:
        draft = work.words.draft(turn.person, turn.row("id"), turn.now)
        if draft is None:
            return self._listen(turn)
        work.words.keep(turn.person, draft, turn.now)
        return turn.tell(turn.phrase("words.kept"))

    def _let_go(self, turn: Turn, work: Work) -> Reply:
        draft = work.words.draft(turn.person, turn.row("id"), turn.now)
        if draft is None:
            return turn.tell(turn.phrase("words.not_kept"))
        work.words.discard(draft)
        return turn.tell(turn.phrase("words.gone"))

    def _read(self, turn: Turn, work: Work) -> Reply:
        """Read them; where none are kept, in the words that everybody hears who may not hear them (DESIGN.md 4)."""
        last = work.words.last_kept(turn.person)
        if last is None:
            return turn.tell(turn.phrase("courtesy.nothing_for_now"))
        key = turn.words_key if turn.ids.local else work.words.key_on_echo(turn.person)
        if last.is_locked and key is None:
            return turn.tell(turn.phrase("words.locked_here"))
        words = work.words.text(turn.person, last, key)[: turn.response_limit // 2]
        return turn.tell(turn.phrase("words.imported", words=words) if last.is_imported else escape(words))

    def _discard(self, turn: Turn, work: Work) -> Reply:
        """Let the last kept words go, and say what went."""
        last = work.words.last_kept(turn.person)
        if last is None:
            return turn.tell(turn.phrase("deleting.nothing_words"))
        return delete(turn, work, last)


def _confirm_discard(turn: Turn, work: Work) -> Reply | None:
    """Name the last kept words by when they were kept, never by what they say."""
    last = work.words.last_kept(turn.person)
    return ask_first(turn, last) if last is not None else None


def decides_draft(turn: Turn) -> bool:
    """Does the person let words go that nothing was decided about yet?"""
    return is_saying_words(turn) and turn.heard in LET_GO


def is_saying_words(turn: Turn) -> bool:
    """Is the person in the middle of words that nothing was decided about yet?"""
    return turn.is_open("words.more") or turn.is_open("words.first")


def _is_more(turn: Turn) -> bool:
    return plain(turn.slot("words") or "") in MORE
