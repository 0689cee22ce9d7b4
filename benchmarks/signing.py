"""Requests as Alexa sends them, 5 KB each, distinct and signed before the timed part begins."""

from __future__ import annotations

import json
import multiprocessing
import os
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from support.fake_alexa import GOOD, HOST, honest, sign
from support.fake_alexa.certificates import keep_keys
from support.fake_alexa.understanding import Understanding

PAYLOAD_BYTES = 5 * 1024
MOODS = (("hurt", 4), ("calm", 3), ("numb", 2), ("hopeful", 3), ("exhausted", 5), ("lonely", 4))
"""Words of the interaction model that need no second question, with a strength of one to five."""
_understanding = Understanding()


def check_in(person: int, turn: int) -> dict[str, Any]:
    """Return the request part of "I feel hurt, strength four", said by person number `person`."""
    mood, strength = MOODS[(person + turn) % len(MOODS)]
    return intent("CheckInIntent", mood=mood, strength=str(strength))


def intent(name: str, **slots: str) -> dict[str, Any]:
    """Return the request part of an intent; slots of our own types are said by the id that they mean."""
    return {"type": "IntentRequest", **_understanding.fields(name, slots, None)}


def envelope(person: int, request: dict[str, Any], *, session: str = "", attributes: Any = None) -> bytes:
    """Return a whole request of about 5 KB: the shape of a real one, with a token that fills it up.

    Args:
        person: number of the person; each has an account and a device of its own.
        request: type and intent, as `check_in` and `intent` make them.
        session: id of a session that goes on, or empty for a new one.
        attributes: what the last answer asked to get back in this session.
    """
    user = f"amzn1.ask.account.BENCHMARK{person:05d}" + "A" * 160
    whole = honest(request["type"], datetime.now(UTC), user=user, attributes=attributes)
    whole["request"] |= {**request, "requestId": f"amzn1.echo-api.request.{uuid.uuid4()}"}
    whole["session"] |= {"new": not session, "sessionId": session or f"amzn1.echo-api.session.{uuid.uuid4()}"}
    whole["context"] |= {"AudioPlayer": {"playerActivity": "IDLE"}, **_SCREEN}
    system = whole["context"]["System"]
    device = f"amzn1.ask.device.BENCHMARK{person:05d}" + "B" * 160
    system["device"] = {"deviceId": device, "supportedInterfaces": {"AudioPlayer": {}}}
    system["apiAccessToken"] = ""
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
    """Turns a body into the bytes of one HTTP request to `POST /alexa`.

    Args:
        keys: folder of the private keys.
    """

    def __init__(self, keys: Path) -> None:
        keep_keys(keys)

    def post(self, body: bytes) -> bytes:
        """Return header and body, signed as Amazon signs it."""
        head = (
            "POST /alexa HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json; charset=utf-8\r\n"
            "Accept: application/json\r\nAccept-Charset: utf-8\r\n"
            "User-Agent: Apache-HttpClient/UNAVAILABLE\r\n"
            f"SignatureCertChainUrl: {HOST}{GOOD}\r\nSignature-256: {sign(body)}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


def _sign_part(keys: Path, people: int, turns: Sequence[int]) -> list[bytes]:
    signer = Signer(keys)
    return [signer.post(envelope(turn % people, check_in(turn % people, turn))) for turn in turns]


class Batches:
    """Signs many check-ins ahead of a timed part, on every core."""

    def __init__(self, pool: ProcessPoolExecutor, keys: Path, *, people: int) -> None:
        self._pool, self._keys, self._people = pool, keys, people

    def sign(self, count: int) -> list[bytes]:
        """Return `count` distinct signed check-ins, their time stamps from now; they age 150 s at most."""
        cores = os.cpu_count() or 1
        parts = [range(start, count, cores) for start in range(cores)]
        done = list(self._pool.map(_sign_part, [self._keys] * cores, [self._people] * cores, parts))
        return [post for part in done for post in part]


@contextmanager
def signing(keys: Path, *, people: int) -> Iterator[Batches]:
    """Open the processes that sign; they idle while a road is timed."""
    with ProcessPoolExecutor(os.cpu_count() or 1, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield Batches(pool, keys, people=people)
