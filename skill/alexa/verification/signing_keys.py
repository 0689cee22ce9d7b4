"""Amazon's proven keys: few, for a while, also over a restart; fetched once for all who ask, within a budget."""

import asyncio
import hashlib
import os
from collections import OrderedDict, deque
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509.verification import Store

from skill.alexa.verification.certificates import HOST, signing_key
from skill.alexa.verification.download import fetch
from skill.alexa.verification.rejection import Rejected, RejectReason

KEYS_KEPT = 8
KEY_LIFE = timedelta(hours=6)
FETCHES_A_MINUTE = 6
FETCHES_OF_ONE = 2
"""How often in a minute one well-known address is fetched where it was not proven yet."""
NUMBERED_AT_MOST = 30
"""Amazon counts its certificates up, about one a year; so far it has come to less than half of this."""
WELL_KNOWN = frozenset(
    f"/echo.api/echo-api-cert{number}{kind}.pem"
    for number in ("", *(f"-{one}" for one in range(1, NUMBERED_AT_MOST + 1)))
    for kind in ("", "-ats")
)
"""The addresses that Amazon has signed with, and the next ones: a closed list, so that each has a budget of its own
and no stranger's made-up address takes from it."""
MINUTE = timedelta(minutes=1)
"""Limits of the cache of keys (rules.md V5)."""


class SlidingWindow:
    """How often something may be done in a minute, counted over the last sixty seconds."""

    def __init__(self, at_most: int) -> None:
        self._done: deque[datetime] = deque(maxlen=at_most)

    def spend(self, now: datetime) -> bool:
        """Take one, and return whether there was one left."""
        if len(self._done) == self._done.maxlen and timedelta(0) <= now - self._done[0] < MINUTE:
            return False
        self._done.append(now)
        return True


@dataclass(frozen=True)
class ProvenKey:
    """A key whose certificate has a path to a trusted root.

    Attributes:
        until: from this instant on it must be proven anew.
    """

    key: RSAPublicKey
    until: datetime


class SigningKeyCache:
    """Keeps the keys behind certificate addresses.

    Args:
        roots: trusted roots.
        amazon_url: where certificates are fetched instead of Amazon's host; a stand-in on this machine.
        folder: where proven certificate files are kept for the next start; they are proven again when read.
    """

    def __init__(self, roots: Store, *, amazon_url: str | None, folder: Path) -> None:
        self._roots = roots
        self._base = (amazon_url or f"https://{HOST}").rstrip("/")
        self._folder = folder
        self._keys: OrderedDict[str, ProvenKey] = OrderedDict()
        # Two budgets: made-up names must not use up what a key that was proven before needs when its time is over.
        self._unknown, self._again = SlidingWindow(FETCHES_A_MINUTE), SlidingWindow(FETCHES_A_MINUTE)
        self._well_known: dict[str, SlidingWindow] = {}
        self._under_way: dict[str, asyncio.Task[ProvenKey]] = {}
        # Read once: a made-up address costs no look at the disk.
        self._on_disk = {file.name for file in folder.glob("*.pem")}

    async def get(self, path: str, now: datetime) -> RSAPublicKey:
        """Return the key behind the path of a certificate's address.

        Args:
            path: as `certificate_path` returns it.
            now: UTC.

        Raises:
            Rejected: it cannot be fetched now, or proves nothing.
        """
        known = self._keys.get(path)
        if known is None or now >= known.until:
            known = await self._once(path, now)
        return known.key

    def sizes(self) -> dict[str, int]:
        """Return how much is held in memory: keys, and fetches that are under way."""
        return {"keys": len(self._keys), "under way": len(self._under_way)}

    async def _once(self, path: str, now: datetime) -> ProvenKey:
        """Get a key once for all who ask for it at the same time."""
        under_way = self._under_way.get(path)
        if under_way is None:
            if not self._was_proven(path) and not self._budget(path).spend(now):
                raise Rejected(RejectReason.BUDGET)
            under_way = asyncio.create_task(self._renew(path, now))
            self._under_way[path] = under_way
            under_way.add_done_callback(lambda done: self._is_done(path, done))
        return await asyncio.shield(under_way)

    async def warm_up(self, now: datetime) -> None:
        """Prove again, before the first request comes, whatever well-known certificate was proven before.

        What cannot be had now is fetched when somebody asks for it.
        """
        proven = sorted(path for path in WELL_KNOWN if self._was_proven(path))[:KEYS_KEPT]
        await asyncio.gather(*(self._once(path, now) for path in proven), return_exceptions=True)

    def _budget(self, path: str) -> SlidingWindow:
        if path not in WELL_KNOWN:
            return self._unknown
        return self._well_known.setdefault(path, SlidingWindow(FETCHES_OF_ONE))

    def _is_done(self, path: str, done: asyncio.Task[ProvenKey]) -> None:
        self._under_way.pop(path, None)
        if not done.cancelled():
            done.exception()  # looked at, so that nobody complains where whoever asked has gone meanwhile

    async def _renew(self, path: str, now: datetime) -> ProvenKey:
        kept = self._kept(path, now)
        if kept is not None:
            return kept
        if self._was_proven(path) and not self._again.spend(now):
            raise Rejected(RejectReason.BUDGET)
        pem = await fetch(self._base + path)
        found = self._prove(path, pem, now, fetched=now)
        self._keep(path, pem, now)
        return found

    def _prove(self, path: str, pem: bytes, now: datetime, *, fetched: datetime) -> ProvenKey:
        key, ends = signing_key(pem, self._roots, now)
        found = ProvenKey(key, min(fetched + KEY_LIFE, ends))
        self._keys[path] = found
        self._keys.move_to_end(path)
        while len(self._keys) > KEYS_KEPT:
            self._keys.popitem(last=False)
        return found

    def _was_proven(self, path: str) -> bool:
        return path in self._keys or self._file(path).name in self._on_disk

    def _file(self, path: str) -> Path:
        return self._folder / f"{hashlib.sha256(path.encode()).hexdigest()[:32]}.pem"

    def _kept(self, path: str, now: datetime) -> ProvenKey | None:
        """Return the key of a file kept from before; it is proven again, so a changed file is worth nothing."""
        file = self._file(path)
        try:
            fetched = datetime.fromtimestamp(file.stat().st_mtime, UTC)
            if not -timedelta(seconds=1) <= now - fetched < KEY_LIFE:
                return None  # from the future: the clock was set back, and nobody knows how old it is
            return self._prove(path, file.read_bytes(), now, fetched=fetched)
        except (OSError, Rejected):
            return None

    def _keep(self, path: str, pem: bytes, now: datetime) -> None:
        """Keep a proven file for the next start; without a disk it is only fetched again."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            mine = self._file(path)
            others = [file for file in self._folder.glob("*.pem") if file != mine]
            others.sort(key=lambda file: file.stat().st_mtime)
            for old in others[: max(0, len(others) - KEYS_KEPT + 1)]:
                old.unlink(missing_ok=True)
                self._on_disk.discard(old.name)
            draft = mine.with_suffix(".new")
            draft.write_bytes(pem)
            os.utime(draft, (now.timestamp(), now.timestamp()))
            draft.replace(mine)
            self._on_disk.add(mine.name)
        except OSError:
            return
