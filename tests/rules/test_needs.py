"""Every intent and every question declares what its answers need; what declares nothing is answered to nobody."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import ClassVar

import pytest
from support.questions import questions_in_code

from intents.access import AccessControl
from intents.dialog.conversation import Conversation
from intents.dialog.turn import Reply, Turn
from intents.router import ACCESS, CONVERSATIONS
from skill.domain.confidence import ANYBODY, NEVER, Audience, Confidence, Requirement
from skill.domain.room import Room
from skill.speaker.understanding.slots import FREE
from skill.storage.unit_of_work import UnitOfWork

MODEL = json.loads((Path(__file__).parents[2] / "interaction_models" / "en-US.json").read_text())
INTENTS = MODEL["interactionModel"]["languageModel"]["intents"]
FREE_OF_NEED = {"AMAZON.YesIntent", "AMAZON.NoIntent"}
"""These belong to whoever asked; the question says what they need."""


def undeclared(conversations: Iterable[Conversation], questions: Iterable[str]) -> set[str]:
    """Return the intents that are heard and the questions that are asked without a declared need, and needs of none."""
    found: set[str] = set()
    for one in conversations:
        asked = {question for question in questions if question.partition(".")[0] == one.topic}
        found |= (one.hears | asked) ^ set(one.needs)
    return found


def test_every_intent_and_every_question_declares_what_it_needs_and_no_other_does() -> None:
    assert undeclared(CONVERSATIONS, questions_in_code()) == set()
    assert {one["name"] for one in INTENTS} - FREE_OF_NEED <= set(ACCESS.requirements)


@dataclass(frozen=True)
class Forgetful:
    """A planted conversation that declares one need of three."""

    topic: str = "planted"
    hears: frozenset[str] = frozenset({"PlantedReadIntent", "PlantedKeepIntent"})
    needs: ClassVar[dict[str, Requirement]] = {"PlantedKeepIntent": ANYBODY}

    def answer(self, turn: Turn, work: UnitOfWork) -> Reply | None:
        """Never asked."""
        raise AssertionError


def test_a_planted_intent_and_a_planted_question_without_a_need_are_found() -> None:
    assert undeclared([Forgetful()], {"planted.more"}) == {"PlantedReadIntent", "planted.more"}


def test_what_declares_nothing_is_answered_to_nobody() -> None:
    needs = AccessControl([Forgetful()]).requirements
    assert "PlantedReadIntent" not in needs
    voices = [one for one in Confidence if one is not Confidence.WEB]
    assert not any(NEVER.is_met(sure, room) for sure, room in product(voices, Room))


def test_what_waits_for_the_room_carries_no_free_words() -> None:
    asks_first = {name for name, need in ACCESS.requirements.items() if need.audience is not Audience.ANYBODY}
    assert asks_first
    kinds = {one["name"]: {slot["type"] for slot in one.get("slots", ())} for one in INTENTS}
    assert [name for name in asks_first if FREE & kinds.get(name, set())] == []


@pytest.mark.parametrize(("sure", "least"), list(product(Confidence, Confidence)))
def test_the_ladder_has_one_order(sure: Confidence, least: Confidence) -> None:
    ladder = ["none", "claimed_by_name", "claimed", "recognised", "confirmed", "page_only"]
    assert sure.reaches(least) == (ladder.index(sure) >= ladder.index(least))


@pytest.mark.parametrize("need", sorted(set(ACCESS.requirements.values()), key=str))
def test_whoever_is_surer_may_hear_no_less(need: Requirement) -> None:
    for room in Room:
        met = [need.is_met(sure, room) for sure in Confidence]
        assert met == sorted(met)
    for sure in Confidence:
        assert need.is_met(sure, Room.ALONE) or not need.is_met(sure, Room.COMPANY)
