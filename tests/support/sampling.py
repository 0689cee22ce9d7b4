"""Which part of a long sweep `make test` runs: the same part in every run; `make test-all` runs the whole."""

import random
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, TypeVar

import pytest

T = TypeVar("T")
SEED = "steady ground"
"""Of every sample, so that two runs on one change agree."""


def slow_but(
    values: Iterable[Any], keep: Collection[Any] | Callable[[Any], bool], *, is_rows: bool = False
) -> list[Any]:
    """Return the values for `parametrize`: all but the kept ones are slow.

    Args:
        keep: the values that stand for all in `make test`, or what tells them; each must be among them.
        is_rows: is each value a tuple of several arguments?
    """
    found, kept = [], 0
    for one in values:
        is_kept = keep(one) if callable(keep) else one in keep
        kept += is_kept
        row = one if is_rows else (one,)
        found.append(one if is_kept else pytest.param(*row, marks=pytest.mark.slow))
    assert kept and (callable(keep) or kept == len(keep)), "what stands for all must be one of them"
    return found


def a_part(values: Sequence[T], nth: int, of: str = "") -> list[T]:
    """Return one in `nth` of these, drawn by the fixed seed, in their order; all of them for 1.

    Args:
        of: what they belong to, where the same values are drawn from again and others are to be drawn each time.
    """
    if nth == 1 or not values:
        return list(values)
    drawn = random.Random(SEED + of).sample(range(len(values)), max(1, len(values) // nth))
    return [values[index] for index in sorted(drawn)]


def in_parts(nth: int) -> Any:
    """Parametrize `nth` of a sweep: one in so many in `make test`, and every one in `make test-all`."""
    return pytest.mark.parametrize("nth", [nth, pytest.param(1, marks=pytest.mark.slow)], ids=["a part", "all"])
