"""What tells a request of this very machine from one that only seems to be of it."""

import re
from collections.abc import Container, Sequence

from skill.settings import is_loopback

HERE = re.compile(r"(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?")
"""Names of this machine as they stand in a Host header; any other was looked up by a stranger (DNS rebinding)."""
FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "cf-connecting-ip")
"""What a tunnel or proxy adds: somebody may be far away who seems to be here."""


def names_this_machine(hosts: Sequence[str], headers: Container[str]) -> bool:
    """Was a request sent to this machine by a loopback name, and handed on by no tunnel or proxy?

    Args:
        hosts: every Host header of it.
        headers: the names of all its headers, in small letters.
    """
    return len(hosts) == 1 and HERE.fullmatch(hosts[0].lower()) is not None and not any(k in headers for k in FORWARDED)


def is_from_here(sender: str | None, hosts: Sequence[str], headers: Container[str]) -> bool:
    """Did a request come from this machine, and name it?

    Args:
        sender: the address that it came from.
    """
    return is_loopback(sender) and names_this_machine(hosts, headers)
