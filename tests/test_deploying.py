"""What whoever deploys types: the package and the look at a certificate."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support.command_line import Run
from support.fake_alexa import GOOD, HOST, Authority, Shelf

SECRET = "Mara-and-Jonas_at-the-lake"


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    """Where certificates are fetched."""
    with closing(Shelf()) as opened:
        yield opened


def test_the_package_holds_the_secret_address_and_its_files_are_named(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "package"
    ended = run("package", "--endpoint", "https://skill.example.org", "--out", out, PATH_SECRET=SECRET)
    assert (ended.code, ended.err) == (0, "")
    assert sorted(ended.out.splitlines()) == sorted(str(file) for file in out.rglob("*") if file.is_file())
    manifest = json.loads((out / "skill-package/skill.json").read_text())["manifest"]
    assert manifest["events"]["endpoint"]["uri"] == f"https://skill.example.org/alexa/{SECRET}"
    again = run("package", "--endpoint", "https://skill.example.org", "--out", out)
    assert (again.code, again.out) == (2, "")
    assert not (tmp_path / "home").exists()


def test_a_shell_that_does_not_know_the_secret_is_told_so(run: Run, tmp_path: Path) -> None:
    ended = run("package", "--endpoint", "https://skill.example.org", "--out", tmp_path / "package")
    assert ended.code == 0
    assert ended.err.splitlines() == [
        "Without STEADY_GROUND_PATH_SECRET the address holds no secret: serve must have none."
    ]


def test_the_doctor_says_what_of_alexa_is_set_and_shows_none_of_it(run: Run) -> None:
    bare = run("doctor").out
    assert "address       without a secret\nreminders     no client id: Alexa is never asked to ring\n" in bare
    # As compose hands them on where nothing is set.
    assert run("doctor", CLIENT_ID="", CLIENT_SECRET="", PATH_SECRET="").out == bare
    full = run("doctor", CLIENT_ID="our-client", CLIENT_SECRET="our-own-secret", PATH_SECRET=SECRET)
    assert "address       with a secret\nreminders     client id and secret are set\n" in full.out
    assert not [one for one in ("our-client", "our-own-secret", SECRET) if one in full.out + full.err]


def test_all_that_is_wrong_with_a_package_is_said_in_one_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").touch()
    ended = run("package", "--endpoint", f"http://mara:{SECRET}@kitchen", "--certificate", "Odd", "--out", tmp_path)
    assert (ended.code, ended.out, len(ended.err.splitlines())) == (2, "", 1)
    assert all(word in ended.err for word in ("https://", "user", "host", "--certificate", "--out"))
    assert SECRET not in ended.err


def test_the_doctor_shows_an_honest_chain_and_opens_no_house(run: Run, shelf: Shelf, tmp_path: Path) -> None:
    authority = Authority(tmp_path, datetime.now(UTC))
    amazon = {"AMAZON_URL": shelf.url, "TRUST_ROOTS": str(authority.roots)}
    shelf.files[GOOD] = authority.chain()
    ended = run("doctor", "--chain", HOST + GOOD, **amazon)
    assert (ended.code, ended.err) == (0, "")
    assert "trusted root   CN=Steady Root\nverdict        believed" in ended.out
    shelf.files[GOOD] = authority.chain(ends=-1)
    ended = run("doctor", "--chain", HOST + GOOD, **amazon)
    assert (ended.code, len(ended.err.splitlines())) == (2, 1)
    assert "certificate 1  CN=echo-api.amazon.com" in ended.out
    assert "no path" in ended.err
    assert not (tmp_path / "home").exists()
