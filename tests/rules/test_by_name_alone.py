"""A name alone: whatever is kept, every intent is answered with the same bytes, and only marked rows are added."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from slow.proof.faulty_turns import a_name_is_a_voice
from sqlalchemy import select
from support.echo import NO, YES, Echo, door, link
from support.local_speaker import LocalSpeakerApp
from support.sampling import a_part, in_parts
from support.sql import sql
from support.two_worlds import Worlds, new_house

from intents import router
from intents.alexa.turn_handler import Router
from intents.commitment import conversation as commitment
from intents.dialog.turn import Turn
from intents.router import answer
from skill.storage.tables.people import mapper

BEGIN = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
MARA, JONAS = "amzn1.ask.person.MARA", "amzn1.ask.person.JONAS"
MODEL = json.loads((Path(__file__).parents[2] / "interaction_models" / "en-US.json").read_text())
INTENTS = {one["name"]: one for one in MODEL["interactionModel"]["languageModel"]["intents"]}
TIME = ("TimeIntent", {"time": "22:00"})
FOLLOWED_BY: tuple[tuple[str, dict[str, str]], ...] = ((YES, {}), (NO, {}), ("DoneIntent", {}), TIME)
"""What is said after each intent, in a session of its own each."""
SAID = {
    "mood": "sad", "strength": "4", "set_off": "a song", "commitment": "water the plants by nine", "day": "2026-11-25",
    "time": "22:00", "plan": "tomorrow at eleven", "span": "PT1H", "topic": "the summer", "length": "PT20M",
    "after": "better", "pattern": "box", "minutes": "3", "words": "nobody knows", "start": "22:00", "end": "07:00",
    "city": "Europe/London", "duration": "P3D", "name": "Mara", "first": "1234", "ask": "walk", "country": "CA",
    "shared": "promise",
    "wrong": "hurt",
}  # fmt: skip
MARKED = {
    "checkins": lambda row: row["by_name"],
    "private_words": lambda row: row["by_name"],
    "reflections": lambda row: row["by_name"],
    "commitment_series": lambda row: row["by_name"],
    "commitments": lambda row: row["state"] in ("claimed", "withdrawn"),
    "hard_talks": lambda row: row["state"] in ("claimed", "cancelled"),
    "claims": lambda row: True,
}
"""What of a person may be new, and how it is marked; what was said and taken back in one breath stands so."""
OF_NOBODY = {"replays", "device_countries", "code_tries", "locks", "alexa_accounts", "alexa_devices"}
SAFE = {"persons": {"muted", "paused_until"}, "shares": {"held_at"}}
"""What silences may be set by a name alone."""
Rows = dict[tuple[str, str], dict[str, Any]]
Life = Callable[[Echo], None]


def nothing(echo: Echo) -> None:
    """Mara has moved in, and keeps nothing."""


def a_full_life(echo: Echo) -> None:
    """Mara lives in Paris by other hours, is linked with Jonas, shares, promises, plans, and keeps words."""
    echo.as_voice(MARA)
    echo.level = 400
    for wish, slots in (
        ("ScheduleZoneIntent", {"city": "Europe/Paris"}),
        ("ScheduleQuietIntent", {"start": "20:00", "end": "11:00"}),
        ("ScheduleEveningIntent", {"time": "18:30"}),
        ("CheckInIntent", {"mood": "afraid"}),
        ("CommitmentIntent", {"commitment": "bring the green book by quarter past seven"}),
        ("CommitmentIntent", {"commitment": "call every day at noon"}),
        ("CommitmentIntent", {"commitment": "write the letter by nine on friday evening"}),
        ("HardTalkPlanIntent", {"plan": "on friday at three in the afternoon about money"}),
        ("PrivateWordsKeepIntent", {"words": "I saw the letters"}),
        ("KeepIntent", {}),
    ):
        if wish != "KeepIntent":
            echo.hang_up()
        echo.say(wish, **slots)
        if echo.attributes and wish.startswith(("Commitment", "HardTalk")):
            echo.say(YES)
    link(echo, replace(echo, voice=JONAS))
    assert echo.say("SharingStandingIntent").words.startswith("Okay. Each time you check in")
    echo.hang_up()
    echo.level = 300


def move_in(app: LocalSpeakerApp) -> None:
    """Let Mara and Jonas move in, on one Echo."""
    echo = Echo(lambda body: json.loads(app.application.hear(body)), app.clock.now, voice=MARA)
    echo.move_in("Mara")
    echo.as_voice(JONAS).move_in_beside("Jonas")


def echo_of(app: LocalSpeakerApp, life: Life, hears: Router) -> Echo:
    """Mara and Jonas on one Echo, a day later; whoever speaks now is recognised by no voice."""
    app.begin(move_in)
    echo = Echo(lambda body: json.loads(app.application.hear(body)), app.clock.now)
    life(echo)
    app.clock.set(BEGIN + timedelta(days=1))
    app.application.tick(app.clock.now())
    echo.hear = door(app, hears, zone="America/New_York")
    echo.as_voice(None).hang_up()
    echo.means_it = False
    return echo


def slots_of(intent: str) -> dict[str, str]:
    """Return a plausible value for every slot."""
    named = INTENTS.get(intent, {}).get("slots", ())
    is_code = any(one["type"] == "AMAZON.FOUR_DIGIT_NUMBER" for one in named)
    values = {**SAID, "second": "5678" if is_code else "hopeful"}
    return {one["name"]: values[one["name"]] for one in named}


def said_by_name(echo: Echo, nth: int) -> Iterator[str]:
    """Say one in `nth` of everything under Mara's name, bare and with all its slots, and go on; yield each answer."""
    bare: list[tuple[str, dict[str, str]]] = [(intent, {}) for intent in ("Launch", *INTENTS)]
    ways = sorted(bare + [(intent, slots_of(intent)) for intent in INTENTS if slots_of(intent)], key=lambda one: one[0])
    for (intent, slots), (then, more) in a_part([*product(ways, FOLLOWED_BY)], nth):
        echo.hang_up()
        echo.say("WhoNameIntent", name="Mara")
        echo.say(intent, **slots)
        yield f"{intent} {slots}: {json.dumps(echo.answer, sort_keys=True)}"
        echo.say(then, **more)
        yield f"{intent} {slots} {then}: {json.dumps(echo.answer, sort_keys=True)}"


