"""The changelog has the form of Keep a Changelog, and its newest version is the one that is packaged and deployed."""

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KINDS = ("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security")


def faults(text: str) -> list[str]:
    """Return what isn't in the form: headings of versions with their dates, newest first, and kinds of changes."""
    heads = re.findall(r"^## (.*)$", text, re.MULTILINE)
    found = [] if heads[:1] == ["[Unreleased]"] else ["it begins with Unreleased"]
    released = [re.fullmatch(r"\[(\d+)\.(\d+)\.(\d+)\] - (\d{4}-\d\d-\d\d)", head) for head in heads[1:]]
    if not all(released):
        return [*found, "each version is [x.y.z] - YYYY-MM-DD"]
    order = [(*map(int, match.groups()[:3]), date.fromisoformat(match[4])) for match in released if match]
    if order != sorted(order, reverse=True) or len(set(order)) != len(order):
        found.append("the newest version comes first")
    found += [
        f"{kind} is no kind of change" for kind in re.findall(r"^### (.*)$", text, re.MULTILINE) if kind not in KINDS
    ]
    lines = [line for line in text.partition("## [Unreleased]")[2].splitlines() if line]
    return found + [f"neither a heading nor an entry: {line}" for line in lines if not re.match(r"#{2,4} |- \S", line)]


def test_the_changelog_has_the_form_of_keep_a_changelog() -> None:
    assert faults((ROOT / "CHANGELOG.md").read_text()) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("## [0.1.0] - 2026-11-24\n", "it begins with Unreleased"),
        ("## [Unreleased]\n\n## Next: more\n", "each version is [x.y.z] - YYYY-MM-DD"),
        ("## [Unreleased]\n\n## [0.1.0]\n", "each version is [x.y.z] - YYYY-MM-DD"),
        ("## [Unreleased]\n## [0.1.0] - 2026-11-24\n## [0.2.0] - 2026-11-30\n", "the newest version comes first"),
        ("## [Unreleased]\n\n### News\n", "News is no kind of change"),
        ("## [Unreleased]\n\nMuch is new.\n", "neither a heading nor an entry: Much is new."),
    ],
)
def test_a_changelog_of_another_form_is_found(text: str, fault: str) -> None:
    assert fault in faults(text)


def test_the_newest_version_is_the_one_that_is_packaged_and_deployed() -> None:
    newest = re.findall(r"^## \[(\d[\d.]*)\]", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)[0]
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == newest
    assert f"localhost/steady-ground:{newest}" in (ROOT / "deploy/compose.yaml").read_text()
