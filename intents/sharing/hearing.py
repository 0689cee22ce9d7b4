"""What the other one shared, said to who asks, is known and is alone; nothing is one sentence, whatever the reason."""

from textwrap import shorten

from intents.dialog.turn import Reply, Turn
from intents.sharing.asked import ask_for_answer
from skill.content import families, moods
from skill.domain.checkin import find_mood
from skill.domain.share import HeardShare, ShareKind, ShareLevel
from skill.speech.promised import SAID_AT_MOST, promised
from skill.speech.spoken import moment
from skill.storage.unit_of_work import UnitOfWork

HEARD_AT_MOST = 4
"""Things that are said at once; the newest, so that an answer stays short."""


def hear(turn: Turn, work: UnitOfWork) -> Reply:
    """Say what the other one shares; "nothing for now" where nothing was shared, it ended, or either left alike."""
    shared = work.shares.to(turn.person, turn.now)
    ask = next((one for one in shared if one.kind is ShareKind.ASK), None)
    told = [one for one in shared if one is not ask]
    said = [_said(turn, one) for one in told[:1] + told[1:][-(HEARD_AT_MOST - 1) :]]
    if ask is not None:
        return ask_for_answer(turn, ask, *said, _said(turn, ask))
    return turn.tell(*said) if said else turn.tell(turn.phrase("courtesy.nothing_for_now"))


def saw(turn: Turn, work: UnitOfWork) -> Reply:
    """Note that it was seen, in the same words whether there was anything; nothing of it is graded (rules.md R10)."""
    work.shares.see(turn.person, turn.now)
    return turn.tell(turn.phrase("sharing.saw"))


def was_seen(turn: Turn, work: UnitOfWork) -> Reply:
    """Tell the author that it was seen, if the other one said so; neither when nor how often."""
    seen = work.shares.was_seen(turn.person, turn.now)
    return turn.tell(turn.phrase("sharing.was_seen" if seen else "courtesy.nothing_for_now"))


def _said(turn: Turn, shared: HeardShare) -> str:
    today = turn.local.date()
    if shared.kind is ShareKind.ASK:
        return turn.phrase(f"sharing.ask_{shared.words}")
    if shared.kind is ShareKind.ANSWER:
        return turn.phrase("asked.not_this_week", ask=turn.phrase(f"asked.name_{shared.words}"))
    if shared.kind is ShareKind.KEPT:
        return turn.phrase("sharing.heard_kept", text=_short(promised(shared.words).words))
    if shared.kind is ShareKind.COMMITMENT:
        local = turn.person.local(shared.due_at) if shared.due_at is not None else turn.local
        heard = promised(shared.words)
        key = "sharing.heard_quoted" if heard.is_quoted else "sharing.heard_commitment"
        return turn.phrase(key, text=_short(heard.words), time=moment(local, today))
    when = "today" if shared.on == turn.today else "yesterday"
    if shared.level is ShareLevel.WORD:
        mood = find_mood(moods(), shared.words)
        return turn.phrase(f"sharing.heard_word_{when}", word=mood.word if mood is not None else shared.words)
    return turn.phrase(f"sharing.heard_day_{when}", day=families()[shared.words].aloud)


def _short(words: str) -> str:
    return shorten(words, SAID_AT_MOST, placeholder=" and so on")
