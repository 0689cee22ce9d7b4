"""What whoever deploys types: the package and the look at a certificate, as processes of their own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support.fake_alexa import GOOD, HOST, Authority, Shelf

ROOT = Path(__file__).parents[1]
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith("STEADY_GROUND")}
SECRET = "Mara-and-Jonas_at-the-lake"
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run a command in a home of its own."""

    def ended(*words: str | Path, **settings: str) -> subprocess.CompletedProcess[str]:
        named = {f"STEADY_GROUND_{name}": value for name, value in settings.items()}
        command = [sys.executable, "-m", "skill.app.cli", *map(str, words)]
        env = {**CLEAN, "HOME": str(tmp_path / "home"), **named}
        return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False)

    return ended


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    """Where certificates are fetched."""
    with closing(Shelf()) as opened:
        yield opened


def test_the_package_holds_the_secret_address_and_its_files_are_named(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "package"
    ended = run("package", "--endpoint", "https://skill.example.org", "--out", out, PATH_SECRET=SECRET)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert sorted(ended.stdout.splitlines()) == sorted(str(file) for file in out.rglob("*") if file.is_file())
    manifest = json.loads((out / "skill-package/skill.json").read_text())["manifest"]
    assert manifest["events"]["endpoint"]["uri"] == f"https://skill.example.org/alexa/{SECRET}"
    again = run("package", "--endpoint", "https://skill.example.org", "--out", out)
    assert (again.returncode, again.stdout) == (2, "")
    assert not (tmp_path / "home").exists()


def test_all_that_is_wrong_with_a_package_is_said_in_one_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").touch()
    ended = run("package", "--endpoint", f"http://mara:{SECRET}@kitchen", "--certificate", "Odd", "--out", tmp_path)
    assert (ended.returncode, ended.stdout, len(ended.stderr.splitlines())) == (2, "", 1)
    assert all(word in ended.stderr for word in ("https://", "user", "host", "--certificate", "--out"))
    assert SECRET not in ended.stderr


def test_the_doctor_shows_an_honest_chain_and_opens_no_house(run: Run, shelf: Shelf, tmp_path: Path) -> None:
    authority = Authority(tmp_path, datetime.now(UTC))
    amazon = {"AMAZON_URL": shelf.url, "TRUST_ROOTS": str(authority.roots)}
    shelf.files[GOOD] = authority.chain()
    ended = run("doctor", "--chain", HOST + GOOD, **amazon)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "trusted root   CN=Steady Root\nverdict        believed" in ended.stdout
    shelf.files[GOOD] = authority.chain(ends=-1)
    ended = run("doctor", "--chain", HOST + GOOD, **amazon)
    assert (ended.returncode, len(ended.stderr.splitlines())) == (2, 1)
    assert "certificate 1  CN=echo-api.amazon.com" in ended.stdout
    assert "no path" in ended.stderr
    assert not (tmp_path / "home").exists()
