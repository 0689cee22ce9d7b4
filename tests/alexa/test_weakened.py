"""Every check is needed: with one of them switched off the hostile table says so, each time by a row of that check."""

import base64
import re
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from alexa.hostile import TABLE, Row, Scene
from cryptography import x509
from support.fake_alexa import GOOD, Authority, Door, Shelf, honest, letter
from support.sampling import slow_but

from skill.alexa.verification import certificates, download, signature
from skill.alexa.verification import request_body as body
from skill.alexa.verification import signing_keys as keys
from skill.alexa.verification.rejection import RejectReason
from skill.alexa.verification.signature import SignatureCheck, SignatureClaim
from skill.web.webhook import Webhook

Open = Callable[..., AbstractContextManager[Door]]
BY_SAID = {row.said: row for row in TABLE}
ANY = re.compile(r".*", re.DOTALL)
BELOW = re.compile(r"/echo\.api/.*")
CHECK_SKILL = body.check_skill


def nothing(*_: object) -> None:
    """Check nothing."""


def last_header(headers: Any, name: bytes) -> str:
    """Take whichever header of that name comes last."""
    found: str = [value for key, value in headers if key == name][-1].decode()
    return found


async def believe(self: SignatureCheck, claim: SignatureClaim, _body: bytes) -> None:
    """Get the key and do not use it."""
    await self._keys.get(claim.path, self._clock.now())


def any_key(leaf: x509.Certificate) -> Any:
    """Take any key for any use."""
    return leaf.public_key()


def in_context(request: Any, skill_id: str) -> None:
    """Look at the context only."""
    CHECK_SKILL({name: value for name, value in request.items() if name != "session"}, skill_id)


PLANTED: dict[str, tuple[Any, str, Any, str]] = {
    "the method": (Webhook, "_check_method", nothing, "a PUT"),
    "the address of the webhook": (Webhook, "_check_path", nothing, "a guessed secret leads nowhere"),
    "how large a body may be": (body, "BODY_AT_MOST", 10**9, "a body one byte too large is not read"),
    "that a header stands once": (signature, "_header", last_header, "two signatures"),
    "how long a header may be": (signature, "HEADER_AT_MOST", 10**6, "a signature over a kibibyte"),
    "the scheme": (certificates, "_SCHEMES", ("https", "http"), "plain http"),
    "host, user and port": (certificates, "_NETLOC", ANY, "a user before the host"),
    "that an address is printable": (certificates, "_PRINTABLE", ANY, "a tab inside"),
    "characters that mean more": (certificates, "_MEANS_MORE", "", "a fragment"),
    "the path of the address": (certificates, "_PATH", ANY, "another ending"),
    "that there is no folder below": (certificates, "_PATH", BELOW, "a folder below the path"),
    "the form of a signature": (
        signature, "_decoded", lambda text: base64.b64decode(text + "=="), "a signature without its padding"),
    "the length of a signature": (signature, "SIGNATURE_BYTES", range(999), "a signature of 128 bytes"),
    "the budget of fetches": (keys, "FETCHES_A_MINUTE", 10**6, "the seventh made-up address in a minute"),
    "that no redirect is followed": (download, "_FOLLOWS", True, "a file that is elsewhere"),
    "the status of a download": (download, "_check_status", nothing, "a file from a broken server"),
    "the promised length": (download, "_check_whole", nothing, "a file of no promised length"),
    "how large a file may be": (download, "FILE_AT_MOST", 10**9, "a file that is too large"),
    "how long a download may take": (download, "FETCH_SECONDS", 5.5, "a file that stops half way"),
    "that a file holds nothing else": (
        certificates, "certificates", x509.load_pem_x509_certificates, "a file with words between the blocks"),
    "how many certificates": (certificates, "CERTIFICATES_AT_MOST", 99, "a file with seven certificates"),
    "the path to a root": (
        certificates, "path_to_root", lambda leaf, *_: [leaf], "a certificate below a root that nobody trusts"),
    "the days of a certificate": (certificates, "path_to_root", lambda leaf, *_: [leaf], "a certificate not valid yet"),
    "the literal name": (certificates, "check_name", nothing, "a certificate for all names below Amazon's"),
    "the use of the key": (certificates, "usable_key", any_key, "a certificate not for signing"),
    "the kind of the key": (certificates, "usable_key", any_key, "a certificate with a key of another kind"),
    "the size of the key": (certificates, "LEAST_KEY_BITS", 512, "a certificate with a key of 1024 bits"),
    "the signature itself": (SignatureCheck, "check", believe, "a signature of another body"),
    "that keys do not repeat": (body, "_object", dict, "a body with a key twice"),
    "numbers that are none": (body, "_refuse", float, "a body with no number"),
    "too large a float": (body, "_finite", float, "a body with too large a float"),
    "too long an integer": (body, "DIGITS_AT_MOST", 10**6, "a body with an integer of 21 digits"),
    "how deep a body may be": (body, "DEEPEST", 10**6, "a body 33 deep"),
    "a lone surrogate": (body, "_has_lone_surrogates", nothing, "a body with a lone surrogate"),
    "the skill": (body, "check_skill", nothing, "a request for another skill"),
    "the skill of the session": (body, "check_skill", in_context, "a request from the session of another skill"),
    "that a time has a zone": (body, "check_time", nothing, "a request without a zone"),
    "how old a request may be": (body, "WINDOW", body.WINDOW * 2, "a request 151 seconds old"),
    "how old an event may be": (body, "EVENT_WINDOW", body.EVENT_WINDOW * 2, "a request an event over an hour old"),
    "events of the future": (body, "EVENT_AHEAD", body.WINDOW, "a request an event of the future"),
    "that it was heard before": (body.ReplayCheck, "is_repeat", lambda *_: False, "the same request again"),
}  # fmt: skip


