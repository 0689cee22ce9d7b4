"""What is said where nothing that was heard is an answer."""

from dataclasses import replace

from intents.dialog.questions import AskedAnything
from intents.dialog.turn import Reply, Turn
from skill.storage.unit_of_work import UnitOfWork

MISSES_AT_MOST = 2


def not_understood(turn: Turn) -> Reply:
    """Say so without blame; ask the open question again, and after a second miss close kindly."""
    asked = turn.awaiting
    if asked is None:
        return turn.ask(
            turn.phrase("courtesy.not_understood"), turn.phrase("courtesy.what_now"), awaiting=AskedAnything()
        )
    if asked.misses + 1 >= MISSES_AT_MOST:
        return turn.tell(turn.phrase("courtesy.missed_twice"))
    again = turn.phrase("courtesy.once_more")
    return replace(turn.ask(again, awaiting=replace(asked, misses=asked.misses + 1)), is_short_lived=True)


def missed(turn: Turn, _work: UnitOfWork) -> Reply:
    """Answer what was heard as not understood."""
    return not_understood(turn)
