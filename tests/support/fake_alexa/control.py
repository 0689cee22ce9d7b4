"""The control door for hands: enable, agree, speak, let time pass, look at what rang, plant a fault; with curl."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, is_dataclass
from datetime import date
from enum import Enum
from typing import Any

from .calls import Answer, Call

ROOT = "/control"
Action = Callable[[dict[str, Any]], Any]


class Control:
    """Answers `GET` and `POST /control/<action>`.

    Args:
        actions: by name, what takes the body's object and returns what is shown.
        looks: names that only look, and may be asked for with GET.
    """

    def __init__(self, actions: Mapping[str, Action], looks: Mapping[str, Action]) -> None:
        self._actions = actions
        self._looks = looks

    def answer(self, call: Call) -> Answer:
        """Do it, and say what came of it, or that it is done; what cannot be done is one plain line and a 400."""
        name = call.path.removeprefix(ROOT).strip("/")
        known = self._looks if call.method == "GET" else {**self._looks, **self._actions}
        if name not in known:
            ways = [f"GET {ROOT}/{one}" for one in self._looks] + [f"POST {ROOT}/{one}" for one in self._actions]
            return _shown(200 if not name else 404, {"ways": ways})
        try:
            said = json.loads(call.body) if call.body else {}
            if not isinstance(said, dict):
                raise ValueError("the body is no JSON object")
            found = plain(known[name](said))
            return _shown(200, {"done": name} if found is None else found)
        except (ValueError, KeyError, TypeError) as fault:
            return _shown(400, {"fault": str(fault.args[0]) if fault.args else type(fault).__name__})


def plain(found: Any) -> Any:
    """Return JSON data for whatever an action returned."""
    if is_dataclass(found) and not isinstance(found, type):
        return plain(asdict(found))
    if isinstance(found, Mapping):
        return {str(name): plain(one) for name, one in found.items()}
    if isinstance(found, set | frozenset):
        return sorted(map(str, found))
    if isinstance(found, list | tuple):
        return [plain(one) for one in found]
    if isinstance(found, Enum):
        return found.value
    if isinstance(found, date):
        return found.isoformat()
    return found if found is None or isinstance(found, str | int | float | bool) else str(found)


def _shown(status: int, body: Any) -> Answer:
    return Answer(status, body, is_for_eyes=True)