def verdict(door: Door, row: Row, scene: Scene) -> str:
    """Return the reason for which the service refused a row, or what it did instead."""
    *first, last = row.make(scene)
    for one in first:
        door.send(one)
    counted = door.refused()
    try:
        answer = door.send(last)
    except httpx.TimeoutException:
        return "no answer"
    [*reasons] = door.refused() - counted
    return reasons[0] if reasons else f"status {answer.status_code}"


@pytest.mark.parametrize("check", slow_but(PLANTED, lambda one: one == next(iter(PLANTED))))
def test_with_a_check_switched_off_the_table_is_wrong(
    open_door: Open, shelf: Shelf, authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, check: str
) -> None:
    place, name, weaker, said = PLANTED[check]
    row = BY_SAID[said]
    shelf.files[GOOD] = authority.chain()
    monkeypatch.setattr(place, name, weaker)
    with open_door(tmp_path / "data") as door:
        # Whoever is weaker still hears honest requests: a service that fails altogether would prove nothing.
        now = door.application.clock.now()
        assert door.send(letter(honest("LaunchRequest", now), GOOD)).status_code == 200
        assert verdict(door, row, Scene(now, authority, shelf)) != row.reason


def test_every_reason_to_refuse_has_a_check_that_was_switched_off() -> None:
    proven = {BY_SAID[said].reason for _, _, _, said in PLANTED.values()}
    assert proven == {reason.value for reason in RejectReason} - {RejectReason.FAULT}


@pytest.mark.parametrize("is_weak", [False, True])
def test_no_proxy_of_the_environment_is_asked(
    open_door: Open, shelf: Shelf, authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_weak: bool
) -> None:
    shelf.files[GOOD] = authority.chain()
    with closing(Shelf()) as proxy, open_door(tmp_path / "data") as door:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        for name in ("NO_PROXY", "no_proxy"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setattr(download, "_ASKS_THE_ENVIRONMENT", is_weak)
        answer = door.send(letter(honest("LaunchRequest", door.application.clock.now()), GOOD))
        assert (answer.status_code, proxy.fetches.total()) == ((400, 1) if is_weak else (200, 0))
