"""Fills a fresh data folder with people whose evening prompts are all due at one instant, seconds from now.

Usage: python -m benchmarks.our_prompts DATA COUNT. It prints one JSON line with the due instant. Each
person has a local speaker that listens, so that every delivery lays an announcement before it.
"""

from __future__ import annotations

import json
import sys
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import Table, insert, update

from skill.domain.occurrence import Occurrence, window_end
from skill.domain.person import ExternalId, ExternalIdKind, Person
from skill.domain.rule import PromptKind, Rule
from skill.storage.encryption.cells import CellCipher, Keyring, read_keyring
from skill.storage.open_database import KEY_FILE, open_database
from skill.storage.queries.calendar import AHEAD, build_occurrence
from skill.storage.tables.calendar import occurrences, rules
from skill.storage.tables.people import external_ids, persons

LEAD = timedelta(seconds=6)
"""From the filled calendar to the due instant; the clock starts in between."""
EVENING = 18
"""Hour of the day that it is for these people, so that no quiet hours are in the way."""
LISTENING = timedelta(hours=1)


def evening_zone(now: datetime) -> str:
    """Return a time zone in which it is about six in the evening at `now`."""
    ahead = (EVENING - now.hour + 12) % 24 - 12
    return f"Etc/GMT{-ahead:+d}"


def people(count: int, ring: Keyring, now: datetime) -> list[tuple[Person, ExternalId]]:
    """Return that many people, onboarded, each with a local speaker that listens."""
    zone, safe = evening_zone(now), CellCipher(ring, "doors")
    made_up = []
    for number in range(count):
        person_id, door_id = uuid4(), uuid4()
        key = ring.new_data_key(person_id)
        person = Person(person_id, now, key, ring.current, zone=zone, onboarded_at=now)
        account = f"local-speaker.account.{number}"
        sealed = safe.seal(person, door_id, column="sealed_id", text=account)
        speaker = ring.keyed_hash(f"local-speaker.device.{number}")
        lookup = ring.keyed_hash(account)
        door = ExternalId(door_id, person_id, ExternalIdKind.ACCOUNT, lookup, sealed, speaker, now + LISTENING)
        made_up.append((person, door))
    return made_up


def prompts(person: Person, due: datetime, now: datetime) -> tuple[Rule, list[Occurrence]]:
    """Return a person's evening rule with its occurrences of the day of `due` and of the next."""
    local = person.local(due)
    rule = Rule(uuid4(), person.id, PromptKind.REFLECTION, local.hour * 60 + local.minute, person.zone or "UTC")
    rule.filled_until = now + AHEAD
    dates = (local.date(), local.date() + timedelta(days=1))
    return rule, [one for on in dates if (one := build_occurrence(rule, person, on)) is not None]


def rows(table: Table, things: list[Any]) -> list[dict[str, Any]]:
    """Return plain objects as rows of their table."""
    names = [field.name for field in fields(things[0]) if field.name in table.c]
    return [{name: getattr(one, name) for name in names} for one in things]


def main() -> None:
    """Fill the folder, then say when all is due."""
    data, count = Path(sys.argv[1]), int(sys.argv[2])
    store = open_database(data, None)
    now = datetime.now(UTC)
    several = people(count, read_keyring(data / KEY_FILE), now)
    planned = [prompts(person, now + LEAD, now) for person, _ in several]
    filled = (
        (persons, [person for person, _ in several]),
        (external_ids, [door for _, door in several]),
        (rules, [rule for rule, _ in planned]),
        (occurrences, [one for _, both in planned for one in both]),
    )
    with store.engine.begin() as connection:
        for table, things in filled:
            connection.execute(insert(table), rows(table, things))
    # All is laid; only now is it known when all can be due.
    due = datetime.now(UTC) + LEAD
    tonight = {one.due_at for _, both in planned for one in both[:1]}
    ends = window_end(PromptKind.REFLECTION, due, several[0][0])
    with store.engine.begin() as connection:
        moved = update(occurrences).where(occurrences.c.due_at.in_(tonight)).values(due_at=due, window_end=ends)
        connection.execute(moved)
    store.engine.dispose()
    microseconds = (due - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    print(json.dumps({"microseconds": microseconds}))


if __name__ == "__main__":
    main()
