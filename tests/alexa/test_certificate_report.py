"""`steady-ground doctor --chain`: whoever deploys sees every certificate, the path, or the plain reason why not."""

import asyncio
from collections.abc import Callable
from contextlib import closing
from datetime import datetime

import pytest
from cryptography.x509.verification import Store
from support.fake_alexa import GOOD, HOST, Authority, Shelf, lost

from skill.alexa.verification.certificate_report import WHY, Examined, examine
from skill.alexa.verification.certificates import load_roots
from skill.alexa.verification.rejection import RejectReason

Look = Callable[..., Examined]


@pytest.fixture
def look(authority: Authority, shelf: Shelf) -> Look:
    """Examines an address on the stand-in's shelf."""
    roots: Store = load_roots(authority.roots)

    def looked(file: bytes | Callable[..., None], address: str = HOST + GOOD, at: datetime = authority.now) -> Examined:
        shelf.files[GOOD] = file
        return asyncio.run(examine(address, roots, at, amazon_url=shelf.url))

    return looked


def test_an_honest_address_is_shown_whole(look: Look, authority: Authority) -> None:
    found = look(authority.chain())
    text = "\n".join(found.lines)
    assert found.refused is None
    assert "certificate 1  CN=echo-api.amazon.com\n  issued by    CN=Steady Middle" in text
    assert f"  valid        {authority.now.replace(day=24, month=10):%Y-%m-%d} to 2026-12-23" in text
    assert "  names        echo-api.amazon.com\n  key          RSA 2048" in text
    assert "path           CN=echo-api.amazon.com <- CN=Steady Middle <- CN=Steady Root" in text
    assert text.endswith("trusted root   CN=Steady Root")


REFUSED: dict[str, tuple[RejectReason, Callable[[Authority], object]]] = {
    "nothing there": (RejectReason.DOWNLOAD, lambda by: lost),
    "no list": (RejectReason.PEM, lambda by: b"mara"),
    "expired": (RejectReason.CHAIN, lambda by: by.chain(ends=-1)),
    "a name that only fits": (RejectReason.NAME, lambda by: by.chain(names=("*.amazon.com",))),
    "not for signing": (RejectReason.KEY, lambda by: by.chain(is_signing=False)),
}


@pytest.mark.parametrize("row", REFUSED)
def test_what_would_be_refused_is_told_with_its_reason(look: Look, authority: Authority, row: str) -> None:
    reason, file = REFUSED[row]
    assert look(file(authority)).refused == WHY[reason]


def test_an_address_of_another_house_is_not_fetched(look: Look, authority: Authority) -> None:
    found = look(authority.chain(), address="https://example.com/echo.api/steady.pem")
    assert (found.lines, found.refused) == ((), WHY[RejectReason.URL])


def test_every_reason_that_may_be_met_has_words() -> None:
    assert set(WHY) == {
        RejectReason.URL,
        RejectReason.DOWNLOAD,
        RejectReason.PEM,
        RejectReason.CHAIN,
        RejectReason.NAME,
        RejectReason.KEY,
    }


def test_a_certificate_cannot_steer_the_terminal(look: Look, authority: Authority) -> None:
    found = look(authority.chain(name="Mara\x1b[2J"))
    assert not [line for line in found.lines if "\x1b" in line]


def test_a_silent_shelf_is_not_waited_for(authority: Authority) -> None:
    with closing(Shelf()) as off:
        pass
    found = asyncio.run(examine(HOST + GOOD, load_roots(authority.roots), authority.now, amazon_url=off.url))
    assert found.refused == WHY[RejectReason.DOWNLOAD]
