"""What holds the house together: first lines, lengths, one address for each framework, settings and commands told."""

import ast
import re
from functools import cache
from pathlib import Path

from support.all_at_once import each
from typer.main import get_command

from skill.app import cli as steady_ground
from skill.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
FOLDERS = ("skill", "intents", "scheduler", "tests", "benchmarks")
CODE = [
    *sorted(file for folder in FOLDERS for file in (ROOT / folder).glob("**/*.py") if "versions" not in file.parts),
]
PRODUCT = [file for file in CODE if not {"tests", "benchmarks"} & set(file.relative_to(ROOT).parts)]
LONGEST = 400
"""Lines of a file, at the most; most are far shorter, and a longer one is split by meaning."""
ADDRESSES = {
    "ask_sdk_core": ["intents/alexa/"],
    "ask_sdk_model": ["intents/alexa/"],
    "apscheduler": ["scheduler/engine.py"],
    "sqlalchemy": ["skill/storage/"],
    "alembic": ["skill/storage/"],
    "fastapi": ["skill/web/"],
    "starlette": ["skill/web/", "skill/speaker/browser/"],
    "pydantic_settings": ["skill/settings.py"],
    "typer": ["skill/app/cli.py"],
    "dateparser": ["skill/speech/"],
    "hassil": ["skill/speaker/"],
    "rich": ["skill/speaker/", "skill/app/cli.py"],
    "httpx": ["skill/alexa/"],
}
"""Where a framework may be imported (rules.md S1)."""
LOADS_AS_NEEDED = {"skill/app/cli.py"}
"""Where each command imports what it alone needs: all of it together takes seconds that `--help` would wait for."""


@cache
def parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text())


def imports(file: Path) -> set[str]:
    found = set()
    for node in ast.walk(parsed(file)):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


@each(CODE)
def test_a_file_says_its_duty_in_its_first_line_and_stays_short(file: Path) -> None:
    text = file.read_text()
    assert re.match(r'r?"""\S.*[.:]?', text), "the first line says the file's duty"
    if "tests" not in file.parts:
        assert len(text.splitlines()) <= LONGEST


@each(PRODUCT)
def test_a_framework_has_one_address(file: Path) -> None:
    place = str(file.relative_to(ROOT))
    for framework in imports(file) & set(ADDRESSES):
        assert any(place.startswith(address) for address in ADDRESSES[framework]), framework


@each(PRODUCT)
def test_now_and_the_environment_are_asked_in_one_place(file: Path) -> None:
    place = str(file.relative_to(ROOT))
    text = file.read_text()
    if place != "skill/clock.py":
        assert not re.search(r"datetime\.now\(|date\.today\(|utcnow\(|time\.time\(", text)
    if place not in ("skill/settings.py", "skill/time_zone.py", "skill/app/cli.py"):
        assert "os.environ" not in text
        assert "getenv" not in text


@each(PRODUCT)
def test_nothing_is_imported_inside_a_function_or_only_for_types(file: Path) -> None:
    inside = [
        node
        for function in ast.walk(parsed(file))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert not inside or str(file.relative_to(ROOT)) in LOADS_AS_NEEDED
    assert "TYPE_CHECKING" not in file.read_text()


def test_every_setting_is_told_and_no_other() -> None:
    told = set(re.findall(rf"`({PREFIX}[A-Z_]+)`", (ROOT / "docs/reference/settings.md").read_text()))
    assert told == {PREFIX + name.upper() for name in Settings.model_fields}


def test_every_command_and_option_is_told_and_no_other() -> None:
    text = (ROOT / "docs/reference/commands.md").read_text()
    commands = get_command(steady_ground.app).commands  # type: ignore[attr-defined]
    assert set(re.findall(r"^## `steady-ground (\w+)", text, re.MULTILINE)) == set(commands)
    for name, command in commands.items():
        section = text.partition(f"## `steady-ground {name}")[2].partition("\n## ")[0]
        options = {option for one in command.params for option in one.opts if option.startswith("--")} - {"--help"}
        assert set(re.findall(r"`(--[a-z-]+)", section)) == options, name


def test_every_target_that_the_readme_gives_is_in_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for target in set(re.findall(r"make (\w+)", (ROOT / "README.md").read_text())):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_the_lock_files_name_hashes_and_no_registry() -> None:
    for name in ("requirements/run.lock", "requirements/dev.lock", "requirements/voice.lock"):
        text = (ROOT / name).read_text()
        pins = re.findall(r"^[A-Za-z0-9._-]+==", text, re.MULTILINE)
        assert len(pins) > 40
        assert text.count("--hash=sha256:") >= len(pins)
        assert "://" not in text
