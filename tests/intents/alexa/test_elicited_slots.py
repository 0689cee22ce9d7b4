"""Where an Echo is told to listen for one slot, it is told every slot of that intent, as in Amazon's samples."""

import json
from pathlib import Path
from typing import Any

from support.echo import Echo
from support.local_speaker import LocalSpeakerApp

MODEL = json.loads((Path(__file__).parents[3] / "interaction_models" / "en-US.json").read_text(encoding="utf-8"))
LANGUAGE = MODEL["interactionModel"]["languageModel"]
SLOTS = {one["name"]: [slot["name"] for slot in one.get("slots", ())] for one in LANGUAGE["intents"]}
ASKING = (
    ("Launch", {}),
    ("CommitmentIntent", {}),
    ("CommitmentIntent", {"commitment": "call the plumber"}),
    ("PrivateWordsKeepIntent", {}),
    ("ScheduleEveningIntent", {}),
    ("ScheduleQuietIntent", {}),
    ("ScheduleZoneIntent", {}),
    ("HardTalkPlanIntent", {}),
    ("CheckInIntent", {}),
    ("LinkingCodeIntent", {}),
    ("WhoNewIntent", {}),
)


def elicited(answer: Any) -> list[dict[str, Any]]:
    return [one for one in answer["response"].get("directives", ()) if one["type"] == "Dialog.ElicitSlot"]


def test_a_question_for_one_slot_carries_all_slots_of_its_intent_and_no_value(app: LocalSpeakerApp) -> None:
    echo = Echo(lambda body: json.loads(app.application.hear(body)), app.clock.now)
    echo.move_in("Mara")
    met = set()
    for intent, slots in ASKING:
        echo.hang_up()
        echo.say(intent, **slots)
        for one in elicited(echo.answer):
            updated = one["updatedIntent"]
            assert updated["confirmationStatus"] == "NONE"
            assert list(updated["slots"]) == SLOTS[updated["name"]]
            assert one["slotToElicit"] in updated["slots"]
            for name, slot in updated["slots"].items():
                assert slot == {"name": name, "confirmationStatus": "NONE"}
            met.add((updated["name"], one["slotToElicit"]))
    assert len(met) >= 6


def test_no_value_of_the_model_has_an_empty_list_of_other_words() -> None:
    empty = [
        value["name"]["value"]
        for kind in LANGUAGE["types"]
        for value in kind["values"]
        if value["name"].get("synonyms") == []
    ]
    assert empty == []
