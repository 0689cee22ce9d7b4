"""Every column in clear and every metric is on one page with its reason, and nothing is there that isn't any more."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from prometheus_client import CollectorRegistry
from prometheus_client import Counter as Counted
from sqlalchemy import Column, MetaData, Table
from support.local_speaker import LocalSpeakerApp

from skill.clock import StandingClock
from skill.storage.tables.columns import Happened, Instant
from skill.storage.tables.people import mapper
from skill.web.metrics import AT_ONCE
from skill.web.turn_batcher import TurnBatcher
from skill.web.webhook import build_app, build_security

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "clear-columns.md").read_text()
REASONS = set(re.findall(r"^- \*\*([\w ]+)\*\*:", PAGE, re.MULTILINE))
FORMS: dict[type[Any], str] = {
    Happened: "that it was",
    Instant: "instant",
    sa.Date: "day",
    sa.Enum: "word of a list",
    sa.Boolean: "yes or no",
    sa.Uuid: "reference",
    sa.SmallInteger: "number",
    sa.Integer: "number",
    sa.String: "text",
    sa.Text: "text",
}
SEALED = re.compile(r"(sealed|lookup|hash|proof|seen|wrapped_key|words_lock|words_key)(_\w+)?|\w+_(lookup|hash)")
"""What a column of bytes may be called: by its name it is known to be sealed, hashed or a key."""


@dataclass(frozen=True)
class Row:
    """One row of the page: the name in its first cell, and the other cells."""

    name: str
    cells: tuple[str, ...]


def rows(part: str, page: str = PAGE) -> list[Row]:
    """Return the rows of the table under that heading."""
    [text] = re.findall(rf"^## {part}$(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    found = re.findall(r"^\| `([\w.]+)` \|(.*)\|$", text, re.MULTILINE)
    return [Row(name, tuple(cell.strip() for cell in cells.split("|"))) for name, cells in found]


def columns(metadata: MetaData) -> tuple[dict[str, str], set[str]]:
    """Return the form of every column in clear, and the names of those that hold bytes; an own random id is neither."""
    clear: dict[str, str] = {}
    closed: set[str] = set()
    for table in metadata.sorted_tables:
        for column in table.columns:
            name = f"{table.name}.{column.name}"
            is_own_id = isinstance(column.type, sa.Uuid) and column.primary_key and not column.foreign_keys
            if isinstance(column.type, sa.LargeBinary) and SEALED.fullmatch(column.name):
                closed.add(name)
            elif not is_own_id:
                clear[name] = FORMS.get(type(column.type), "nobody knows")
    return clear, closed


def missing(metadata: MetaData, page: str = PAGE) -> list[str]:
    """Return what is wrong between the tables and the page, by column; nothing where each has exactly one true row."""
    clear, closed = columns(metadata)
    told, told_closed = rows("In clear", page), rows("Closed", page)
    wrong = [f"{name}: no row" for name in clear if name not in {one.name for one in told}]
    wrong += [f"{name}: not among the closed" for name in closed if name not in {one.name for one in told_closed}]
    wrong += [f"{one.name}: no such column" for one in told if one.name not in clear]
    wrong += [f"{one.name}: not closed" for one in told_closed if one.name not in closed]
    counted = Counter(one.name for one in (*told, *told_closed))
    wrong += [f"{name}: told twice" for name, number in counted.items() if number > 1]
    for one in told:
        form, tells, why = one.cells
        wrong += [f"{one.name}: is {clear.get(one.name)}"] if clear.get(one.name, form) != form else []
        is_reason = re.split(r"[:;]", why)[0].strip() in REASONS
        wrong += [] if tells and is_reason else [f"{one.name}: no reason"]
        is_coarser = why.startswith("made coarser")
        wrong += [f"{one.name}: is it coarser?"] if is_coarser is not (form == "that it was") else []
    return wrong + [f"{one.name}: not said how" for one in told_closed if not all(one.cells)]


def counted(app: LocalSpeakerApp) -> CollectorRegistry:
    """Return everything that is counted where a house is served."""
    build_app(
        TurnBatcher(app.application.handler.hear_batch),
        StandingClock(datetime(2026, 11, 23, tzinfo=UTC)),
        trust=build_security(app.settings, app.clock, is_signed=False),
        registry=app.application.registry,
        is_healthy=lambda: True,
    )
    return app.application.registry


def unjustified(registry: CollectorRegistry, page: str = PAGE) -> list[str]:
    """Return what is wrong between what is counted and the page: each metric has one row, and when it is shown."""
    shown = {one.name: "at once" if one.name in AT_ONCE else "held for an hour" for one in registry.collect()}
    told = [(one.name.removesuffix("_total"), one.cells) for one in rows("Metrics", page)]
    wrong = [f"{name}: no row" for name in shown if name not in dict(told)]
    wrong += [f"{name}: no such metric" for name, _ in told if name not in shown]
    wrong += [f"{name}: told twice" for name, number in Counter(name for name, _ in told).items() if number > 1]
    wrong += [f"{name}: shown otherwise" for name, cells in told if shown.get(name, cells[0]) != cells[0]]
    return wrong + [f"{name}: no reason" for name, cells in told if not all(cells)]


def test_every_column_in_clear_has_exactly_one_row_with_its_reason() -> None:
    assert missing(mapper.metadata) == []
    assert len(rows("In clear")) > 150, "or else the page was not read"


@pytest.mark.parametrize(
    ("planted", "said"),
    [
        (Column("mood_score", sa.SmallInteger), "planted.mood_score: no row"),
        (Column("felt_at", Instant), "planted.felt_at: no row"),
        (Column("note", sa.Text), "planted.note: no row"),
        (Column("friend_id", sa.Uuid), "planted.friend_id: no row"),
        (Column("voice_print", sa.LargeBinary), "planted.voice_print: no row"),
        (Column("sealed_note", sa.LargeBinary), "planted.sealed_note: not among the closed"),
    ],
)
def test_a_planted_column_is_caught(planted: Column[Any], said: str) -> None:
    metadata = MetaData()
    for table in mapper.metadata.sorted_tables:
        table.to_metadata(metadata)
    Table("planted", metadata, Column("id", sa.Uuid, primary_key=True), planted)
    assert missing(metadata) == [said]


LEFT_ROW = next(line for line in PAGE.splitlines() if line.startswith("| `persons.muted` |"))


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (PAGE.replace(LEFT_ROW + "\n", ""), "persons.muted: no row"),
        (PAGE.replace(LEFT_ROW, f"{LEFT_ROW}\n{LEFT_ROW}"), "persons.muted: told twice"),
        (PAGE.replace("persons.muted", "persons.muffled"), "persons.muffled: no such column"),
        (PAGE.replace(LEFT_ROW, LEFT_ROW.replace("yes or no", "number")), "persons.muted: is yes or no"),
        (PAGE.replace(LEFT_ROW, LEFT_ROW.replace("clock:", "because")), "persons.muted: no reason"),
        (PAGE.replace(LEFT_ROW, LEFT_ROW.replace("clock:", "made coarser:")), "persons.muted: is it coarser?"),
    ],
)
def test_a_page_that_is_not_true_is_caught(page: str, said: str) -> None:
    assert said in missing(mapper.metadata, page)


def test_every_metric_has_one_row_that_says_when_it_is_shown_and_why(app: LocalSpeakerApp) -> None:
    assert unjustified(counted(app)) == []
    assert len(rows("Metrics")) == 4


def test_a_planted_metric_is_caught(app: LocalSpeakerApp) -> None:
    registry = counted(app)
    Counted("steady_ground_feelings", "Planted.", registry=registry)
    assert unjustified(registry) == ["steady_ground_feelings: no row"]
    as_if_at_once = PAGE.replace(
        "| `steady_ground_turn_seconds` | held for an hour", "| `steady_ground_turn_seconds` | at once"
    )
    assert "steady_ground_turn_seconds: shown otherwise" in unjustified(registry, as_if_at_once)
