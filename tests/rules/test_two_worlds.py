"""The engine of two worlds itself: what it leaves out is drawn by lot, and all else tells one life from another."""

from contextlib import nullcontext

import pytest
from support.two_worlds import Worlds

ONE, OTHER = "0b5a1c9e-7b1f-4c55-9d0f-3a2b1c4d5e6f", "7f6e5d4c-3b2a-4f0d-9c55-1f7b0b5a1c9e"
WORLDS = Worlds(lambda: nullcontext(None), lambda _, sent: sent)


@pytest.mark.parametrize(
    ("kept", "sent"),
    [
        ((f"row {ONE}", f"row {OTHER}"), (f"row {OTHER}", f"row {ONE}")),
        (("is: ten, twenty-one, thirty, ninety-nine.",), ("is: ninety-nine, twelve, eleven, ten.",)),
    ],
)
def test_ids_and_codes_that_are_drawn_by_lot_tell_nothing(kept: tuple[str, ...], sent: tuple[str, ...]) -> None:
    assert WORLDS.difference(kept, sent) is None


@pytest.mark.parametrize(
    ("kept", "sent"),
    [
        (("one", "two"), ("one",)),
        (("one",), ("one", "two")),
        (("one", "two"), ("two", "one")),
        ((f"row {ONE}", f"row {ONE}"), (f"row {ONE}", f"row {OTHER}")),
        (("hurt, angry, sad, numb.",), ("hurt, angry, sad, afraid.",)),
        (("is: ten, ten, ten, ten.",), ("is: none.",)),
    ],
)
def test_whatever_else_is_sent_or_not_sent_tells_one_life_from_the_other(
    kept: tuple[str, ...], sent: tuple[str, ...]
) -> None:
    assert WORLDS.difference(kept, sent) is not None
