"""Two worlds: lives in copies of one house that differ in what she does alone; he must be sent the same in each."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Generic, TypeVar

from support.echo import Echo
from support.local_speaker import LocalSpeakerApp

from skill.speech.spoken import count

House = TypeVar("House")
Act = TypeVar("Act")
ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-f]{64}\b")
CODE = re.compile(r"(?:[a-z]+(?:[- ][a-z]+)?, ){3}[a-z]+(?:[- ][a-z]+)?(?=\.)")
PAIRS = {count(number).replace("-", " ") for number in range(10, 100)}


@dataclass(frozen=True)
class Worlds(Generic[House, Act]):
    """Copies of one house, in each of which she does something else alone.

    Attributes:
        opens: opens a fresh copy; what was before is the same in all of them.
        lives: lets her act in a copy, then yields all that he is sent, asked and unasked.
    """

    opens: Callable[[], AbstractContextManager[House]]
    lives: Callable[[House, Act], Iterable[object]]
    _lived: dict[Act, list[str]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def sent(self, act: Act) -> list[str]:
        """Return what he is sent where she does that; each act is lived once."""
        if act not in self._lived:
            with self.opens() as house:
                self._lived[act] = without_lots(self.lives(house, act))
        return self._lived[act]

    def difference(self, one: Act, other: Act) -> str | None:
        """Return the first thing by which he could tell one act from the other, or None."""
        pairs = zip_longest(self.sent(one), self.sent(other))
        return next((f"{here}\n/ {there}" for here, there in pairs if here != there), None)


def without_lots(sent: Iterable[object]) -> list[str]:
    """Return what was sent as text, without what is drawn by lot in every world.

    An id is told by the number of its first coming, so that one that comes again is still noticed.
    """
    ids: dict[str, str] = {}

    def text(one: object) -> str:
        written = one if isinstance(one, str) else json.dumps(one, sort_keys=True)
        numbered = ID.sub(lambda found: ids.setdefault(found[0], f"id {len(ids)}"), written)
        return CODE.sub(_without_code, numbered)

    return [text(one) for one in sent]


def _without_code(found: re.Match[str]) -> str:
    """Replace a code, which is said in pairs of digits, and leave every other list as it is."""
    return "CODE" if all(one.replace("-", " ") in PAIRS for one in found[0].split(", ")) else found[0]


@contextmanager
def new_house(now: datetime) -> Iterator[LocalSpeakerApp]:
    """Open a house in which nobody has spoken yet, in a folder that goes with it."""
    with TemporaryDirectory(prefix="steady-ground-world-") as place, LocalSpeakerApp(Path(place) / "data", now) as app:
        yield app


def answers(echo: Echo, *said: str, **slots: str) -> Iterator[object]:
    """Come anew and say these in one session; yield each answer whole: speech, reprompt, directives, attributes.

    The slots go with the first.
    """
    echo.hang_up()
    for intent in said:
        echo.say(intent, **slots)
        slots = {}
        yield echo.answer
