"""A wish that waits while a question of ours comes first: who is there, or whether it was meant."""

from dataclasses import replace

from intents.dialog.turn import Datum, Slot, Turn
from skill.domain.risk import Sureness

CLOSED_SLOTS = frozenset({"time", "day", "span", "duration", "start", "end", "strength", "minutes", "length"})
"""Slots that hold a time or a number and nothing else, in whatever intent."""


def may_wait(turn: Turn) -> bool:
    """May all that was said wait in a question of ours? Free words and codes may not: they would travel in clear."""
    slots = turn.slots.items()
    return all(slot.value is None or slot.id is not None or name in CLOSED_SLOTS for name, slot in slots)


def carried(turn: Turn) -> dict[str, Datum]:
    """Return what was wished for as the payload of a question: the intent, its slots, and how it was understood.

    Payloads travel with the response, so that no intent with free words may wait in one (a promise test).
    """
    data: dict[str, Datum] = {"heard": turn.intent, "sureness": turn.sureness.value, "sample": turn.sample}
    for name, slot in turn.slots.items():
        data |= {f"value.{name}": slot.value, f"id.{name}": slot.id}
    return data


def wished_for(turn: Turn) -> Turn:
    """Return the turn with the wish that waits in the open question, which is then answered."""
    data = turn.awaiting.data if turn.awaiting is not None else {}
    slots = {
        name.removeprefix("value."): Slot(_text(value), _text(data.get(f"id.{name.removeprefix('value.')}")))
        for name, value in data.items()
        if name.startswith("value.")
    }
    said = data.get("sureness")
    sureness = Sureness(said) if isinstance(said, str) and said in set(Sureness) else Sureness.NONE
    sample = _text(data.get("sample")) or ""
    return replace(turn, intent=str(data.get("heard")), slots=slots, awaiting=None, sureness=sureness, sample=sample)


def _text(value: Datum) -> str | None:
    return value if isinstance(value, str) else None
