"""Which slots each intent of the interaction model has; what Amazon is sent names all of them."""

import json
from functools import cache
from pathlib import Path

MODEL = Path(__file__).parents[2] / "interaction_models" / "en-US.json"


def slots_of(intent: str) -> tuple[str, ...]:
    """Return the names of an intent's slots, in the model's order; none for an intent that the model does not have."""
    return _slots().get(intent, ())


@cache
def _slots() -> dict[str, tuple[str, ...]]:
    model = json.loads(MODEL.read_text(encoding="utf-8"))
    several = model["interactionModel"]["languageModel"]["intents"]
    return {one["name"]: tuple(slot["name"] for slot in one.get("slots", ())) for one in several}
