"""Headers and raw bytes: signed by Amazon's key, or not trusted; one small check per rule, in order."""

import asyncio
import base64
import binascii
import hashlib
import os
from collections import OrderedDict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.verification import Store

from skill.alexa.certificates import HOST, certificate_path, signing_key
from skill.alexa.trust import Reason, Untrusted
from skill.clock import Clock

KEYS_KEPT = 8
KEY_LIFE = timedelta(hours=6)
FETCHES_A_MINUTE = 6
CONNECT_SECONDS = 2.0
FETCH_SECONDS = 3.0
FILE_AT_MOST = 64 * 1024
HEADER_AT_MOST = 1024
SIGNATURE_BYTES = (256, 384, 512)
"""Limits of safety.md 3.4, steps 2, 4 and 5."""


@dataclass(frozen=True)
class _Key:
    key: RSAPublicKey
    until: datetime


class SignatureCheck:
    """Says whether bytes were signed by Amazon.

    Args:
        roots: trusted roots.
        amazon_url: where certificates are fetched instead of Amazon's host; a stand-in on this machine.
        folder: where proven certificate files are kept for the next start; they are proven again when read.
    """

    def __init__(self, roots: Store, clock: Clock, *, amazon_url: str | None, folder: Path) -> None:
        self._roots = roots
        self._clock = clock
        self._base = (amazon_url or f"https://{HOST}").rstrip("/")
        self._folder = folder
        self._keys: OrderedDict[str, _Key] = OrderedDict()
        self._fetched: deque[datetime] = deque(maxlen=FETCHES_A_MINUTE)
        self._under_way: dict[str, asyncio.Future[_Key]] = {}

    async def check(self, headers: Sequence[tuple[bytes, bytes]], body: bytes) -> None:
        """Return if `body` was signed by Amazon.

        Args:
            headers: names in lower case, as they came.
            body: the raw bytes.

        Raises:
            Untrusted: it was not, or it could not be found out.
        """
        address, encoded = _header(headers, b"signaturecertchainurl"), _header(headers, b"signature-256")
        path = certificate_path(address)
        try:
            signature = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError) as fault:
            raise Untrusted(Reason.SIGNATURE_FORM) from fault
        if len(signature) not in SIGNATURE_BYTES:
            raise Untrusted(Reason.SIGNATURE_FORM)
        now = self._clock.now()
        known = self._keys.get(path)
        if known is None or now >= known.until:
            known = await self._once(path, now)
        try:
            known.key.verify(signature, body, PKCS1v15(), SHA256())
        except InvalidSignature as fault:
            raise Untrusted(Reason.SIGNATURE) from fault

    async def _once(self, path: str, now: datetime) -> _Key:
        """Get a key once for all who ask for it at the same time."""
        under_way = self._under_way.get(path)
        if under_way is None:
            under_way = asyncio.ensure_future(self._get(path, now))
            self._under_way[path] = under_way
            under_way.add_done_callback(lambda _done: self._under_way.pop(path, None))
        return await asyncio.shield(under_way)

    async def _get(self, path: str, now: datetime) -> _Key:
        kept = self._kept(path, now)
        if kept is not None:
            return kept
        is_known = path in self._keys  # made-up names must not use up what our own key needs when its time is over
        if not is_known and len(self._fetched) == FETCHES_A_MINUTE and now - self._fetched[0] < timedelta(minutes=1):
            raise Untrusted(Reason.BUDGET)
        if not is_known:
            self._fetched.append(now)
        pem = await self._fetch(path)
        found = self._prove(path, pem, now, fetched=now)
        self._keep(path, pem, now)
        return found

    def _prove(self, path: str, pem: bytes, now: datetime, *, fetched: datetime) -> _Key:
        key, ends = signing_key(pem, self._roots, now)
        found = _Key(key, min(fetched + KEY_LIFE, ends))
        self._keys[path] = found
        self._keys.move_to_end(path)
        while len(self._keys) > KEYS_KEPT:
            self._keys.popitem(last=False)
        return found

    async def _fetch(self, path: str) -> bytes:
        try:
            async with (
                asyncio.timeout(FETCH_SECONDS),
                httpx.AsyncClient(
                    follow_redirects=False,
                    trust_env=False,
                    timeout=httpx.Timeout(FETCH_SECONDS, connect=CONNECT_SECONDS),
                ) as client,
                client.stream("GET", self._base + path) as response,
            ):
                if response.status_code != httpx.codes.OK:
                    raise Untrusted(Reason.DOWNLOAD)
                parts: list[bytes] = []
                size = 0
                async for part in response.aiter_raw():
                    parts.append(part)
                    size += len(part)
                    if size > FILE_AT_MOST:
                        raise Untrusted(Reason.DOWNLOAD)
                if response.headers.get("content-length") != str(size):
                    raise Untrusted(Reason.DOWNLOAD)
                return b"".join(parts)
        except (httpx.HTTPError, TimeoutError, OSError) as fault:
            raise Untrusted(Reason.DOWNLOAD) from fault

    def _file(self, path: str) -> Path:
        return self._folder / f"{hashlib.sha256(path.encode()).hexdigest()[:32]}.pem"

    def _kept(self, path: str, now: datetime) -> _Key | None:
        """Return the key of a file kept from before; it is proven again, so a changed file is worth nothing."""
        file = self._file(path)
        try:
            fetched = datetime.fromtimestamp(file.stat().st_mtime, UTC)
            if not -timedelta(seconds=1) <= now - fetched <= KEY_LIFE:
                return None  # from the future: the clock was set back, and nobody knows how old it is
            return self._prove(path, file.read_bytes(), now, fetched=fetched)
        except (OSError, Untrusted):
            return None

    def _keep(self, path: str, pem: bytes, now: datetime) -> None:
        """Keep a proven file for the next start; without a disk it is only fetched again."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            files = sorted(self._folder.glob("*.pem"), key=lambda file: file.stat().st_mtime)
            for old in files[: max(0, len(files) - KEYS_KEPT + 1)]:
                old.unlink(missing_ok=True)
            draft = self._file(path).with_suffix(".new")
            draft.write_bytes(pem)
            os.utime(draft, (now.timestamp(), now.timestamp()))
            draft.replace(self._file(path))
        except OSError:
            return


def _header(headers: Sequence[tuple[bytes, bytes]], name: bytes) -> str:
    found = [value for key, value in headers if key == name]
    if len(found) != 1 or not 0 < len(found[0]) <= HEADER_AT_MOST or not found[0].isascii():
        raise Untrusted(Reason.HEADERS)
    return found[0].decode("ascii")
