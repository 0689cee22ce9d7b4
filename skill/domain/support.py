"""Help lines: which numbers may be spoken, and how they sound."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

FRESH_FOR = timedelta(days=180)
"""How long a checked number may be spoken; later only the emergency number is (rules.md R24)."""
SPEAKABLE = frozenset({"official", "reported"})
EMERGENCY = "emergency"
OF_THE_LANGUAGE = "US"
"""Whose numbers are said in this language where no country is known; Canada's emergency and crisis numbers are the same
(a test compares them)."""
EUROPE = "FR"
"""A country whose emergency number is the one of most of Europe."""
SPOKEN_KINDS = (EMERGENCY, "crisis", "abuse")
DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@dataclass(frozen=True)
class HelpLine:
    """One number somebody can call.

    Attributes:
        country: two capitals; numbers are keyed by country, never by language.
        status: how sure the number is; only "official" and "reported" ones are spoken.
        checked: the day a person last checked it.
    """

    country: str
    kind: str
    name: str
    number: str | None
    who: str
    hours: str
    status: str
    checked: date

    def whom(self) -> str:
        """Return for whom the line is, without its languages and other particulars: "anyone", "women"."""
        return self.who.replace(";", ",").partition(",")[0]


def spoken_lines(lines: Iterable[HelpLine], *, today: date) -> tuple[HelpLine, ...]:
    """Return the lines that may be spoken on `today`: at most one of each kind, for anyone and at any hour first."""
    chosen: list[HelpLine] = []
    for kind in SPOKEN_KINDS:
        fit = [one for one in lines if one.kind == kind and one.number and one.status in SPEAKABLE]
        fit = [one for one in fit if kind == EMERGENCY or today - one.checked <= FRESH_FOR]
        fit.sort(key=lambda one: (not one.who.startswith("anyone"), not one.hours.startswith("24/7")))
        chosen += fit[:1]
    return tuple(chosen)


def digits(number: str) -> str:
    """Return a number for the ear, digit by digit: "116 123" -> "one one six, one two three"."""
    groups = "".join(char if char.isdigit() else " " for char in number).split()
    return ", ".join(" ".join(DIGITS[int(char)] for char in group) for group in groups)
