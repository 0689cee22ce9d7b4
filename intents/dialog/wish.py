"""A wish that waits while a question of ours comes first: who is there, who it is, or whether it was meant."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pydantic import TypeAdapter, ValidationError

from intents.dialog.turn import Slot, Turn
from skill.domain.risk import Sureness

CLOSED_SLOTS = frozenset({"time", "day", "span", "duration", "start", "end", "strength", "minutes", "length"})
"""Slots that hold a time or a number and nothing else, in whatever intent."""


@dataclass(frozen=True)
class Wish:
    """What was heard before the question.

    Payloads travel with the response, so that no intent with free words may wait in one (a promise test).

    Attributes:
        intent, sureness, sample: as in `Turn`.
        slots: those in which something was heard.
    """

    intent: str
    slots: Mapping[str, Slot]
    sureness: Sureness
    sample: str = ""


def may_wait(turn: Turn) -> bool:
    """May all that was said wait in a question of ours? Free words and codes may not: they would travel in clear."""
    slots = turn.slots.items()
    return all(slot.value is None or slot.id is not None or name in CLOSED_SLOTS for name, slot in slots)


def wish_of(turn: Turn) -> Wish:
    """Return what is wished for by a turn."""
    slots = {name: slot for name, slot in turn.slots.items() if slot.value is not None}
    return Wish(turn.intent, slots, turn.sureness, turn.sample)


def wished_for(turn: Turn, wish: Wish) -> Turn:
    """Return the turn with a wish that waited in the open question, which is then answered."""
    return replace(
        turn, intent=wish.intent, slots=wish.slots, awaiting=None, sureness=wish.sureness, sample=wish.sample
    )


def write_wish(wish: Wish) -> str:
    """Return a wish as the text that is kept, sealed, where its free words must not travel with the session."""
    return _WISHES.dump_json(wish).decode()


def read_wish(text: str) -> Wish | None:
    """Return the wish of a text that was kept, or None where it is of another form."""
    try:
        return _WISHES.validate_json(text)
    except ValidationError:
        return None


_WISHES = TypeAdapter(Wish)
