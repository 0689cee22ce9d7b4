"""Settings and commands are documented to the last one; wrong ones are all named at once, and no value is shown."""

import os
import re
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
import typer
from support.command_line import Run
from typer.core import TyperGroup

from skill.app.cli import app
from skill.content import countries_with_lines, help_lines
from skill.domain.errors import StartError
from skill.domain.support import EMERGENCY, spoken_lines
from skill.settings import PREFIX, Settings, load_settings

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
SETTINGS_PAGE = (ROOT / "docs/reference/settings.md").read_text()
COMMANDS_PAGE = (ROOT / "docs/reference/commands.md").read_text()
CANARY = "canary7q"

WRONG = {
    "PATH_SECRET": CANARY,
    "AMAZON_URL": f"http://{CANARY}.example",
    "TRUST_ROOTS": f"/{CANARY}.pem",
    "STAGE": CANARY,
    "HOST_NA": f"{CANARY}.example",
    "HOST_EU": f"{CANARY}.example",
    "HOST_FE": f"{CANARY}.example",
    "NOTICE_SHORTEST": CANARY,
    "NOTICE_LONGEST": CANARY,
    "CLIENT_SECRET": CANARY,
    "TIME_ZONE": CANARY,
    "COUNTRY": CANARY,
    "RESPONSE_LIMIT": CANARY,
}
"""For each setting a value that is wrong by itself."""
TAKEN_AS_THEY_ARE = {"DATA", "DATABASE_URL", "SKILL_ID", "CLIENT_ID"}
"""Settings that only opening the house can find wrong, or Amazon."""
FIELDS = sorted(set(WRONG) - {"AMAZON_URL", "TRUST_ROOTS"})
"""Those that are wrong whatever the others say."""


def documented(page: str) -> set[str]:
    """Return the settings that have a row on the page, without the prefix."""
    return set(re.findall(rf"^\| `{PREFIX}([A-Z_]+)` \|", page, re.MULTILINE))


def commands(page: str) -> dict[str, set[str]]:
    """Return what the page says of each command: its options."""
    parts = re.split(r"^## `steady-ground (\w+)`$", page, flags=re.MULTILINE)[1:]
    return {
        name: {
            option for line in re.findall(r"^- .*", text, re.MULTILINE) for option in re.findall(r"`(--[\w-]+)", line)
        }
        for name, text in zip(parts[::2], parts[1::2], strict=True)
    }


def real_commands() -> dict[str, set[str]]:
    """Return every command of the program with its options."""
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    return {
        name: {option for one in command.params for option in one.opts if option.startswith("-")}
        for name, command in group.commands.items()
    }


def refused(settings: dict[str, str], patch: pytest.MonkeyPatch) -> str:
    """Return the line with which these settings are refused."""
    for name in [one for one in os.environ if one.upper().startswith(PREFIX)]:
        patch.delenv(name)
    for name, value in settings.items():
        patch.setenv(PREFIX + name, value)
    with pytest.raises(StartError) as fault:
        load_settings()
    return str(fault.value)


def test_every_setting_has_a_row_and_every_row_a_setting() -> None:
    assert documented(SETTINGS_PAGE) == {name.upper() for name in Settings.model_fields}
    for name, field in Settings.model_fields.items():
        assert field.description, name


def test_the_page_says_the_defaults_that_hold() -> None:
    rows = dict(re.findall(rf"^\| `{PREFIX}([A-Z_]+)` \| ([^|]*) \|", SETTINGS_PAGE, re.MULTILINE))
    said = {name: rows[name.upper()].strip("` ") for name, one in Settings.model_fields.items() if one.default}
    assert said == {name: str(one.default) for name, one in Settings.model_fields.items() if one.default}


def test_every_command_and_option_has_a_line_and_every_line_one_of_them() -> None:
    assert commands(COMMANDS_PAGE) == real_commands()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_names_a_setting_that_does_not_exist(page: Path) -> None:
    named = {one.removeprefix(PREFIX) for one in re.findall(rf"\b{PREFIX}[A-Z_]+\b", page.read_text())}
    assert named - {name.upper() for name in Settings.model_fields} == set()


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("| `STEADY_GROUND_MOOD` | none | planted |", {"MOOD"}),
        ("`STEADY_GROUND_MOOD` stands in a sentence", set()),
    ],
)
def test_a_planted_setting_counts_only_in_a_row(page: str, found: set[str]) -> None:
    assert documented(page) == found


