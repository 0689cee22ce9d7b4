"""Our own words as data: mood words, evening prompts, help lines by country; read once."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from babel.core import get_global

from skill.domain.checkin import Family, Mood
from skill.domain.danger import DangerSearch
from skill.domain.reflection import EveningPrompt
from skill.domain.support import EMERGENCY, SPEAKABLE, HelpLine


@cache
def moods() -> tuple[Mood, ...]:
    """Return every mood word, in the order of the file."""
    return tuple(
        Mood(
            id=one["word"].replace(" ", "_"),
            word=one["word"],
            synonyms=tuple(one["synonyms"]),
            family=one["family"],
            valence=one["valence"],
            arousal=one["arousal"],
        )
        for one in _read("moods.en.toml")["moods"]
    )


@cache
def families() -> dict[str, Family]:
    """Return every family of moods by its name."""
    return {
        name: Family(name, one["aloud"], tuple(one["offers"]), one["never"])
        for name, one in _read("moods.en.toml")["families"].items()
    }


@cache
def danger_phrases() -> dict[str, tuple[str, ...]]:
    """Return the phrases of danger, and those that only sound like it, by their kind (skill/domain/danger.py)."""
    return {kind: tuple(them) for kind, them in _read("danger.en.toml").items()}


@cache
def danger_words() -> DangerSearch:
    """Return the search for danger: phrases and patterns together."""
    patterns = _read("danger-patterns.en.toml")
    words = patterns.pop("words")
    return DangerSearch({kind: (*them, *patterns.get(kind, ())) for kind, them in danger_phrases().items()}, words)


@cache
def prompts() -> tuple[EveningPrompt, ...]:
    """Return every evening prompt, in the order of the file."""
    return tuple(EveningPrompt(**one) for one in _read("prompts.en.toml")["prompts"])


@cache
def help_lines(country: str) -> tuple[HelpLine, ...]:
    """Return the help lines of a country (two capitals); empty where we have none."""
    data = _read("crisis.toml")
    return tuple(
        HelpLine(
            country=one["country"],
            kind=one["kind"],
            name=one["name"],
            number=one.get("number"),
            who=one["who"],
            hours=one["hours"],
            status=one["status"],
            checked=data["collected"],
        )
        for one in data["entries"]
        if one["country"] == country
    )


@cache
def countries_with_lines() -> tuple[str, ...]:
    """Return every country (two capitals) whose emergency number is known, in the order of the alphabet."""
    named = {one["country"] for one in _read("crisis.toml")["entries"]}
    return tuple(sorted(one for one in named if any(line.kind == EMERGENCY for line in _speakable(one))))


def _speakable(country: str) -> list[HelpLine]:
    return [line for line in help_lines(country) if line.number and line.status in SPEAKABLE]


def country_of(zone: str | None) -> str | None:
    """Return the country (two capitals) a time zone lies in, or None where that is not known."""
    found = get_global("zone_territories").get(get_global("zone_aliases").get(zone, zone)) if zone else None
    return found if found and found.isalpha() and found != "ZZ" else None


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("skill.content").joinpath(name).read_text(encoding="utf-8"))
