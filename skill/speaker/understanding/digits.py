"""Four digits in a row, as people say them: "twenty three forty one", "two three four one", "2341"."""

import re
from collections.abc import Iterator

from skill.speech.clock_words import Found

UNITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
DIGITS = {word: str(number) for number, word in enumerate(UNITS, 1)} | dict.fromkeys(("zero", "oh", "o", "nought"), "0")
PAIRS = {word: str(number) for number, word in enumerate(TEENS, 10)}
LENGTH = 4
_TENS_AND_UNIT = "|".join(TENS)
_TOKEN = re.compile(
    rf"\b(?:(?P<tens>{_TENS_AND_UNIT})(?:[ -](?P<unit>{'|'.join(UNITS)})\b)?|(?P<word>[a-z]+))\b|(?P<figure>\d)"
)


def find_four_digits(said: str) -> Found[str] | None:
    """Return the first four digits in a row, with where they stand; None where there are none.

    Args:
        said: lower case. A longer row of figures gives its first four; the next four are found in what is left.
    """
    digits, start = "", 0
    for found, value in _said(said):
        if value is None:
            digits = ""
            continue
        if not digits:
            start = found.start()
        digits += value
        if len(digits) == LENGTH:
            return Found(digits, start, found.end())
        if len(digits) > LENGTH:
            digits = ""
    return None


def _said(said: str) -> Iterator[tuple[re.Match[str], str | None]]:
    """Yield each word or figure with the digits it stands for, or None for none."""
    for found in _TOKEN.finditer(said):
        if found["figure"] is not None:
            yield found, found["figure"]
        elif found["tens"] is not None:
            tens = TENS.index(found["tens"]) + 2
            yield found, f"{tens}{DIGITS[found['unit']] if found['unit'] else '0'}"
        else:
            yield found, DIGITS.get(found["word"]) or PAIRS.get(found["word"])
