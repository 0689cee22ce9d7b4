"""Every page, rule, and test that is cited is there, and each kind of citation that leads nowhere is found."""

from pathlib import Path

import pytest
from rules.citations import ROOT, faults

ROW = '| <a id="{}"></a>{} | asks | why | `tests/test_one.py` |\n'
RULES = ROW.format("r1", "R1") + ROW.format("r2", "R2")
PAGE = "product" + ".md"
"""A page that isn't there; put together, so that this file doesn't cite it."""
LINK = "../reference" + "/rules.md"
SOUND = {
    "docs/reference/rules.md": RULES,
    "docs/why/sharing.md": f"See [rules]({LINK}#r1), `tests/test_one.py`.\n",
    "tests/test_one.py": "",
    "README.md": "See [why](docs/why/sharing.md) and https://example.org/" + PAGE + "\n",
    "skill/sharing.py": '"""Sharing (rules.md R1, R2); why/sharing.md has the reasons, beside README.md."""\n',
}


def write(root: Path, texts: dict[str, str]) -> Path:
    for name, text in texts.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


@pytest.mark.slow  # `make lint` asks the same
def test_every_citation_of_this_repository_leads_somewhere() -> None:
    assert list(faults(ROOT)) == []


def test_sound_citations_are_left_alone(tmp_path: Path) -> None:
    assert list(faults(write(tmp_path, SOUND))) == []


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("skill/a.py", f"# Because of {PAGE} 3.\n", f"skill/a.py:1: there is no page {PAGE}"),
        ("skill/a.toml", f"\n# See docs/why/{PAGE}\n", f"skill/a.toml:2: there is no page docs/why/{PAGE}"),
        ("docs/why/sharing.md", f"[other](../{PAGE})\n", f"docs/why/sharing.md:1: there is no page ../{PAGE}"),
        ("Makefile", f"# {PAGE}\n", f"Makefile:1: there is no page {PAGE}"),
        ("skill/a.py", "# (rules" + ".md R1, R3)\n", "skill/a.py:1: rules.md has no rule R3"),
        ("tests/test_a.py", "# (rules" + ".md R1-R4)\n", "tests/test_a.py:1: rules.md has no rule R4"),
        ("docs/why/sharing.md", f"{LINK}#r9\n", "docs/why/sharing.md:1: rules.md has no rule #r9"),
        (
            "skill/a.py",
            "# Nobody is told (rules" + ".md R1,\n# R3).\n",
            "skill/a.py:1: close a citation of rules.md on the line on which it begins",
        ),
        (
            "skill/a.py",
            "# Nobody is told (R" + "1).\n",
            "skill/a.py:1: write (rules.md R1), so that the rule can be found",
        ),
        (
            "docs/why/sharing.md",
            "Held by `tests/test_two.py`.\n",
            "docs/why/sharing.md:1: there is no tests/test_two.py",
        ),
    ],
)
def test_a_citation_that_leads_nowhere_is_found(tmp_path: Path, name: str, text: str, fault: str) -> None:
    assert list(faults(write(tmp_path, SOUND | {name: text}))) == [fault]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ('| <a id="r3"></a>R3 | asks | why | `tests/test_gone.py` |', "there is no tests/test_gone.py"),
        ('| <a id="r3"></a>R3 | asks | why | later |', "R3 names no test"),
        ('| <a id="r1"></a>R1 | asks | why | `tests/test_one.py` |', "R1 stands twice"),
        ('| <a id="r4"></a>R3 | asks | why | `tests/test_one.py` |', "R3 has the anchor r4"),
        ('| <a id="third"></a>Third | asks | why | `tests/test_one.py` |', "3 rows, of which 2 can be read"),
    ],
)
def test_a_rule_without_a_test_or_a_place_of_its_own_is_found(tmp_path: Path, row: str, fault: str) -> None:
    rules = RULES + row + "\n"
    [found] = faults(write(tmp_path, SOUND | {"docs/reference/rules.md": rules}))
    assert found.endswith(fault)


def test_what_was_built_or_installed_is_not_read(tmp_path: Path) -> None:
    others = dict.fromkeys(
        (".venv/a.py", "build/a.py", "steady.egg-info/a.txt", "skill/__pycache__/a.py"), f"# {PAGE}\n"
    )
    assert list(faults(write(tmp_path, SOUND | others))) == []