def test_a_planted_option_is_seen_under_its_command() -> None:
    assert commands("# x\n## `steady-ground sing`\n\n- `--loud` and `--key KEY`: planted.\n") == {
        "sing": {"--loud", "--key"}
    }


def test_every_setting_is_here_with_a_wrong_value_or_takes_any() -> None:
    assert set(WRONG) | TAKEN_AS_THEY_ARE == {name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_setting_is_named_alone_and_its_value_never(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    line = refused({name: WRONG[name]}, monkeypatch)
    assert name in line
    assert not [other for other in WRONG if f"{PREFIX}{other}:" in line and other != name]
    assert CANARY not in line.lower()
    assert "\n" not in line


@pytest.mark.parametrize(
    "both",
    [
        *combinations(FIELDS, 2),
        *(pytest.param((one, "AMAZON_URL")) for one in FIELDS),
        pytest.param(("COUNTRY", "TRUST_ROOTS")),
    ],
    ids="-".join,
)
def test_two_wrong_settings_are_named_in_one_line(both: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    line = refused({name: WRONG[name] for name in both}, monkeypatch)
    assert all(name in line for name in both)
    assert CANARY not in line.lower()


@pytest.mark.parametrize("name", ["MOOD", "DATAA", "SKILLID", "PATH-SECRET"])
def test_a_mistyped_setting_does_not_pass_in_silence(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert f"{PREFIX}{name}: is no setting" in refused({name: CANARY}, monkeypatch)


@pytest.mark.parametrize(
    "value",
    [
        f"http://[{CANARY}]/",
        f"http://user:{CANARY}@example.org",
        f"http://127.0.0.1.{CANARY}.example",
        CANARY,
    ],
)
def test_no_form_of_a_wrong_address_is_shown(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert CANARY not in refused({"AMAZON_URL": value}, monkeypatch)


@pytest.mark.parametrize("code", ["UK", "PL", "ZZ", "EU", "XX"])
def test_a_country_without_help_lines_is_refused_and_those_with_some_are_named(
    code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = refused({"COUNTRY": code}, monkeypatch)
    assert "COUNTRY: has no help lines here" in line
    assert all(known in line for known in ("US", "GB is the UK", "CA", "DE"))


def test_every_country_that_can_be_set_has_an_emergency_number_that_is_said() -> None:
    known = countries_with_lines()
    assert {"US", "GB", "IE", "CA", "AU", "NZ"} <= set(known)
    for code in known:
        assert Settings(country=code).country == code
        lines = spoken_lines(help_lines(code), today=date(2030, 1, 1))
        assert EMERGENCY in {line.kind for line in lines}


def test_all_that_is_wrong_is_said_at_once_and_the_program_ends_with_two(run: Run, tmp_path: Path) -> None:
    ended = run("doctor", DATA=str(tmp_path / "data"), MOOD=CANARY, **{name: WRONG[name] for name in FIELDS})
    assert ended.code == 2
    assert ended.out == ""
    assert len(ended.err.splitlines()) == 1
    assert all(f"{PREFIX}{name}" in ended.err for name in (*FIELDS, "MOOD"))
    assert CANARY not in ended.err.lower()
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    "settings",
    [
        pytest.param({"DATA": f"~{CANARY}/data"}, id="the home of nobody"),
        pytest.param({"DATABASE_URL": f"{CANARY}"}, id="no address"),
        pytest.param({"DATABASE_URL": f"nosuch://mara:{CANARY}@127.0.0.1/x"}, id="no such database"),
    ],
)
def test_a_setting_that_only_opening_finds_wrong_is_refused_in_a_line(
    run: Run, settings: dict[str, str], tmp_path: Path
) -> None:
    ended = run("doctor", **{"DATA": str(tmp_path / "data")} | settings)
    assert CANARY not in ended.err.lower()
    assert "Traceback" not in ended.err
    assert ended.code == 2
    assert len(ended.err.splitlines()) == 1
