"""A content file that is broken stops the start with one line that names every fault in every file, by its key."""

import shutil
from pathlib import Path

import pytest

from skill.content import FILES, FOLDER, check_content
from skill.content.forms import CrisisFile, DangerFile, DangerPatternsFile, MoodsFile, PromptsFile
from skill.domain.errors import StartError
from skill.speech.catalog import FOLDER as PHRASES
from skill.speech.catalog import Catalog


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of every content file and of the phrases."""
    for one in FILES:
        shutil.copy(FOLDER / one.NAME, tmp_path)
    shutil.copy(PHRASES / "en-US.toml", tmp_path)
    return tmp_path


def plant(folder: Path, name: str, right: str, wrong: str) -> None:
    text = (folder / name).read_text()
    assert right in text
    (folder / name).write_text(text.replace(right, wrong, 1))


def refused(folder: Path) -> str:
    with pytest.raises(StartError) as fault:
        check_content(folder)
    assert "\n" not in str(fault.value)
    return str(fault.value)


def test_every_file_of_the_folder_is_read_and_right() -> None:
    check_content()
    assert {one.NAME for one in FILES} == {one.name for one in FOLDER.iterdir() if one.name.endswith(".toml")}


def test_every_fault_of_every_file_is_named_at_once(folder: Path) -> None:
    plant(folder, CrisisFile.NAME, 'country = "US"', 'country = "usa"')
    plant(folder, CrisisFile.NAME, 'number = "988"', "number = 988")
    plant(folder, MoodsFile.NAME, 'aloud = "a stormy day"', 'aloudly = "a stormy day"')
    plant(folder, PromptsFile.NAME, "discreet = true", 'discreet = "yes"')
    plant(folder, DangerFile.NAME, "soft_flag = [", "softly = [")
    said = refused(folder)
    for fault in (
        "crisis.toml is not right: entries[1].country: ",
        "entries[2].number: Input should be a valid string",
        "moods.en.toml is not right: families.rage.aloud: Field required; families.rage.aloudly: Extra inputs",
        "prompts.en.toml is not right: prompts[1].discreet: Input should be a valid boolean",
        "danger.en.toml is not right: soft_flag: Field required; softly: Extra inputs",
    ):
        assert fault in said, said


@pytest.mark.parametrize(
    ("name", "right", "wrong", "fault"),
    [
        (MoodsFile.NAME, 'family = "rage"', 'family = "fury"', "is not there"),
        (MoodsFile.NAME, 'word = "angry"', 'word = ""', "moods[1].word: String should have at least 1 character"),
        (PromptsFile.NAME, 'weight = "light"', 'weight = "lite"', "prompts[1].weight: "),
        (PromptsFile.NAME, "step = 1", "step = 8", "prompts[1].step: "),
        (DangerPatternsFile.NAME, "<better> without me", "<bettr> without me", "no words for <bettr>"),
        (CrisisFile.NAME, "collected = 2026-11-23", 'collected = "2026-11-23"', "collected: "),
        (CrisisFile.NAME, 'status = "reported"', 'status = "sure"', "entries[1].status: "),
        (DangerFile.NAME, "soft_flag = [", "soft_flag = [[", f"{DangerFile.NAME} is no TOML: "),
    ],
)
def test_a_planted_fault_is_named_with_its_file_and_key(
    folder: Path, name: str, right: str, wrong: str, fault: str
) -> None:
    plant(folder, name, right, wrong)
    said = refused(folder)
    assert said.startswith(name)
    assert fault in said, said


def test_a_file_that_is_missing_or_no_text_is_named(folder: Path) -> None:
    (folder / MoodsFile.NAME).unlink()
    (folder / CrisisFile.NAME).write_bytes(b"\xff\xfe")
    assert refused(folder) == "crisis.toml cannot be read. moods.en.toml cannot be read."


def test_every_phrase_that_is_none_is_named(folder: Path) -> None:
    plant(folder, "en-US.toml", 'no_name = "', 'no_name = 7 # "')
    plant(folder, "en-US.toml", 'none_of_them = ["That', 'none_of_them = ["", "That')
    plant(folder, "en-US.toml", "[onboarding]\n", 'outside = "no topic"\n[onboarding]\nempty = []\n')
    with pytest.raises(StartError) as fault:
        Catalog.load(folder=folder)
    said = str(fault.value)
    assert said.startswith("en-US.toml is not right: ")
    for key in ("outside: ", "onboarding.empty: ", "onboarding.no_name", "checkin.none_of_them[1]: "):
        assert key in said, said
