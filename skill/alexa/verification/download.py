"""Fetching one certificate file from Amazon's host: under a deadline, bounded, and never anywhere else."""

import asyncio

import httpx

from skill.alexa.verification.rejection import Rejected, RejectReason

CONNECT_SECONDS = 2.0
FETCH_SECONDS = 3.0
FILE_AT_MOST = 64 * 1024
"""Limits of a download (rules.md V5)."""
_FOLLOWS = False
_ASKS_THE_ENVIRONMENT = False
# Unpacked files could be larger than they look; and the length that was promised is that of the packed one.
_AS_IT_IS = {"accept-encoding": "identity"}


async def fetch(address: str) -> bytes:
    """Return the file at `address`: no redirects, no proxies of the environment, connect 2 s, 3 s in all, 64 KiB.

    Raises:
        Rejected: it is not there, not whole, too large or too slow; with the same reason for all of them.
    """
    try:
        async with (
            asyncio.timeout(FETCH_SECONDS),
            httpx.AsyncClient(
                follow_redirects=_FOLLOWS,
                trust_env=_ASKS_THE_ENVIRONMENT,
                timeout=httpx.Timeout(FETCH_SECONDS, connect=CONNECT_SECONDS),
            ) as client,
            client.stream("GET", address, headers=_AS_IT_IS) as response,
        ):
            _check_status(response)
            parts: list[bytes] = []
            size = 0
            async for part in response.aiter_raw():
                parts.append(part)
                size += len(part)
                if size > FILE_AT_MOST:
                    raise Rejected(RejectReason.DOWNLOAD)
            _check_whole(response, size)
            return b"".join(parts)
    except (httpx.HTTPError, TimeoutError, OSError) as fault:
        raise Rejected(RejectReason.DOWNLOAD) from fault


def _check_status(response: httpx.Response) -> None:
    if response.status_code != httpx.codes.OK:
        raise Rejected(RejectReason.DOWNLOAD)


def _check_whole(response: httpx.Response, size: int) -> None:
    if response.headers.get("content-length") != str(size):
        raise Rejected(RejectReason.DOWNLOAD)
