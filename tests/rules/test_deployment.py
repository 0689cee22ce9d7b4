"""The container and compose files: pinned, no secrets inside, nobody is root, one door is open, data on volumes."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml
from typer.core import TyperGroup

from skill.app.cli import app
from skill.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
CONTAINER = (ROOT / "deploy/Containerfile").read_text()
COMPOSE = (ROOT / "deploy/compose.yaml").read_text()
CADDY = (ROOT / "deploy/Caddyfile").read_text()
HOWTO = (ROOT / "docs/howto/deploy-to-alexa.md").read_text()
PINNED = re.compile(r"[a-z.]+/[a-z-]+/[a-z-]+:\d+\.\d+(\.\d+)?(-[a-z]+)*|localhost/steady-ground:\d+\.\d+\.\d+")
SETTINGS = {PREFIX + name.upper() for name in Settings.model_fields}
GIVEN = re.compile(r"\$\{[A-Z_]+(:\?[^}]+|:-)\}")
"""A value that whoever deploys gives: needed, or empty where it is left out."""
OURS = {"SKILL_ID", "PATH_SECRET", "DATABASE_PASSWORD", "HOST_NAME", "CLIENT_ID", "CLIENT_SECRET"}
TIMES = {1: "once", 2: "twice", 3: "three times"}


def instructions(text: str) -> list[tuple[str, str]]:
    """Return the instructions of a container file, continued lines joined and remarks left out."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    found = [line.partition(" ") for line in joined.splitlines() if line.strip()]
    return [(name, rest.strip()) for name, _, rest in found]


def container_faults(text: str) -> list[str]:
    """Return what is wrong with a container file."""
    steps = instructions(text)
    last = max(number for number, (name, _) in enumerate(steps) if name == "FROM")
    images = [rest.split(" AS ")[0] for name, rest in steps if name == "FROM"]
    found = [f"{image} is not pinned" for image in images if not PINNED.fullmatch(image)]
    end = steps[last:]
    users = [rest for name, rest in end if name == "USER"]
    if not users or not re.fullmatch(r"[1-9]\d*:[1-9]\d*", users[-1]):
        found.append("runs as root")
    for name in ("HEALTHCHECK", "VOLUME", "CMD"):
        if name not in dict(end):
            found.append(f"no {name}")
    if "--require-hashes" not in text:
        found.append("packages without hashes")
    found += [f"{one} is no setting" for one in re.findall(rf"{PREFIX}\w+", text) if one not in SETTINGS]
    if re.search(r"(SECRET|PASSWORD|TOKEN|_URL)\s*=", text):
        found.append("a secret inside")
    return found


def compose_faults(text: str) -> list[str]:
    """Return what is wrong with a compose file."""
    whole: dict[str, Any] = yaml.safe_load(text)
    found: list[str] = []
    for name, one in whole["services"].items():
        if not PINNED.fullmatch(one["image"]):
            found.append(f"{name} is not pinned")
        for variable, value in one.get("environment", {}).items():
            if variable.startswith(PREFIX) and variable not in SETTINGS:
                found.append(f"{variable} is no setting")
            is_secret = re.search(r"SECRET|PASSWORD|_URL", variable)
            if is_secret and not GIVEN.search(str(value)):
                found.append(f"{name}: {variable} stands in the file")
        if "ports" in one and name != "caddy":
            found.append(f"{name} is open to the world")
        if one.get("privileged") or one.get("user", "1").startswith("0"):
            found.append(f"{name} is root")
        for volume in one.get("volumes", ()):
            source = volume.partition(":")[0]
            if not source.startswith("./") and source not in whole["volumes"]:
                found.append(f"{name}: no volume {source}")
            if source.startswith("./") and not (ROOT / "deploy" / source).exists():
                found.append(f"{name}: no file {source}")
    if not any("postgresql/data" in one for one in whole["services"]["database"].get("volumes", ())):
        found.append("rows are lost with the container")
    if "healthcheck" not in whole["services"]["database"]:
        found.append("nobody asks whether the database is well")
    return found


def test_the_container_file_is_sound() -> None:
    assert container_faults(CONTAINER) == []


