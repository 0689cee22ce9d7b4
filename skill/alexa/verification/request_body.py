"""The body after its signature: strict JSON, our skill, our time, and not heard before."""

import hashlib
import json
import math
from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NoReturn, Protocol

from skill.alexa.verification.rejection import Rejected, RejectReason

BODY_AT_MOST = 128 * 1024
DEEPEST = 32
DIGITS_AT_MOST = 20
WINDOW = timedelta(seconds=150)
EVENT_WINDOW = timedelta(seconds=3600)
EVENT_AHEAD = timedelta(seconds=1)
"""An event's stamp has whole seconds, so up to one second ahead is not the future."""
EVENTS = ("AlexaSkillEvent.", "Reminders.", "Messaging.")
REMEMBERED_AT_MOST = 200_000
"""Limits of a body (rules.md V8-V11)."""


def parse(body: bytes) -> dict[str, Any]:
    """Return the request, read in the one way there is.

    Raises:
        Rejected: not UTF-8, not an object, keys repeated, numbers that are none, too deep.
    """
    try:
        text = body.decode("utf-8")
        found = json.loads(
            text, object_pairs_hook=_object, parse_constant=_refuse, parse_int=_integer, parse_float=_finite
        )
    except (ValueError, RecursionError) as fault:
        raise Rejected(RejectReason.BODY) from fault
    if not isinstance(found, dict) or _is_deeper(found, DEEPEST) or _has_lone_surrogates(text, found):
        raise Rejected(RejectReason.BODY)
    return found


def check_form(request: Mapping[str, Any]) -> None:
    """Return if the request says what kind it is, and its parts are of the kinds that Amazon sends.

    Raises:
        Rejected: it does not, or a part is a list or a word where Amazon sends an object.
    """
    said = request.get("request")
    kind = said.get("type") if isinstance(said, Mapping) else None
    if not isinstance(kind, str) or not kind:
        raise Rejected(RejectReason.BODY)
    parts = [request[name] for name in ("session", "context") if name in request]
    if kind == "IntentRequest":
        intent = within(said, "intent")
        name, slots = within(intent, "name"), within(intent, "slots")
        if not isinstance(name, str) or not name:
            raise Rejected(RejectReason.BODY)
        parts += [{} if slots is None else slots]
        parts += list(slots.values()) if isinstance(slots, Mapping) else []
    if not all(isinstance(part, Mapping) for part in parts):
        raise Rejected(RejectReason.BODY)


def check_skill(request: Mapping[str, Any], skill_id: str) -> None:
    """Return if the request is for our skill wherever it names one.

    Raises:
        Rejected: it names another skill, or none.
    """
    in_context = within(request, "context", "System", "application", "applicationId")
    in_session = within(request, "session", "application", "applicationId")
    if in_context != skill_id or ("session" in request and in_session != skill_id):
        raise Rejected(RejectReason.SKILL)


def is_event(request: Mapping[str, Any]) -> bool:
    """Is it an event or message, which may come late and more than once?"""
    kind = within(request, "request", "type")
    return isinstance(kind, str) and kind.startswith(EVENTS)


def check_time(request: Mapping[str, Any], now: datetime) -> None:
    """Return if the request is fresh: 150 seconds either way; an event up to an hour old and never from the future.

    Raises:
        Rejected: it is not, or says no time with a zone.
    """
    stamp = within(request, "request", "timestamp")
    try:
        said = datetime.fromisoformat(stamp) if isinstance(stamp, str) else None
    except ValueError as fault:
        raise Rejected(RejectReason.TIME) from fault
    if said is None or said.tzinfo is None:
        raise Rejected(RejectReason.TIME)
    try:
        age = now - said
    except OverflowError as fault:
        raise Rejected(RejectReason.TIME) from fault
    oldest, newest = (EVENT_WINDOW, EVENT_AHEAD) if is_event(request) else (WINDOW, WINDOW)
    if not -newest <= age <= oldest:
        raise Rejected(RejectReason.TIME)


class SeenRequests(Protocol):
    """Where it is remembered which requests were heard; ids only as hashes."""

    def note(self, seen: bytes, now: datetime, *, since: datetime) -> bool:
        """Remember a request, and forget what was heard before `since`; return False where it is remembered already."""
        ...

    def forget(self, seen: bytes) -> None:
        """Take a request as never heard."""
        ...


class InMemorySeenRequests:
    """Remembers in this process alone, and no more than it can bear: for an installation with one worker."""

    def __init__(self) -> None:
        self._heard: OrderedDict[bytes, datetime] = OrderedDict()

    def note(self, seen: bytes, now: datetime, *, since: datetime) -> bool:
        """Remember a request; return False where it is remembered already."""
        while self._heard and (len(self._heard) >= REMEMBERED_AT_MOST or next(iter(self._heard.values())) < since):
            self._heard.popitem(last=False)
        if seen in self._heard:
            return False
        self._heard[seen] = now
        return True

    def forget(self, seen: bytes) -> None:
        """Take a request as never heard."""
        self._heard.pop(seen, None)


class ReplayCheck:
    """Tells which requests came before within the window."""

    def __init__(self, memory: SeenRequests | None = None) -> None:
        self._memory = memory or InMemorySeenRequests()

    def is_repeat(self, request: Mapping[str, Any], now: datetime) -> bool:
        """Note the request; return whether an event or message came before.

        Raises:
            Rejected: it has no id, or it is interactive and came before.
        """
        if self._memory.note(_hash(request), now, since=now - EVENT_WINDOW - WINDOW):
            return False
        if is_event(request):
            return True
        raise Rejected(RejectReason.REPLAY)

    def forget(self, request: Mapping[str, Any]) -> None:
        """Take a request as never heard: it could not be answered, and Amazon brings an event again for an hour."""
        self._memory.forget(_hash(request))


def _hash(request: Mapping[str, Any]) -> bytes:
    request_id = within(request, "request", "requestId")
    if not isinstance(request_id, str) or not request_id:
        raise Rejected(RejectReason.REPLAY)
    return hashlib.blake2b(request_id.encode(), digest_size=16).digest()


def within(data: Any, *names: str) -> Any:
    """Return what stands under these names, one in the other; None where something else stands there."""
    for name in names:
        data = data.get(name) if isinstance(data, Mapping) else None
    return data


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)


def _integer(digits: str) -> int:
    if len(digits.lstrip("-")) > DIGITS_AT_MOST:
        raise ValueError("a number is too long")
    return int(digits)


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError("a number is too large")
    return number


def _has_lone_surrogates(text: str, found: dict[str, Any]) -> bool:
    """Does it hold a lone surrogate, which parsers read differently and no file can keep?"""
    if "\\ud" not in text and "\\uD" not in text:
        return False
    try:
        json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    return False


def _is_deeper(data: Any, levels: int) -> bool:
    layer = [data]
    for _ in range(levels):
        layer = [
            inner
            for one in layer
            for inner in (one.values() if isinstance(one, dict) else one)
            if isinstance(inner, dict | list)
        ]
        if not layer:
            return False
    return True
