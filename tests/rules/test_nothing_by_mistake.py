"""Nothing by mistake: what an intent risks is declared; a "not" or a question before a sample is never the sample."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import cycle
from pathlib import Path
from typing import ClassVar

import pytest
from support.sampling import a_part, in_parts

from benchmarks.understanding_rows import Row
from benchmarks.understanding_run import LIVED_IN, Houses
from intents.alexa.turn_handler import FREE_SLOTS
from intents.dialog.caution import Caution
from intents.dialog.conversation import Conversation
from intents.dialog.turn import NO, READS, YES, Reply, Stake, Turn
from intents.router import CAUTION, CONVERSATIONS
from skill.app.bootstrap import matcher
from skill.content import moods
from skill.domain.feeling import read_feeling, said_in_slots
from skill.domain.risk import Risk, Sureness, asks_first
from skill.speaker.understanding.intent_matcher import Understood
from skill.speaker.understanding.polarity import polarity
from skill.speaker.understanding.slots import FREE
from skill.storage.unit_of_work import UnitOfWork

MODEL = json.loads((Path(__file__).parents[2] / "interaction_models" / "en-US.json").read_text())
INTENTS = {one["name"]: one for one in MODEL["interactionModel"]["languageModel"]["intents"]}
BEFORE = ("don't {}", "do not {}", "never {}", "how do i {}", "should i {}", "i didn't mean to {}")
"""What turns a sample into something that was not meant."""
QUESTIONS = ("how do i {}", "should i {}")
FILLED = {
    "mood": "sad", "wrong": "hurt", "second": "hopeful", "strength": "four", "commitment": "water the plants by nine",
    "day": "tomorrow", "time": "eight in the evening", "plan": "nine", "span": "twenty minutes", "set_off": "a song",
    "topic": "the summer", "length": "twenty minutes", "after": "better", "pattern": "longer out", "minutes": "three",
    "words": "nobody knows", "start": "ten", "end": "seven", "city": "london", "duration": "three days", "name": "ada",
    "first": "one two three four", "second_code": "five six seven eight", "ask": "a walk", "country": "canada",
    "shared": "my promise",
}  # fmt: skip
"""Plausible values for the slots of every sample."""
OPENS = ("Danger", "AMAZON.", "Support", "Courtesy")
"""How intents begin that only answer: "never i want to die" is danger all the same."""
ANSWERED_BY_WHO_ASKED = {YES, NO}


def spoken(intent: str, sample: str) -> str:
    """Return a sample with its slots filled."""
    codes = sum(one["type"] == "AMAZON.FOUR_DIGIT_NUMBER" for one in INTENTS[intent].get("slots", ()))
    values = {**FILLED, "second": FILLED["second_code"]} if codes else FILLED
    for slot, value in values.items():
        sample = sample.replace(f"{{{slot}}}", value)
    assert "{" not in sample, f"no plausible value for a slot of: {sample}"
    return sample


def not_meant(before: str) -> Iterator[tuple[str, str]]:
    """Yield every intent with each of its samples behind a beginning that turns it around.

    What only tells may be asked for with a question, and a second "not" before what is a "not" already is no opposite.
    """
    for name, intent in INTENTS.items():
        only_tells = name not in CAUTION.stakes or CAUTION.stakes[name].risk is Risk.READS
        if name.startswith(OPENS) or (only_tells and before in QUESTIONS):
            continue
        for sample in intent["samples"]:
            if not (only_tells and polarity(sample).is_negated) and not _CONTRASTS.search(sample):
                yield name, before.format(spoken(name, sample))


_CONTRASTS = re.compile(r"\b(?:not|but|anything|more like|it's more)\b.*\{")
"""Samples that deny one feeling for another: "never sad but hopeful" still says hopeful."""


def is_done_at_once(heard: Understood, caution: Caution) -> bool:
    """Would what was heard be done without a question first?"""
    stake = caution.stakes[heard.intent]
    return not asks_first(
        stake.risk,
        heard.sureness,
        is_always_asked=stake.objects is not None,
        names_object=any(one in heard.sample for one in stake.objects or ()),
    )


def is_said_of_a_feeling(heard: Understood) -> bool:
    """Does the domain decide what is kept of it, by the whole of what was said? Then no feeling may come of it here."""
    if heard.intent not in ("CheckInIntent", "CheckInNotIntent", "CheckInOtherIntent"):
        return False
    said = said_in_slots(moods(), [(slot.value, slot.id) for slot in heard.slots.values()])
    return heard.intent != "CheckInIntent" or not read_feeling(moods(), said).moods


def test_every_intent_declares_what_it_risks_and_how_it_is_asked_about() -> None:
    assert undeclared(CONVERSATIONS) == []
    assert set(INTENTS) - set(CAUTION.stakes) == ANSWERED_BY_WHO_ASKED


def undeclared(conversations: Iterable[Conversation]) -> list[str]:
    """Return each intent without a stake, and each risky one that nothing asks about."""
    found: list[str] = []
    for one in conversations:
        found += [f"{name} declares no stake" for name in sorted(one.hears - set(one.stakes))]
        found += [f"{name} is heard by another" for name in sorted(set(one.stakes) - one.hears)]
        for name, stake in one.stakes.items():
            if not stake.risk.is_safe_to_guess and stake.confirm is None:
                found.append(f"{name} {stake.risk} and nothing asks whether it was meant")
    return found


@dataclass(frozen=True)
class Reckless:
    """A planted conversation that declares too little."""

    topic: str = "planted"
    hears: frozenset[str] = frozenset({"PlantedDeleteIntent", "PlantedShareIntent"})
    needs: ClassVar[dict[str, object]] = {}
    stakes: ClassVar[dict[str, Stake]] = {"PlantedDeleteIntent": Stake(Risk.DESTROYS)}

    def answer(self, turn: Turn, work: UnitOfWork) -> Reply | None:
        """Never asked."""
        raise AssertionError


def test_a_planted_intent_that_declares_too_little_is_found() -> None:
    assert undeclared([Reckless()]) == [  # type: ignore[list-item]
        "PlantedShareIntent declares no stake",
        "PlantedDeleteIntent destroys and nothing asks whether it was meant",
    ]


def test_an_echos_slots_of_free_words_are_those_of_the_model() -> None:
    free = {slot["name"] for one in INTENTS.values() for slot in one.get("slots", ()) if slot["type"] in FREE}
    assert free - FREE_SLOTS == {"plan"}, "a plan may be a clock time as well, and then is not free"
    assert free >= FREE_SLOTS


@pytest.mark.parametrize("sureness", [Sureness.NEAR, Sureness.NONE])
@pytest.mark.parametrize("risk", [Risk.CHANGES, Risk.DESTROYS, Risk.SILENCES])
def test_a_guess_never_does_what_changes_destroys_or_silences(risk: Risk, sureness: Sureness) -> None:
    for always in (True, False):
        for named in (True, False):
            assert asks_first(risk, sureness, is_always_asked=always, names_object=named)


def test_what_is_always_asked_is_done_at_once_only_when_said_exactly_with_its_object() -> None:
    at_once = {
        (sureness, named)
        for sureness in Sureness
        for named in (True, False)
        if not asks_first(Risk.DESTROYS, sureness, is_always_asked=True, names_object=named)
    }
    assert at_once == {
        (Sureness.EXACT, True),
        (Sureness.FREE, True),
        (Sureness.ASKED, True),
        (Sureness.ASKED, False),
    }


def test_deleting_ending_discarding_stopping_and_pausing_are_always_asked_unless_named() -> None:
    always = {name for name, stake in CAUTION.stakes.items() if stake.objects is not None}
    assert always >= {
        "PrivateWordsDiscardIntent", "DeletingThatIntent", "DeletingCheckInIntent", "DeletingCommitmentIntent",
        "DeletingTalkIntent",
        "LinkingEndIntent", "CommitmentEndIntent", "ScheduleStopIntent", "SchedulePauseIntent", "HardTalkPauseIntent",
    }  # fmt: skip


def test_leaving_and_stop_stay_one_sentence() -> None:
    for sample in INTENTS["LinkingLeaveIntent"]["samples"]:
        heard = matcher().hear(sample, elicit=None, today=date(2026, 11, 24))
        assert heard.intent == "LinkingLeaveIntent" and is_done_at_once(heard, CAUTION), sample
    assert CAUTION.stakes["AMAZON.StopIntent"] == READS


@in_parts(80)
@pytest.mark.parametrize("before", BEFORE)
def test_a_sample_behind_a_not_a_never_or_a_question_is_never_done(
    before: str, record_property: Callable[[str, object], None], nth: int
) -> None:
    hears, wrong, number = matcher(), [], 0
    for intent, said in a_part([*not_meant(before)], nth, before):
        number += 1
        heard = hears.hear(said, elicit=None, today=date(2026, 11, 24))
        is_same = heard.intent == intent or CAUTION.stakes.get(heard.intent, READS).risk is not Risk.READS
        if heard.intent in ANSWERED_BY_WHO_ASKED or is_said_of_a_feeling(heard):
            continue
        if is_same and is_done_at_once(heard, CAUTION):
            wrong.append(f"{said}: {heard.intent}, {heard.sureness}, {dict(heard.slots)}")
    record_property(f"samples behind {before!r}", number)
    assert wrong == []


@in_parts(8)
def test_said_to_a_house_where_there_is_much_to_lose_they_change_nothing(tmp_path: Path, nth: int) -> None:
    houses, befores = Houses(tmp_path), cycle(BEFORE)
    risky = [name for name in INTENTS if CAUTION.stakes.get(name, READS).risk not in (Risk.READS, Risk.ADDS)]
    told = [(name, INTENTS[name]["samples"][at]) for name in risky for at in (0, -1)]
    harm = []
    for name, sample in a_part(told, nth):
        said = next(befores).format(spoken(name, sample))
        outcome = houses.outcome(Row("p", "promise", (), said, "nothing", (), ()), LIVED_IN)
        harm += [f"{said}: {effect} after {outcome.intent}, {outcome.how}" for effect in outcome.done]
    assert harm == []


def test_the_ears_planted_fault_is_caught() -> None:
    """An ear that takes the opposite of a sample for the sample, as the ear of 0.1.0 did."""
    heard = matcher().hear("cancel the talk", elicit=None, today=date(2026, 11, 24))
    assert is_done_at_once(heard, CAUTION)
    assert not is_done_at_once(replace(heard, stage="near"), CAUTION)
