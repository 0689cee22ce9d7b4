"""One test over many values: it tries all of them, and says for each that fails which one it was and why."""

from collections.abc import Callable, Iterable
from typing import Any


def each(values: Iterable[Any]) -> Callable[[Callable[..., None]], Callable[[], None]]:
    """Make one test of a check that is held to each value; a tuple is several arguments."""
    them = list(values)
    assert them, "without a value nothing is checked"

    def over(check: Callable[..., None]) -> Callable[[], None]:
        def holds_for_all() -> None:
            found = broken(check, them)
            assert found == [], "\n".join(found)

        holds_for_all.__name__ = holds_for_all.__qualname__ = check.__name__
        holds_for_all.__module__, holds_for_all.__doc__ = check.__module__, check.__doc__
        return holds_for_all

    return over


def broken(check: Callable[..., None], values: Iterable[Any]) -> list[str]:
    """Return each value for which the check does not hold, with why."""
    found = []
    for one in values:
        try:
            check(*one) if isinstance(one, tuple) else check(one)
        except AssertionError as why:
            found.append(f"{one}: {why}")
    return found
