"""What a page tells somebody to say is heard, and what it tells somebody to type exists."""

import re
from datetime import date
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup

from skill.app.bootstrap import matcher
from skill.app.cli import app

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
QUICKSTART = (ROOT / "docs/quickstart.md").read_text()
STEPS = re.findall(r"^\d+\. .*$", QUICKSTART, re.MULTILINE)
SAID = [
    one
    for step in STEPS
    for one in re.findall(r"`([^`]+)`", step)
    if not one.startswith(("/", ".", "make ", "steady-"))
]


@pytest.mark.parametrize("words", SAID)
def test_what_the_quickstart_says_is_heard_as_it_stands(words: str) -> None:
    heard = matcher().hear(words, elicit=None, today=date(2026, 11, 23))
    assert heard.intent and heard.stage not in ("none", "near", "own"), heard


def test_a_sentence_that_nobody_hears_would_be_seen() -> None:
    assert len(SAID) > 25
    assert matcher().hear("the heron sings in the attic", elicit=None, today=date(2026, 11, 23)).stage == "none"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_that_a_page_names_exists(page: Path) -> None:
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    named = re.findall(r"(?<![\w/-])(?:\.venv/bin/)?steady-ground ([a-z]+)(?=[ `\n])", page.read_text())
    assert set(named) <= set(group.commands)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_of_a_page_leads_to_a_file(page: Path) -> None:
    for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text()):
        assert (page.parent / link).exists(), link
