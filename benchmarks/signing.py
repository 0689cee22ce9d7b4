"""Requests as Alexa sends them, 5 KB each, distinct and signed before the timed part begins."""

from __future__ import annotations

import base64
import json
import multiprocessing
import os
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from benchmarks.authority import CHAIN_URL

SKILL_ID = "amzn1.ask.skill.5eb1b5a0-4c3d-4c57-8a53-benchmark001"
PAYLOAD_BYTES = 5 * 1024
MOODS = (("hurt", 4), ("calm", 3), ("numb", 2), ("hopeful", 3), ("tired", 5), ("lonely", 4))
"""Words of the interaction model that need no second question, with a strength of one to five."""


def check_in(person: int, turn: int) -> dict[str, Any]:
    """Return the request part of "I feel hurt, strength four", said by person number `person`."""
    mood, strength = MOODS[(person + turn) % len(MOODS)]
    slots = {
        "mood": _slot("mood", mood, resolved=("MoodWord", mood)),
        "strength": _slot("strength", str(strength), resolved=None),
    }
    return {
        "type": "IntentRequest",
        "intent": {"name": "CheckInIntent", "confirmationStatus": "NONE", "slots": slots},
    }


def intent(name: str, **slots: tuple[str, str, str]) -> dict[str, Any]:
    """Return the request part of any other intent; each slot is its words, its type and the id they mean."""
    heard = {key: _slot(key, words, resolved=(kind, id_)) for key, (words, kind, id_) in slots.items()}
    return {
        "type": "IntentRequest",
        "intent": {"name": name, "confirmationStatus": "NONE", "slots": heard},
    }


def _slot(name: str, value: str, *, resolved: tuple[str, str] | None) -> dict[str, Any]:
    slot: dict[str, Any] = {"name": name, "value": value, "confirmationStatus": "NONE", "source": "USER"}
    if resolved is not None:
        kind, id_ = resolved
        authority = f"amzn1.er-authority.echo-sdk.{SKILL_ID}.{kind}"
        match = {"value": {"name": value, "id": id_}}
        resolution = {"authority": authority, "status": {"code": "ER_SUCCESS_MATCH"}, "values": [match]}
        slot["resolutions"] = {"resolutionsPerAuthority": [resolution]}
    slot["slotValue"] = {"type": "Simple", "value": value}
    if resolved is not None:
        slot["slotValue"]["resolutions"] = slot["resolutions"]
    return slot


def envelope(person: int, request: dict[str, Any], *, session: str = "", attributes: Any = None) -> bytes:
    """Return a whole request of about 5 KB: the shape of a real one, with a token that fills it up.

    Args:
        person: number of the person; each has an account and a device of its own.
        request: type and intent, as `check_in` and `intent` make them.
        session: id of a session that goes on, or empty for a new one.
        attributes: what the last answer asked to get back in this session.
    """
    user = {"userId": f"amzn1.ask.account.BENCHMARK{person:05d}" + "A" * 160}
    application = {"applicationId": SKILL_ID}
    said = {
        "requestId": f"amzn1.echo-api.request.{uuid.uuid4()}",
        "locale": "en-US",
        "timestamp": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        **request,
    }
    system = {
        "application": application,
        "user": user,
        "device": {
            "deviceId": f"amzn1.ask.device.BENCHMARK{person:05d}" + "B" * 160,
            "supportedInterfaces": {"AudioPlayer": {}},
        },
        "apiEndpoint": "https://api.amazonalexa.com",
        "apiAccessToken": "",
    }
    visit = {
        "new": not session,
        "sessionId": session or f"amzn1.echo-api.session.{uuid.uuid4()}",
        "application": application,
        "attributes": attributes or {},
        "user": user,
    }
    whole = {
        "version": "1.0",
        "session": visit,
        "context": {"System": system, "AudioPlayer": {"playerActivity": "IDLE"}, **_SCREEN},
        "request": said,
    }
    short = json.dumps(whole, separators=(",", ":"))
    system["apiAccessToken"] = "e" * max(0, PAYLOAD_BYTES - len(short))
    return json.dumps(whole, separators=(",", ":")).encode()


_SCREEN = {
    "Viewport": {
        "experiences": [{"arcMinuteWidth": 246, "arcMinuteHeight": 144, "canRotate": False, "canResize": False}],
        "mode": "HUB",
        "shape": "RECTANGLE",
        "pixelWidth": 1024,
        "pixelHeight": 600,
        "dpi": 160,
        "currentPixelWidth": 1024,
        "currentPixelHeight": 600,
        "touch": ["SINGLE"],
        "video": {"codecs": ["H_264_42", "H_264_41"]},
    }
}


class Signer:
    """Turns a body into the bytes of one HTTP request to `POST /alexa`."""

    def __init__(self, key: bytes) -> None:
        loaded = serialization.load_pem_private_key(key, password=None)
        assert isinstance(loaded, rsa.RSAPrivateKey)
        self._key = loaded

    def post(self, body: bytes) -> bytes:
        """Return header and body, signed with RSA PKCS#1 v1.5 over SHA-256 of the raw body."""
        signature = base64.b64encode(self._key.sign(body, padding.PKCS1v15(), hashes.SHA256())).decode()
        head = (
            "POST /alexa HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json; charset=utf-8\r\n"
            "Accept: application/json\r\nAccept-Charset: utf-8\r\n"
            "User-Agent: Apache-HttpClient/UNAVAILABLE\r\n"
            f"SignatureCertChainUrl: {CHAIN_URL}\r\nSignature-256: {signature}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


def _sign_part(key: bytes, people: int, turns: Sequence[int]) -> list[bytes]:
    signer = Signer(key)
    return [signer.post(envelope(turn % people, check_in(turn % people, turn))) for turn in turns]


class Batches:
    """Signs many check-ins ahead of a timed part, on every core."""

    def __init__(self, pool: ProcessPoolExecutor, key: bytes, *, people: int) -> None:
        self._pool, self._key, self._people = pool, key, people

    def sign(self, count: int) -> list[bytes]:
        """Return `count` distinct signed check-ins, their time stamps from now; they age 150 s at most."""
        cores = os.cpu_count() or 1
        parts = [range(start, count, cores) for start in range(cores)]
        done = list(self._pool.map(_sign_part, [self._key] * cores, [self._people] * cores, parts))
        return [post for part in done for post in part]


@contextmanager
def signing(key: bytes, *, people: int) -> Iterator[Batches]:
    """Open the processes that sign; they idle while a road is timed."""
    with ProcessPoolExecutor(os.cpu_count() or 1, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield Batches(pool, key, people=people)
