"""Honest requests, signed as Amazon signs them, as letters that a table of tests may change."""

import base64
import itertools
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15

from .certificates import key

HOST = "https://s3.amazonaws.com"
SKILL = "amzn1.ask.skill.steady-ground"
GOOD = "/echo.api/steady.pem"
MARA = "amzn1.ask.account.MARA"
OLD, NEW = "Signature", "Signature-256"
"""The two headers in which Amazon sends a signature."""
_numbers = itertools.count(1)


def sign(body: bytes, by: str = "leaf", digest: type[hashes.HashAlgorithm] = hashes.SHA256) -> str:
    """Return a body's signature as Amazon sends it."""
    return base64.b64encode(key(by).sign(body, PKCS1v15(), digest())).decode()


def signatures(body: bytes, names: Collection[str] = (NEW,)) -> tuple[tuple[str, str], ...]:
    """Return the headers of those names with a body's signature: the old one over SHA-1, the new one over SHA-256."""
    digests: dict[str, type[hashes.HashAlgorithm]] = {OLD: hashes.SHA1, NEW: hashes.SHA256}
    return tuple((name, sign(body, digest=digests[name])) for name in names)


def honest(kind: str, now: datetime, *, user: str = MARA, attributes: Mapping[str, Any] | None = None) -> Any:
    """Return a request as Alexa sends it; events and messages have no session."""
    application, account = {"applicationId": SKILL}, {"userId": user}
    number = next(_numbers)
    system = {"application": application, "user": account, "apiEndpoint": "https://api.amazonalexa.com"}
    stamp = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    said = {"type": kind, "requestId": f"amzn1.echo-api.request.{number}", "timestamp": stamp, "locale": "en-US"}
    envelope: dict[str, Any] = {"version": "1.0", "context": {"System": system}, "request": said}
    if kind.startswith(("AlexaSkillEvent.", "Reminders.", "Messaging.")):
        return envelope
    system["device"] = {"deviceId": "amzn1.ask.device.KITCHEN", "supportedInterfaces": {}}
    session = {"new": not attributes, "sessionId": f"amzn1.echo-api.session.{number}", "attributes": attributes or {}}
    envelope["session"] = {**session, "application": application, "user": account}
    if kind == "SessionEndedRequest":
        said["reason"] = "USER_INITIATED"
    return envelope


def intent(name: str, now: datetime, attributes: Mapping[str, Any] | None = None, /, **slots: str) -> Any:
    """Return an intent with its slots; our own types ("mood", "city") come resolved to the id that is given."""
    envelope = honest("IntentRequest", now, attributes=attributes)
    heard: dict[str, dict[str, Any]] = {one: {"name": one, "value": value} for one, value in slots.items()}
    for one in {"mood", "city"} & slots.keys():
        found = {"status": {"code": "ER_SUCCESS_MATCH"}, "values": [{"value": {"name": "?", "id": slots[one]}}]}
        heard[one]["resolutions"] = {"resolutionsPerAuthority": [{"authority": "amzn1.er-authority", **found}]}
    envelope["request"]["intent"] = {"name": name, "confirmationStatus": "NONE", "slots": heard}
    return envelope


@dataclass(frozen=True)
class Letter:
    """A request on its way: every row of a table changes something about an honest one."""

    body: bytes
    headers: tuple[tuple[str, str | bytes], ...]
    method: str = "POST"
    path: str = "/alexa"
    is_chunked: bool = False


def letter(envelope: Any, file: str, **changes: Any) -> Letter:
    """Return a request with its signature and the address of its certificate file, as Amazon would."""
    body = envelope if isinstance(envelope, bytes) else json.dumps(envelope).encode()
    headers = (("SignatureCertChainUrl", HOST + file), *signatures(body))
    return replace(Letter(body, headers), **changes)
