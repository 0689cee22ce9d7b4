"""Four digits as people say them, and a code of eight that comes out as it was told."""

import random
from datetime import date
from pathlib import Path

import pytest

from skill.domain.couple import HIGHEST, LOWEST, code_of, new_code, said_in_pairs
from skill.speaker.understanding.digits import find_four_digits
from skill.speaker.understanding.intent_matcher import IntentMatcher
from skill.speech.spoken import count

MODEL = Path(__file__).parents[2] / "interaction_models" / "en-US.json"
TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("twenty three forty one", "2341"),
        ("twenty-three forty-one", "2341"),
        ("two three four one", "2341"),
        ("2341", "2341"),
        ("23 41", "2341"),
        ("23415678", "2341"),
        ("nineteen ninety", "1990"),
        ("oh seven zero eight", "0708"),
        ("my code is ten eleven please", "1011"),
    ],
)
def test_four_digits_are_found(said: str, digits: str) -> None:
    found = find_four_digits(said)
    assert found is not None
    assert found.value == digits


@pytest.mark.parametrize("said", ["", "twenty three", "two three four", "seven of nine and one two", "by seven"])
def test_fewer_than_four_in_a_row_are_none(said: str) -> None:
    assert find_four_digits(said) is None


def test_a_thousand_codes_are_heard_as_they_were_said() -> None:
    ear, draw = IntentMatcher.load(MODEL), random.Random(7)
    for number in range(1000):
        code = new_code(draw.randrange)
        pairs = said_in_pairs(code)
        assert all(LOWEST <= pair <= HIGHEST for pair in pairs)
        if number < 30:
            heard = ear.hear(f"my code is {', '.join(map(count, pairs))}", elicit=None, today=TODAY)
            assert heard.intent == "LinkingCodeIntent"
            assert code_of([heard.slots["first"].value, heard.slots["second"].value]) == code


@pytest.mark.parametrize("parts", [[None, None], ["2341", None], ["2341", "567"], ["2341", "56789"], ["२३४१", "5678"]])
def test_what_is_not_eight_digits_is_no_code(parts: list[str | None]) -> None:
    assert code_of(parts) is None
