"""One test that stands for hundreds finds each value that is wrong, and no other."""

import pytest
from support.all_at_once import broken, each


def is_small(number: int, limit: int = 5) -> None:
    assert number < limit, f"{number} is too large"


def test_each_value_that_is_wrong_is_named_with_its_reason() -> None:
    found = broken(is_small, [1, 7, (3, 2), (3, 4), 9])
    assert [one.splitlines()[0] for one in found] == [
        "7: 7 is too large",
        "(3, 2): 3 is too large",
        "9: 9 is too large",
    ]


def test_the_one_test_fails_where_one_value_is_wrong_and_keeps_the_name() -> None:
    assert each([1, 2])(is_small).__name__ == "is_small"
    each([1, 2])(is_small)()
    with pytest.raises(AssertionError, match="7 is too large"):
        each([1, 7])(is_small)()


def test_no_value_at_all_is_no_test() -> None:
    with pytest.raises(AssertionError, match="nothing is checked"):
        each([])
