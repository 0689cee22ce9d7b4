"""Two worlds: lives in copies of one house that differ in what she does alone; he must be sent the same in each."""

import json
import re
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
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
    _sent: dict[Act, list[str]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def sent(self, act: Act) -> list[str]:
        """Return what he is sent where she does that; it is lived once."""
        if act not in self._sent:
            self._sent[act] = list(self._live(act))
        return self._sent[act]

    def difference(self, kept: Act, act: Act) -> str | None:
        """Return the first thing by which he could tell an act from the one that it is compared with, or None."""
        with closing(self._live(act)) as here:
            pairs = zip_longest(self.sent(kept), here)
            return next((f"{one}\n/ {other}" for one, other in pairs if one != other), None)

    def _live(self, act: Act) -> Generator[str, None, None]:
        with self.opens() as house:
            yield from without_lots(self.lives(house, act))


def without_lots(sent: Iterable[object]) -> Iterator[str]:
    """Yield what was sent as text, without what is drawn by lot in every world.

    An id is told by the number of its first coming, so that one that comes again is still noticed.
    """
    ids: dict[str, str] = {}
    for one in sent:
        text = one if isinstance(one, str) else json.dumps(one, sort_keys=True)
        text = ID.sub(lambda found: ids.setdefault(found[0], f"id {len(ids)}"), text)
        yield CODE.sub(_without_code, text)


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