def test_the_compose_file_is_sound() -> None:
    assert compose_faults(COMPOSE) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("USER 10001:10001\n", "", "runs as root"),
        ("USER 10001:10001", "USER 0:0", "runs as root"),
        (":3.11.14-slim-bookworm", ":latest", "is not pinned"),
        ("HEALTHCHECK", "# HEALTHCHECK", "no HEALTHCHECK"),
        ("VOLUME /data\n", "", "no VOLUME"),
        (" --require-hashes", "", "without hashes"),
        ("STEADY_GROUND_DATA=", "STEADY_GROUND_FOLDER=", "is no setting"),
        ("USER 1", "ENV STEADY_GROUND_PATH_SECRET=planted\nUSER 1", "a secret inside"),
    ],
)
def test_a_planted_fault_of_the_container_is_seen(old: str, new: str, fault: str) -> None:
    assert old in CONTAINER
    assert [one for one in container_faults(CONTAINER.replace(old, new)) if fault in one]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (":17.6-bookworm", ":latest", "database is not pinned"),
        (":17.6-bookworm", "", "database is not pinned"),
        ("${PATH_SECRET:?at least 22 letters and digits, from openssl rand -hex 16}", "planted", "stands in the file"),
        ("${DATABASE_PASSWORD:?from openssl rand -hex 16}", "planted", "POSTGRES_PASSWORD stands in the file"),
        ("STEADY_GROUND_SKILL_ID", "STEADY_GROUND_SKILL", "is no setting"),
        ('    expose:\n      - "8000"', '    ports:\n      - "8000:8000"', "service is open to the world"),
        ('user: "999:999"', 'user: "0:0"', "database is root"),
        ("      - rows:/var/lib/postgresql/data\n", "      - keys:/tmp/x\n", "rows are lost"),
        ("      - keys:/data\n", "      - nowhere:/data\n", "no volume nowhere"),
        (
            '    healthcheck:\n      test: ["CMD", "pg_isready"',
            '    x-healthcheck:\n      test: ["CMD", "pg_isready"',
            "whether the database is well",
        ),
    ],
)
def test_a_planted_fault_of_the_compose_file_is_seen(old: str, new: str, fault: str) -> None:
    assert old in COMPOSE
    assert [one for one in compose_faults(COMPOSE.replace(old, new)) if fault in one]


def test_what_the_image_copies_is_there_and_is_all_that_runs() -> None:
    copied = {word for name, rest in instructions(CONTAINER) if name == "COPY" and "--from" not in rest
              for word in rest.split()[:-1]}  # fmt: skip
    assert all((ROOT / word).exists() for word in copied)
    assert {"skill", "intents", "scheduler", "interaction_models"} < copied


def test_only_the_webhook_is_open_and_no_log_holds_its_secret() -> None:
    assert re.findall(r"path (.*)", CADDY) == ["/alexa /alexa/*"]
    assert "respond 404" in CADDY
    assert not re.search(r"^\s*log\b", CADDY, re.MULTILINE)


def test_a_request_that_never_ends_is_cut_off_at_the_door() -> None:
    bounds = dict(re.findall(r"^\t+(max_header_size|read_header|read_body|idle|max_size) (\w+)$", CADDY, re.MULTILINE))
    assert bounds == {
        "max_header_size": "16KB",
        "read_header": "10s",
        "read_body": "10s",
        "idle": "1m",
        "max_size": "128KiB",
    }


def test_the_image_says_how_often_the_compose_file_runs_it_and_both_are_of_this_release() -> None:
    services = yaml.safe_load(COMPOSE)["services"]
    ours = [one for one in services.values() if one["image"].startswith("localhost/steady-ground:")]
    assert f"compose.yaml runs it {TIMES[len(ours)]}," in CONTAINER.splitlines()[0]
    assert "--no-clock" not in CONTAINER + COMPOSE, "the one that runs has to ring"
    release = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert {one["image"] for one in ours} == {f"localhost/steady-ground:{release}"}


def test_everything_that_alexa_needs_reaches_the_service() -> None:
    given = yaml.safe_load(COMPOSE)["services"]["service"]["environment"]
    assert {f"{PREFIX}{name}" for name in ("SKILL_ID", "PATH_SECRET", "CLIENT_ID", "CLIENT_SECRET")} <= set(given)


def commands_in(page: str) -> list[str]:
    """Return the lines of a page that are typed."""
    blocks = re.findall(r"^```\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


def test_every_command_of_the_page_exists_where_it_is_typed() -> None:
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    typed = [
        line
        for line in commands_in(HOWTO)
        if "steady-ground " in line and "=" not in line.partition("steady-ground ")[0]
    ]
    assert len(typed) >= 3
    for line in typed:
        before, _, after = line.partition("steady-ground ")
        assert after.split()[0] in group.commands, line
        in_container = before.startswith("docker compose exec")
        assert in_container != before.endswith(".venv/bin/"), f"an image has no .venv, a checkout has one: {line}"


def test_the_page_makes_what_it_uses_first() -> None:
    lines = commands_in(HOWTO)
    prints_id = next(number for number, line in enumerate(lines) if line.startswith("ask deploy"))
    takes_id = next(number for number, line in enumerate(lines) if line.startswith(("SKILL_ID=", "docker compose up")))
    makes_secret = next(number for number, line in enumerate(lines) if "openssl rand" in line)
    packs = next(number for number, line in enumerate(lines) if "steady-ground package" in line)
    assert makes_secret < packs < prints_id < takes_id
    assert "new shell" in HOWTO and "English (US)" in HOWTO


def test_the_page_names_every_variable_that_compose_needs() -> None:
    needed = set(re.findall(r"\$\{([A-Z_]+)", COMPOSE))
    assert needed == OURS
    assert all(f"{name}=" in HOWTO for name in needed)
