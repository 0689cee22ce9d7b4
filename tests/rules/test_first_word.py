"""Whatever a new person says first, or at a question of the first start, is done as for a person who has moved in."""

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from support.echo import NO, Echo
from support.local_speaker import LocalSpeakerApp
from support.sampling import a_part, in_parts
from support.sql import sql

from intents.onboarding.first_start import COURTESIES, SAYS_NOTHING
from skill.domain.person import Person
from skill.storage.tables.people import mapper

MODEL = json.loads((Path(__file__).parents[2] / "interaction_models" / "en-US.json").read_text())
LANGUAGE = MODEL["interactionModel"]["languageModel"]
INTENTS = {one["name"]: one.get("slots", []) for one in LANGUAGE["intents"]}
PLAUSIBLE = {
    "AMAZON.SearchQuery": "call my sister by seven tomorrow evening",
    "AMAZON.TIME": "20:30",
    "AMAZON.DATE": "2026-11-26",
    "AMAZON.DURATION": "PT30M",
    "AMAZON.NUMBER": "3",
    "AMAZON.FirstName": "mara",
    "AMAZON.FOUR_DIGIT_NUMBER": "2341",
    "City": "Europe/Paris",
    "Country": "US",
    "MoodWord": "sad",
    "AfterTalk": "heavier",
    "PromiseAsk": "walk",
    "SharedThing": "promise",
    "PromisedThing": "walk",
    "BreathingPattern": "box",
}
"""A value for each type of slot, as somebody says it."""
WELCOME = "Hi. This is Steady Ground"
BEFORE: dict[str, list[tuple[str, dict[str, str]]]] = {
    "": [],
    "onboarding.name": [("Launch", {})],
    "onboarding.evening": [("Launch", {}), (NO, {})],
    "onboarding.city": [("Launch", {}), (NO, {}), (NO, {})],
}
"""What leads to each question of the first start; nothing at all for the very first sentence."""
ANSWERS = {
    "onboarding.name": {"OnboardingNameIntent", "WhoNameIntent"},
    "onboarding.evening": {"ScheduleEveningIntent"},
    "onboarding.city": {"ScheduleZoneIntent"},
}
OF_THE_START = frozenset({"AMAZON.YesIntent", "AMAZON.NoIntent", "NotTodayIntent"})
"""A yes, a no and a "not now" belong to the question that is open."""


def plausible(intent: str) -> Iterator[dict[str, str]]:
    """Yield the slots of an intent: none said, and each of them."""
    yield {}
    if INTENTS[intent]:
        yield {slot["name"]: PLAUSIBLE[slot["type"]] for slot in INTENTS[intent]}


def echo(app: LocalSpeakerApp, name: str) -> Echo:
    """Return an Echo of an account of its own."""
    account = f"amzn1.ask.account.{name}"
    return Echo(lambda body: json.loads(app.application.hear(body)), app.clock.now, account=account, device=f"d.{name}")


def kept(app: LocalSpeakerApp, speaker: Echo) -> Mapping[str, Any]:
    """Return how many rows of each table are the person's, and what the person's own row says of its wishes."""
    with app.application.database.work() as work:
        person = work.people.by_account(speaker.account)
        assert person is not None
        tables = [one for one in mapper.metadata.sorted_tables if "person_id" in one.columns]
        counted = {one.name: _count(sql(work), one, person) for one in tables if one.name != "external_ids"}
        return counted | {
            "quiet": (person.quiet_from, person.quiet_until),
            "paused": (person.paused_until, person.muted),
            "waits": person.sealed_wish,
        }


def _count(session: Any, table: Any, person: Person) -> int:
    return int(session.scalar(select(func.count()).select_from(table).where(table.c.person_id == person.id)))


def ask(app: LocalSpeakerApp, speaker: Echo, intent: str, slots: dict[str, str]) -> list[str]:
    """Say it, and say the city where it is asked for; return what was heard."""
    heard = [speaker.say(intent, **slots).words]
    waiting = house_person(app, speaker).sealed_wish is not None
    if waiting:
        heard.append(speaker.say("ScheduleZoneIntent", city="Europe/Paris").words)
    return heard


def house_person(app: LocalSpeakerApp, speaker: Echo) -> Person:
    with app.application.database.work() as work:
        found = work.people.by_account(speaker.account)
    assert found is not None
    return found


def compared(app: LocalSpeakerApp, number: int, intent: str, slots: dict[str, str], welcome: str) -> Iterator[str]:
    """Say it as somebody who has moved in, and as new persons at each question; yield what is not alike."""
    known = echo(app, f"known.{number}")
    known.move_in("Mara", city="Europe/Paris")
    known.hang_up()
    ask(app, known, intent, slots)
    wanted = kept(app, known)
    for question, before in BEFORE.items():
        if intent in ANSWERS.get(question, ()) or (question and intent in OF_THE_START):
            continue
        new = echo(app, f"new.{number}.{question}")
        for said, filled in before:
            new.say(said, **filled)
        heard = ask(app, new, intent, slots)
        found = kept(app, new)
        if found != wanted:
            differs = {key: (found[key], wanted[key]) for key in wanted if found[key] != wanted[key]}
            yield f"{intent} {slots} at {question}: {differs}"
        if heard[-1] == welcome and intent not in SAYS_NOTHING | COURTESIES:
            yield f"{intent} {slots} at {question}: only welcomed"
        if question and intent != "AMAZON.RepeatIntent" and any(WELCOME in one for one in heard):
            yield f"{intent} {slots} at {question}: welcomed twice"


@pytest.mark.parametrize("part", [None, *(pytest.param(part, marks=pytest.mark.slow) for part in range(4))])
def test_whatever_a_new_person_says_is_done_as_for_a_person_who_has_moved_in(
    app: LocalSpeakerApp, part: int | None
) -> None:
    welcome = echo(app, "welcomed").open().words
    sayings = list(enumerate((one, slots) for one in INTENTS for slots in plausible(one)))
    wrong = [
        fault
        for number, (intent, slots) in (sayings[part::4] if part is not None else a_part(sayings, 20))
        for fault in compared(app, number, intent, slots, welcome)
    ]
    assert "\n".join(wrong) == ""


@in_parts(5)
def test_a_start_that_was_broken_off_by_anything_goes_on_without_a_second_welcome(
    app: LocalSpeakerApp, nth: int
) -> None:
    for number, intent in enumerate(a_part(list(INTENTS), nth)):
        new = echo(app, f"broken.{number}")
        new.open()
        new.say(intent)
        new.hang_up()
        app.clock.set(app.clock.now() + timedelta(minutes=5))
        assert WELCOME not in new.open().words, intent
