"""Our interaction model as Alexa knows it: intents with their slots, ids of values, and the dialog model."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parents[3] / "interaction_models" / "en-US.json"
MANIFEST = FILE.with_name("skill.json")


@dataclass(frozen=True)
class Model:
    """One locale's model.

    Attributes:
        slots: by intent, the type of each slot.
        ids: by type of our own, the ids of its values.
        dialogs: by intent that has a dialog model, the slots that stand in it.
    """

    slots: Mapping[str, Mapping[str, str]]
    ids: Mapping[str, frozenset[str]]
    dialogs: Mapping[str, frozenset[str]]


@cache
def load_model(file: Path = FILE) -> Model:
    """Read a model in Alexa's own format."""
    said = json.loads(file.read_text(encoding="utf-8"))["interactionModel"]
    language = said["languageModel"]
    return Model(
        {one["name"]: {slot["name"]: slot["type"] for slot in one.get("slots", ())} for one in language["intents"]},
        {one["name"]: frozenset(value["id"] for value in one["values"]) for one in language.get("types", ())},
        {
            one["name"]: frozenset(slot["name"] for slot in one["slots"])
            for one in said.get("dialog", {}).get("intents", ())
        },
    )


@cache
def manifest_permissions(file: Path = MANIFEST) -> tuple[str, ...]:
    """Return the permissions that our manifest declares."""
    said = json.loads(file.read_text(encoding="utf-8"))["manifest"]["permissions"]
    return tuple(one["name"] for one in said)
