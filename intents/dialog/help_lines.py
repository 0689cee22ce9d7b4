"""Whom one can call, as it is said: by the country of the device, and never nobody."""

from collections.abc import Collection

from intents.dialog.turn import Turn
from skill.content import help_lines
from skill.domain.support import EMERGENCY, EUROPE, OF_THE_LANGUAGE, SPOKEN_KINDS, HelpLine, digits, spoken_lines


def lines_to_call(turn: Turn, kinds: Collection[str] = SPOKEN_KINDS) -> list[str]:
    """Return the numbers of these kinds as sentences, by the country of the device; never none at all."""
    lines = _fit(turn, turn.country, kinds) if turn.country else []
    said = [
        turn.phrase(f"courtesy.line_{line.kind}", name=line.name, number=digits(line.number or ""), who=line.whom())
        for line in lines
    ]
    return said or [*_without_country(turn, kinds), turn.phrase("courtesy.local_number")]


def _without_country(turn: Turn, kinds: Collection[str]) -> list[str]:
    """Return the numbers of the countries that speak this language, and Europe's, each with its place.

    None for who is hurt by somebody: Canada has no such number, and all of them together are too long to hear.
    """
    europe = digits(_fit(turn, EUROPE, (EMERGENCY,))[0].number or "")
    said: list[str] = []
    for line in _fit(turn, OF_THE_LANGUAGE, {EMERGENCY, "crisis"} & set(kinds)):
        values = {"europe": europe} if line.kind == EMERGENCY else {}
        said.append(turn.phrase(f"courtesy.elsewhere_{line.kind}", number=digits(line.number or ""), **values))
    return said


def _fit(turn: Turn, country: str, kinds: Collection[str]) -> list[HelpLine]:
    lines = spoken_lines(help_lines(country), today=turn.local.date())
    return [line for line in lines if line.kind in kinds]
