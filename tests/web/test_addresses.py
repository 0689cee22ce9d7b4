"""Which addresses the service listens on, and which names mean this machine."""

import socket
from contextlib import closing

import pytest

from skill.loopback import is_from_here
from skill.settings import is_loopback
from skill.web.webhook import open_socket


@pytest.mark.parametrize(
    ("host", "reached"),
    [
        ("::", {"127.0.0.1", "::1"}),
        ("[::]", {"127.0.0.1", "::1"}),
        ("0.0.0.0", {"127.0.0.1"}),
        ("127.0.0.1", {"127.0.0.1"}),
        ("localhost", {"127.0.0.1"}),
        ("::1", {"::1"}),
        ("[::1]", {"::1"}),
    ],
)
def test_every_address_that_was_asked_for_is_served(host: str, reached: set[str]) -> None:
    with open_socket(host, 0) as listening:
        port, found = listening.getsockname()[1], set()
        for address in ("127.0.0.1", "::1"):
            with closing(socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)) as knock:
                if knock.connect_ex((address, port)) == 0:
                    found.add(address)
    assert found == reached


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "127.9.9.9", "::1", "[::1]", "localhost", "LOCALHOST", "::ffff:127.0.0.1", "[::ffff:127.0.0.1]"],
)
def test_every_name_of_this_machine_is_known(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host",
    [None, "", "::", "[::]", "0.0.0.0", "[127.0.0.1]", "[::1", "::1]", "::ffff:192.168.1.2", "localhost.example.org"],
)
def test_no_other_name_is_this_machine(host: str | None) -> None:
    assert not is_loopback(host)


def test_whoever_comes_by_ipv4_to_a_service_of_both_is_from_here_too() -> None:
    assert is_from_here("::ffff:127.0.0.1", ["127.0.0.1:8000"], {})
    assert not is_from_here("::ffff:192.168.1.2", ["127.0.0.1:8000"], {})