def rows(app: LocalSpeakerApp) -> Rows:
    """Return every row of every table."""
    with app.application.database.work() as work:
        return {
            (table.name, str([row[key.name] for key in table.primary_key])): dict(row)
            for table in mapper.metadata.sorted_tables
            for row in sql(work).execute(select(table)).mappings()
        }


def changed(before: Rows, after: Rows) -> list[str]:
    """Return what is gone, altered, or new without a mark."""
    found = [f"gone: {table}" for table, key in before.keys() - after.keys() if table not in OF_NOBODY]
    for (table, key), row in after.items():
        if table in OF_NOBODY:
            continue
        if (table, key) not in before:
            found += [] if MARKED.get(table, lambda row: False)(row) else [f"unmarked: {table} {row}"]
            continue
        was = before[table, key]
        altered = {name for name, value in row.items() if was[name] != value} - SAFE.get(table, set())
        found += [f"altered: {table} {altered}"] if altered else []
    return found


Kept = dict[Life, tuple[Rows, Rows]]


def worlds(hears: Router = answer, *, nth: int = 1) -> tuple[Worlds[LocalSpeakerApp, Life], Kept]:
    """Return copies of a house, and what will hold the rows before a name was said and afterwards."""
    kept: Kept = {}

    def lives(app: LocalSpeakerApp, life: Life) -> Iterator[str]:
        echo = echo_of(app, life, hears)
        before = rows(app)
        yield from said_by_name(echo, nth)
        kept[life] = (before, rows(app))

    return Worlds(partial(new_house, BEGIN), lives), kept


@in_parts(20)
def test_a_name_alone_hears_the_same_whatever_is_kept_and_only_adds_what_is_marked(nth: int) -> None:
    copies, kept = worlds(nth=nth)
    assert len(copies.sent(nothing)) > 1000 / nth
    assert copies.difference(nothing, a_full_life) is None
    assert changed(*kept[nothing]) == []
    assert changed(*kept[a_full_life]) == []
    assert any(table == "claims" for table, _ in kept[a_full_life][1]), "there was something to claim"


@in_parts(20)
def test_a_planted_name_that_counts_as_its_person_is_caught(nth: int) -> None:
    copies, kept = worlds(a_name_is_a_voice, nth=nth)
    assert copies.sent(a_full_life) != copies.sent(nothing)
    assert changed(*kept[a_full_life]) != []


@pytest.mark.slow
def test_outcomes_that_are_settled_under_a_name_alone_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted as it was: what is said of a promise is done at once."""
    monkeypatch.setattr(commitment, "claim", lambda turn, work: None)
    copies, kept = worlds()
    copies.sent(a_full_life)
    assert any("altered: commitments" in one for one in changed(*kept[a_full_life]))


@pytest.mark.slow
def test_a_clock_of_the_person_under_a_name_alone_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted as it was: times are heard by the clock and the quiet hours of whoever is named."""

    def with_own_row(turn: Turn) -> Turn:
        return turn

    monkeypatch.setattr(router, "as_named", with_own_row)
    copies, _ = worlds()
    assert copies.difference(nothing, a_full_life) is not None
