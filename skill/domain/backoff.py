"""How long to wait before something that failed is tried once more."""

import hashlib
from datetime import timedelta
from uuid import UUID

AT_MOST = timedelta(seconds=60)
UNAVAILABLE = timedelta(seconds=30)
"""How long to wait at least where the fault says that the other side takes nothing just now."""


def doubled(attempts: int) -> timedelta:
    """Return two to the power of the attempts in seconds, a minute at most."""
    return min(timedelta(seconds=2.0 ** min(attempts, 16)), AT_MOST)


def spread(row_id: UUID, attempts: int) -> timedelta:
    """Return a wait up to `doubled`, another one for each row, so that what failed together is not tried together.

    It hangs on the id alone: whichever process asks gets the same one.
    """
    digest = hashlib.blake2b(row_id.bytes + bytes([attempts]), digest_size=4).digest()
    return doubled(attempts) * ((int.from_bytes(digest, "big") + 1) / 2**32)


def again_after(
    attempts: int, *, accepted: bool = False, is_unavailable: bool = False, retry_after: float | None = None
) -> timedelta:
    """Return how long to wait before Alexa is told once more.

    Args:
        accepted: Amazon took the message and tries by itself until then: a minute for each second.
        is_unavailable: the fault says nothing about this account.
        retry_after: seconds that Amazon asked for.
    """
    least = (UNAVAILABLE if is_unavailable else timedelta(0), timedelta(seconds=retry_after or 0))
    return max(doubled(attempts) * (60 if accepted else 1), *least)
