"""What tells a request of this very machine from one that only seems to be of it."""

import re

from starlette.requests import Request

from skill.settings import is_loopback

HERE = re.compile(r"(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?")
"""Names of this machine as they stand in a Host header; any other was looked up by a stranger (DNS rebinding)."""
FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "cf-connecting-ip")
"""What a tunnel or proxy adds: somebody may be far away who seems to be here."""


def names_this_machine(request: Request) -> bool:
    """Was a request sent to this machine by a loopback name, and handed on by no tunnel or proxy?"""
    hosts, headers = request.headers.getlist("host"), request.headers
    return len(hosts) == 1 and HERE.fullmatch(hosts[0].lower()) is not None and not any(k in headers for k in FORWARDED)


def is_from_here(request: Request) -> bool:
    """Did a request come from this machine, and name it?"""
    return request.client is not None and is_loopback(request.client.host) and names_this_machine(request)
