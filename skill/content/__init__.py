"""Our own words as data: mood words, evening prompts, help lines by country; read once."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TypeVar

from babel.core import get_global

from skill.content.forms import CrisisFile, DangerFile, DangerPatternsFile, File, MoodsFile, PromptsFile
from skill.domain.checkin import Family, Mood
from skill.domain.danger import DangerSearch
from skill.domain.errors import StartError
from skill.domain.reflection import EveningPrompt
from skill.domain.support import EMERGENCY, SPEAKABLE, HelpLine
from skill.toml_file import read_toml

FILES: tuple[type[File], ...] = (CrisisFile, DangerFile, DangerPatternsFile, MoodsFile, PromptsFile)
FOLDER = Path(__file__).parent
Form = TypeVar("Form", bound=File)


def check_content(folder: Path = FOLDER) -> None:
    """Read every file of this folder.

    Raises:
        StartError: one line that names every fault in every file.
    """
    if wrong := list(_faults(folder)):
        raise StartError(" ".join(wrong))


@cache
def moods() -> tuple[Mood, ...]:
    """Return every mood word, in the order of the file."""
    return tuple(
        Mood(
            id=one.word.replace(" ", "_"),
            word=one.word,
            synonyms=tuple(one.synonyms),
            family=one.family,
        )
        for one in _read(MoodsFile).moods
    )


@cache
def families() -> dict[str, Family]:
    """Return every family of moods by its name."""
    return {name: Family(name, one.aloud) for name, one in _read(MoodsFile).families.items()}


@cache
def danger_phrases() -> dict[str, tuple[str, ...]]:
    """Return the phrases of danger, and those that only sound like it, by their kind (skill/domain/danger.py)."""
    return _read(DangerFile).by_kind()


@cache
def danger_words() -> DangerSearch:
    """Return the search for danger: phrases and patterns together."""
    patterns = _read(DangerPatternsFile)
    by_kind = patterns.by_kind()
    return DangerSearch({kind: (*them, *by_kind[kind]) for kind, them in danger_phrases().items()}, patterns.words)


@cache
def prompts() -> tuple[EveningPrompt, ...]:
    """Return every evening prompt, in the order of the file."""
    return tuple(EveningPrompt(**dict(one)) for one in _read(PromptsFile).prompts)


@cache
def help_lines(country: str) -> tuple[HelpLine, ...]:
    """Return the help lines of a country (two capitals); empty where we have none."""
    data = _read(CrisisFile)
    return tuple(
        HelpLine(
            country=one.country,
            kind=one.kind,
            name=one.name,
            number=one.number,
            who=one.who,
            hours=one.hours,
            status=one.status,
            checked=data.collected,
        )
        for one in data.entries
        if one.country == country
    )


@cache
def countries_with_lines() -> tuple[str, ...]:
    """Return every country (two capitals) whose emergency number is known, in the order of the alphabet."""
    named = {one.country for one in _read(CrisisFile).entries}
    return tuple(sorted(one for one in named if any(line.kind == EMERGENCY for line in _speakable(one))))


def _speakable(country: str) -> list[HelpLine]:
    return [line for line in help_lines(country) if line.number and line.status in SPEAKABLE]


def country_of(zone: str | None) -> str | None:
    """Return the country (two capitals) a time zone lies in, or None where that is not known."""
    found = get_global("zone_territories").get(get_global("zone_aliases").get(zone, zone)) if zone else None
    return found if found and found.isalpha() and found != "ZZ" else None


def _read(form: type[Form], folder: Path = FOLDER) -> Form:
    found = _once(form, folder)
    assert isinstance(found, form)
    return found


@cache
def _once(form: type[File], folder: Path) -> File:
    return read_toml(folder / form.NAME, form)


def _faults(folder: Path) -> Iterator[str]:
    for form in FILES:
        try:
            _read(form, folder)
        except StartError as fault:
            yield str(fault)
