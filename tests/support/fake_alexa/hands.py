"""What the control door can do, in the words of its JSON bodies; `user` is Mara unless it is said."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from .control import Action
from .faults import describe
from .signing import MARA
from .stand_in import Amazon
from .visits import ACCEPTED


def looks(amazon: Amazon) -> dict[str, Action]:
    """Return what only looks."""
    return {
        "clock": lambda said: {"now": amazon.clock.now()},
        "account": lambda said: amazon.account(_user(said)),
        "alerts": lambda said: [
            {**one.whole(), "due": one.due} for one in (amazon.alerts(_user(said)) if _is_known(amazon, said) else [])
        ],
        "rang": lambda said: amazon.rang,
        "notifications": lambda said: amazon.notifications(_user(said)) if _is_known(amazon, said) else [],
        "calls": lambda said: [f"{one.method} {one.path} -> {one.status}" for one in amazon.calls],
        "post": lambda said: {
            "waiting": [{"kind": one.kind, "tries": one.tries, "due": one.due} for one in amazon.post.waiting],
            "sent": amazon.post.sent,
        },
        "complaints": lambda said: amazon.complaints,
    }


def actions(amazon: Amazon) -> dict[str, Action]:
    """Return what changes something."""
    return {
        "enable": lambda said: amazon.enable(_user(said), said.get("zone", "America/New_York")),
        "disable": lambda said: amazon.disable(_user(said)),
        "consent": lambda said: amazon.consent(_user(said), *said.get("scopes", ())),
        "revoke": lambda said: amazon.revoke(_user(said), *said.get("scopes", ())),
        "subscribe": lambda said: amazon.subscribe(_user(said), *said.get("events", ())),
        "unsubscribe": lambda said: amazon.unsubscribe(_user(said)),
        "open": lambda said: amazon.open(_user(said)),
        "hear": lambda said: amazon.hear(_user(said), _needed(said, "words")),
        "say": lambda said: amazon.say(_user(said), _needed(said, "intent"), **said.get("slots", {})),
        "token": lambda said: {"token": amazon.token(_user(said))},
        "end": lambda said: amazon.end(_user(said), said.get("reason", "USER_INITIATED")),
        "approve": lambda said: amazon.answer_consent(_user(said), said.get("status", ACCEPTED)),
        "pin": lambda said: amazon.answer_pin(_user(said), *map(str, said.get("said", ()))),
        "remove": lambda said: amazon.remove(_needed(said, "alert")),
        "advance": lambda said: amazon.advance(timedelta(**_span(said))),
        "fault": lambda said: amazon.fail_next(_needed(said, "call"), describe(said), int(said.get("times", 1))),
        "heal": lambda said: amazon.cloud.faults.clear(),
    }


def _user(said: Mapping[str, Any]) -> str:
    return str(said.get("user", MARA))


def _is_known(amazon: Amazon, said: Mapping[str, Any]) -> bool:
    return amazon.cloud.accounts.knows(_user(said))


def _needed(said: Mapping[str, Any], name: str) -> str:
    if not isinstance(said.get(name), str):
        raise ValueError(f"say {name}")
    return str(said[name])


def _span(said: Mapping[str, Any]) -> dict[str, float]:
    span = {one: float(said[one]) for one in ("days", "hours", "minutes", "seconds") if one in said}
    if not span or min(span.values()) < 0:
        raise ValueError("say days, hours, minutes or seconds")
    return span
