"""What Alexa understands of a sentence: an intent of our interaction model, its slots resolved as Alexa resolves them.

Alexa's own ear cannot be had here. Sentences are heard by the local speaker's ear through the same model, so a test
may speak in sentences; how well Alexa hears them is not proved by it.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from skill.speaker.understanding.intent_matcher import LAUNCH, IntentMatcher

from .model import FILE, load_model

LEAVING = ("exit", "quit")
"""Words with which Alexa ends a session itself (rules.md X9)."""


class Understanding:
    """Understands through one interaction model.

    Args:
        file: the model, in Alexa's own format.
    """

    def __init__(self, file: Path = FILE) -> None:
        self._matcher: IntentMatcher | None = None
        self._file = file
        self._model = load_model(file)

    def hear(self, text: str, elicit: tuple[str, str] | None, today: date) -> tuple[str, dict[str, str]] | None:
        """Return intent and slot values of a sentence, or None where it opens the skill."""
        if self._matcher is None:
            self._matcher = IntentMatcher.load(self._file)
        heard = self._matcher.hear(text, elicit=elicit, today=today)
        slots = {name: one.value if one.id is None else one.id for name, one in heard.slots.items()}
        return None if heard.intent == LAUNCH else (heard.intent, slots)

    def fields(self, name: str, said: Mapping[str, str], elicit: tuple[str, str] | None) -> dict[str, Any]:
        """Return what an IntentRequest adds: the intent with every slot of its model, empty ones included.

        Args:
            said: values by slot; for one of our own types, the id that it resolves to, or words that match none.

        Raises:
            ValueError: the model has no such intent or slot; Alexa would never send it.
        """
        if name not in self._model.slots:
            raise ValueError(f"{name} is no intent of the model")
        types = self._model.slots[name]
        if strange := sorted(said.keys() - types.keys()):
            raise ValueError(f"{name} has no slot {', '.join(strange)}")
        slots = {slot: self._slot(slot, kind, said.get(slot)) for slot, kind in types.items()}
        heard = {"name": name, "confirmationStatus": "NONE", "slots": slots}
        if name not in self._model.dialogs:
            return {"intent": heard}
        is_next = elicit is not None and elicit[0] == name
        return {"intent": heard, "dialogState": "IN_PROGRESS" if is_next else "STARTED"}

    def _slot(self, name: str, kind: str, value: str | None) -> dict[str, Any]:
        slot: dict[str, Any] = {"name": name, "confirmationStatus": "NONE"}
        if value is None:
            return slot
        slot |= {"value": value, "source": "USER", "slotValue": {"type": "Simple", "value": value}}
        if kind in self._model.ids:
            is_match = value in self._model.ids[kind]
            found: dict[str, Any] = {
                "authority": f"amzn1.er-authority.echo-sdk.{kind}",
                "status": {"code": "ER_SUCCESS_MATCH" if is_match else "ER_SUCCESS_NO_MATCH"},
            }
            if is_match:
                found["values"] = [{"value": {"name": value, "id": value}}]
            slot["resolutions"] = {"resolutionsPerAuthority": [found]}
        return slot
