"""A breathing that is told in as many answers as it needs, with a question between them."""

from collections.abc import Callable

from intents.dialog.question import Question
from intents.dialog.turn import Reply, Turn
from skill.domain.breathing import Plan
from skill.speech.breath import chapters


def breathe_in_chapters(
    turn: Turn,
    planned: Plan,
    chapter: int,
    *,
    next_part: Callable[[int], Question],
    closing: str,
    after: Question,
    before: str = "",
) -> Reply:
    """Say one part of a breathing, in as few parts as fit into an answer each.

    Args:
        chapter: which part, from nought; the last one where there are fewer.
        next_part: makes the question whether to go on, from the number of the part that comes next.
        closing: what is said after the last part.
        after: the question that `closing` asks.
        before: what is said first.
    """
    parts = chapters(planned, phrase=turn.phrase, limit=turn.response_limit - 500)
    chapter = min(max(chapter, 0), len(parts) - 1)
    spoken = f"{before} {parts[chapter]}".strip()
    if chapter + 1 < len(parts):
        return turn.ask(spoken, turn.phrase("breathing.go_on"), awaiting=next_part(chapter + 1))
    return turn.ask(spoken, closing, awaiting=after)
