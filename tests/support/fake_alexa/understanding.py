"""What Alexa understands of a sentence: an intent of our interaction model, its slots resolved as Alexa resolves them.

Alexa's own ear cannot be had here. Sentences are heard by the local speaker's ear through the same model, so a test
may speak in sentences; how well Alexa hears them is not proved by it.
"""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from skill.speaker.understanding.intent_matcher import LAUNCH, IntentMatcher

MODEL = Path(__file__).parents[3] / "interaction_models" / "en-US.json"
LEAVING = ("exit", "quit")
"""Words with which Alexa ends a session itself (rules.md X9)."""


class Understanding:
    """Understands through one interaction model.

    Args:
        model: the file, in Alexa's own format.
    """

    def __init__(self, model: Path = MODEL) -> None:
        said = json.loads(model.read_text(encoding="utf-8"))["interactionModel"]
        language = said["languageModel"]
        self._ear: IntentMatcher | None = None
        self._model = model
        self._slots = {
            one["name"]: {slot["name"]: slot["type"] for slot in one.get("slots", ())} for one in language["intents"]
        }
        self._ids = {one["name"]: {value["id"] for value in one["values"]} for one in language.get("types", ())}
        self._dialogs = {one["name"] for one in said.get("dialog", {}).get("intents", ())}

    def hear(self, text: str, elicit: tuple[str, str] | None, today: date) -> tuple[str, dict[str, str]] | None:
        """Return intent and slot values of a sentence, or None where it opens the skill."""
        if self._ear is None:
            self._ear = IntentMatcher.load(self._model)
        heard = self._ear.hear(text, elicit=elicit, today=today)
        slots = {name: one.value if one.id is None else one.id for name, one in heard.slots.items()}
        return None if heard.intent == LAUNCH else (heard.intent, slots)

    def fields(self, name: str, said: Mapping[str, str], elicit: tuple[str, str] | None) -> dict[str, Any]:
        """Return what an IntentRequest adds: the intent with every slot of its model, empty ones included.

        Args:
            said: values by slot; for one of our own types, the id that it resolves to, or words that match none.

        Raises:
            ValueError: the model has no such intent or slot; Alexa would never send it.
        """
        if name not in self._slots:
            raise ValueError(f"{name} is no intent of the model")
        types = self._slots[name]
        if strange := sorted(said.keys() - types.keys()):
            raise ValueError(f"{name} has no slot {', '.join(strange)}")
        slots = {slot: self._slot(slot, kind, said.get(slot)) for slot, kind in types.items()}
        heard = {"name": name, "confirmationStatus": "NONE", "slots": slots}
        if name not in self._dialogs:
            return {"intent": heard}
        is_next = elicit is not None and elicit[0] == name
        return {"intent": heard, "dialogState": "IN_PROGRESS" if is_next else "STARTED"}

    def _slot(self, name: str, kind: str, value: str | None) -> dict[str, Any]:
        slot: dict[str, Any] = {"name": name, "confirmationStatus": "NONE"}
        if value is None:
            return slot
        slot |= {"value": value, "source": "USER", "slotValue": {"type": "Simple", "value": value}}
        if kind in self._ids:
            is_match = value in self._ids[kind]
            found: dict[str, Any] = {
                "authority": f"amzn1.er-authority.echo-sdk.{kind}",
                "status": {"code": "ER_SUCCESS_MATCH" if is_match else "ER_SUCCESS_NO_MATCH"},
            }
            if is_match:
                found["values"] = [{"value": {"name": value, "id": value}}]
            slot["resolutions"] = {"resolutionsPerAuthority": [found]}
        return slot
