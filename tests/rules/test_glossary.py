"""The glossary says each term once, and every path, table, intent, and section that it names is there."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from skill.storage.tables.people import mapper

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/glossary.md"
PATH = re.compile(r"`([\w.-]+/[\w./-]*)`")
MODEL = json.loads((ROOT / "interaction_models/en-US.json").read_text())["interactionModel"]["languageModel"]
INTENTS = {intent["name"] for intent in MODEL["intents"]}
SECTIONS = set(tomllib.loads((ROOT / "skill/speech/en-US.toml").read_text()))
TABLES = set(mapper.metadata.tables)


def faults(text: str) -> Iterator[str]:
    """Yield each name of the page that isn't there, and each term that stands twice or lives nowhere."""
    yield from (f"no path {path}" for path in PATH.findall(text) if not (ROOT / path).exists())
    yield from (f"no table {name}" for name in re.findall(r"table `(\w+)`", text) if name not in TABLES)
    yield from (f"no intent {name}" for name in re.findall(r"`(\w+Intent)`", text) if name not in INTENTS)
    yield from (f"no section {name}" for name in re.findall(r"`\[(\w+)\]`", text) if name not in SECTIONS)
    rows = [row for row in re.findall(r"^\| (.+?) \| .+ \| (.+) \|$", text, re.MULTILINE) if row[0] != "term"]
    terms = [term.lower() for term, _ in rows]
    yield from (f"{term} stands twice" for term in sorted(set(terms)) if terms.count(term) > 1)
    yield from (f"{term} lives nowhere" for term, where in rows if not PATH.search(where))


def test_every_name_in_the_glossary_is_there() -> None:
    assert list(faults(PAGE.read_text())) == []


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("| x | y | `skill/domain/gone.py` |", "no path skill/domain/gone.py"),
        ("| x | y | `skill/domain/`, table `gone` |", "no table gone"),
        ("| x | y | `skill/domain/`, `GoneIntent` |", "no intent GoneIntent"),
        ("| x | y | `skill/domain/`, section `[gone]` |", "no section gone"),
        ("| Label | again | `skill/domain/` |", "label stands twice"),
        ("| x | y | somewhere |", "x lives nowhere"),
    ],
)
def test_a_name_that_is_not_there_is_found(row: str, fault: str) -> None:
    assert list(faults(PAGE.read_text() + row + "\n")) == [fault]
