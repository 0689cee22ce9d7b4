"""Private words: several turns if wished, kept only if told so; no echo, no advice, one way out."""

from intents.dialog.conversation import ANYTHING, Conversation, Heard
from intents.dialog.intent_names import CANCEL
from intents.dialog.turn import ADDS, DONE, NO, READS, YES, Reply, Turn
from intents.private_words.questions import AskedFirstWords, AskedMoreWords
from skill.domain.confidence import PRIVATE_WORDS as PRIVATE_WORDS_NEED
from skill.domain.confidence import WRITE_ONLY
from skill.domain.private_words import PrivateWords
from skill.speech.said import plain
from skill.speech.ssml import escape
from skill.storage.unit_of_work import UnitOfWork

KEEP = "KeepIntent"
LET_GO = frozenset(
    {"PrivateWordsDiscardIntent", "DeletingThatIntent", "DeletingSaidIntent", NO, DONE, "NotTodayIntent", CANCEL}
)
MORE = frozenset({"more", "more please", "there is more", "some more", "a bit more"})
"""What is said to go on and is no word to be kept."""


def decides_draft(turn: Turn) -> bool:
    """Does the person let words go that nothing was decided about yet?"""
    return is_saying_words(turn) and turn.intent in LET_GO


def is_saying_words(turn: Turn) -> bool:
    """Is the person in the middle of words that nothing was decided about yet?"""
    return turn.asked(AskedFirstWords) is not None or turn.asked(AskedMoreWords) is not None


def _listen(turn: Turn, _work: UnitOfWork) -> Reply:
    asked = turn.asked(AskedMoreWords) or AskedFirstWords()
    said, again = turn.phrase("private_words.listening"), turn.phrase("private_words.take_time")
    return turn.ask(said, awaiting=asked, reprompt=again)


def _listen_on(turn: Turn, work: UnitOfWork) -> Reply | None:
    """ "There is more" goes on and is no word to be kept."""
    return _listen(turn, work) if plain(turn.slot("words") or "") in MORE else None


def _take(turn: Turn, work: UnitOfWork) -> Reply:
    words, draft = turn.slot("words"), _draft(turn, work)
    if words is None:
        return _listen(turn, work)
    if draft is None:
        draft = work.private_words.begin(turn.person, words, turn.now, by_name=turn.is_by_name)
    else:
        work.private_words.add(turn.person, draft, words)
    return turn.ask(
        turn.phrase("private_words.heard"),
        turn.phrase("private_words.more_or_keep"),
        awaiting=AskedMoreWords(draft.id),
    )


def _keep(turn: Turn, work: UnitOfWork) -> Reply:
    draft = _draft(turn, work)
    if draft is None:
        return _listen(turn, work)
    work.private_words.keep(turn.person, draft, turn.now)
    return turn.tell(turn.phrase("private_words.kept"))


def _let_go(turn: Turn, work: UnitOfWork) -> Reply:
    draft = _draft(turn, work)
    if draft is None:
        return turn.tell(turn.phrase("private_words.not_kept"))
    work.private_words.discard(draft)
    return turn.tell(turn.phrase("private_words.gone"))


def _draft(turn: Turn, work: UnitOfWork) -> PrivateWords | None:
    """Return what was said so far, or None."""
    asked = turn.asked(AskedMoreWords)
    return work.private_words.draft(turn.person, asked.id, turn.now) if asked is not None else None


def _read(turn: Turn, work: UnitOfWork) -> Reply:
    """Read them; where none are kept, in the words that everybody hears who may not hear them (rules.md W3)."""
    last = work.private_words.last_kept(turn.person)
    if last is None:
        return turn.tell(turn.phrase("courtesy.nothing_for_now"))
    key = turn.words_key if turn.ids.local else work.private_words.key_on_echo(turn.person)
    if last.is_locked and key is None:
        return turn.tell(turn.phrase("private_words.locked_here"))
    words = work.private_words.text(turn.person, last, key)[: turn.response_limit // 2]
    return turn.tell(turn.phrase("private_words.imported", words=words) if last.is_imported else escape(words))


# A bare "yes" is no word to keep anything by: it listens on.
_WHILE_SAID = {KEEP: _keep, YES: _listen, **dict.fromkeys(LET_GO, _let_go), ANYTHING: _listen_on}

PRIVATE_WORDS = Conversation(
    "private_words",
    intents={
        "PrivateWordsKeepIntent": Heard(WRITE_ONLY, _take, ADDS),
        "PrivateWordsLetOutIntent": Heard(WRITE_ONLY, _listen, READS),
        "PrivateWordsReadIntent": Heard(PRIVATE_WORDS_NEED, _read, READS),
    },
    questions={AskedFirstWords: _WHILE_SAID, AskedMoreWords: _WHILE_SAID},
)
""" "Keep a few words", "I need to let it out", "read my last words back"."""
