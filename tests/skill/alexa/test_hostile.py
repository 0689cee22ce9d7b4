"""Whoever is not Amazon, not for us, not fresh or not whole hears the same empty 400, and nothing of it is kept."""

import base64
import json
import socket
import struct
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from amazon import GOOD, HOST, SIGNER, Authority, Door, Letter, Paper, Shelf, give, honest, key, letter, lost, sign
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.x509.oid import ExtendedKeyUsageOID

Change = Callable[[Letter], Letter]
Does = Callable[[BaseHTTPRequestHandler], None]
Refuse = Callable[[Letter, str], None]
URL, SIGNATURE = "SignatureCertChainUrl", "Signature-256"


def table(rows: Mapping[str, Any]) -> pytest.MarkDecorator:
    """Make a test of every row, named by its sentence."""
    return pytest.mark.parametrize("row", [pytest.param(row, id=said) for said, row in rows.items()])


def without(name: str, *more: tuple[str, str | bytes]) -> Change:
    """Leave out a header, and put others in its place."""
    return lambda one: replace(one, headers=(*(pair for pair in one.headers if pair[0] != name), *more))


def signed(way: Callable[[bytes], str | bytes]) -> Change:
    """Sign in another way."""
    return lambda one: without(SIGNATURE, (SIGNATURE, way(one.body)))(one)


@table({verb: verb for verb in ("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS")})
def test_what_is_no_post_is_refused(refuse: Refuse, now: datetime, row: str) -> None:
    refuse(letter(honest("LaunchRequest", now), GOOD, method=row), "method")


def test_an_address_with_a_slash_too_many_tells_nobody_the_right_one(refuse: Refuse, now: datetime) -> None:
    refuse(letter(honest("LaunchRequest", now), GOOD, path="/alexa/"), "url")


SHAPES: dict[str, tuple[str, Change]] = {
    "a guessed secret leads nowhere": ("url", lambda one: replace(one, path="/alexa/guessed-guessed-guessed")),
    "a body without a length is not read": ("size", lambda one: replace(one, is_chunked=True)),
    "a body one byte too large is not read": ("size", lambda one: replace(one, body=b" " * (128 * 1024 + 1))),
    "no headers of Amazon's at all": ("headers", lambda one: replace(one, headers=())),
    "no address of a certificate": ("headers", without(URL)),
    "no signature": ("headers", without(SIGNATURE)),
    "only the signature of old": ("headers", without(SIGNATURE, ("Signature", sign(b"of old")))),
    "two addresses": ("headers", lambda one: replace(one, headers=(*one.headers, one.headers[0]))),
    "two signatures": ("headers", lambda one: replace(one, headers=(*one.headers, one.headers[1]))),
    "an empty address": ("headers", without(URL, (URL, ""))),
    "an empty signature": ("headers", without(SIGNATURE, (SIGNATURE, ""))),
    "an address over a kibibyte": ("headers", without(URL, (URL, f"{HOST}/echo.api/{'a' * 1024}.pem"))),
    "a signature over a kibibyte": ("headers", without(SIGNATURE, (SIGNATURE, "A" * 1028))),
    "an address with an umlaut": ("headers", without(URL, (URL, f"{HOST}/echo.api/stördy.pem".encode()))),
    "a signature that is no base64": ("signature_form", signed(lambda body: "!" + sign(body)[1:])),
    "a signature with a blank inside": ("signature_form", signed(lambda body: f"{sign(body)[:9]} {sign(body)[9:]}")),
    "a signature without its padding": ("signature_form", signed(lambda body: sign(body).rstrip("="))),
    "a signature three bytes short": ("signature_form", signed(lambda body: sign(body)[4:])),
    "a signature of another body": ("signature", signed(lambda body: sign(body + b" "))),
    "a signature by another key": ("signature", signed(lambda body: sign(body, "nora"))),
    "a signature with SHA-1": ("signature", signed(lambda body: sign(body, digest=hashes.SHA1))),
    "a signature of another padding": ("signature", signed(lambda body: base64.b64encode(
        key("leaf").sign(body, PSS(MGF1(hashes.SHA256()), PSS.MAX_LENGTH), hashes.SHA256())))),
}  # fmt: skip


ADDRESSES = {
    "plain http": f"http://s3.amazonaws.com{GOOD}", "another scheme": f"file://s3.amazonaws.com{GOOD}",
    "no scheme": f"//s3.amazonaws.com{GOOD}", "no host": f"https://{GOOD}",
    "another host": f"https://s3.example.com{GOOD}", "a host below": f"https://mara.s3.amazonaws.com{GOOD}",
    "a host that begins alike": f"https://s3.amazonaws.com.example.com{GOOD}",
    "a host that ends alike": f"https://nots3.amazonaws.com{GOOD}",
    "a host with a dot at its end": f"https://s3.amazonaws.com.{GOOD}",
    "a host in brackets": f"https://[s3.amazonaws.com]{GOOD}", "this very machine": f"https://127.0.0.1{GOOD}",
    "a user before the host": f"https://mara@s3.amazonaws.com{GOOD}",
    "the host as a user of another": f"https://s3.amazonaws.com@example.com{GOOD}",
    "port 444": f"https://s3.amazonaws.com:444{GOOD}", "an empty port": f"https://s3.amazonaws.com:{GOOD}",
    "port 0443": f"https://s3.amazonaws.com:0443{GOOD}", "port https": f"https://s3.amazonaws.com:https{GOOD}",
    "another path": f"{HOST}/mara/steady.pem", "a path in capitals": f"{HOST}/ECHO.API/steady.pem",
    "a path that begins alike": f"{HOST}/echo.apis/steady.pem", "two slashes": f"{HOST}//echo.api/steady.pem",
    "a folder below the path": f"{HOST}/echo.api/more/steady.pem", "no name of a file": f"{HOST}/echo.api/",
    "only an ending": f"{HOST}/echo.api/.pem", "another ending": f"{HOST}/echo.api/steady.der",
    "an encoded letter": f"{HOST}/echo.api/%73teady.pem", "an encoded slash": f"{HOST}/echo.api%2Fsteady.pem",
    "encoded dots": f"{HOST}/echo.api/%2e%2e/echo.api/steady.pem", "a backslash": f"{HOST}/echo.api\\steady.pem",
    "dots that lead away": f"{HOST}/echo.api/../mara/steady.pem", "dots that lead above": f"{HOST}/../../steady.pem",
    "a query": f"{HOST}{GOOD}?of=mara", "a fragment": f"{HOST}{GOOD}#mara", "a parameter": f"{HOST}{GOOD};mara",
    "a blank inside": f"{HOST}/echo.api/ste ady.pem", "a tab inside": f"{HOST}/echo.api/ste\tady.pem",
}  # fmt: skip


@table({**SHAPES, **{said: ("url", without(URL, (URL, one))) for said, one in ADDRESSES.items()}})
def test_a_request_that_amazon_would_not_send_is_refused_and_nothing_is_fetched_for_it(
    refuse: Refuse, shelf: Shelf, now: datetime, row: tuple[str, Change]
) -> None:
    fetched = shelf.fetches.total() - shelf.fetches[GOOD]
    refuse(row[1](letter(honest("LaunchRequest", now), GOOD)), row[0])
    assert shelf.fetches.total() - shelf.fetches[GOOD] == fetched


def cut(to: BaseHTTPRequestHandler) -> None:
    """Reset the connection."""
    to.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    to.connection.close()


def wait(to: BaseHTTPRequestHandler) -> None:
    """Say nothing until the other side has gone."""
    to.rfile.read(1)


def too_low(by: Authority) -> Paper:
    """Return an authority below one that allows none."""
    return Paper("Steady Low", (), key("middle"), replace(by.middle, depth=0), depth=0)


FALSE_ROOT = Paper("Steady Root", (), key("false"), depth=3)
PEM = b"-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
FILES: dict[str, tuple[str, Callable[[Authority], bytes | Does]]] = {
    "expired": ("chain", lambda by: by.chain(ends=-1)),
    "not valid yet": ("chain", lambda by: by.chain(begins=1)),
    "signed by itself": ("chain", lambda by: by.chain(issuer=None)),
    "for another name": ("chain", lambda by: by.chain(names=("s3.amazonaws.com",))),
    "for a name that begins alike": ("chain", lambda by: by.chain(names=(f"{SIGNER}.example.com",))),
    "for all names below Amazon's": ("name", lambda by: by.chain(names=("*.amazon.com",))),
    "for no name": ("chain", lambda by: by.chain(names=())),
    "not for signing": ("key", lambda by: by.chain(is_signing=False)),
    "for signing code": ("chain", lambda by: by.chain(use=ExtendedKeyUsageOID.CODE_SIGNING)),
    "with a key of 1024 bits": ("key", lambda by: by.chain(key=key("weak", 1024))),
    "with a key of another kind": ("key", lambda by: by.chain(key=ec.derive_private_key(7, ec.SECP256R1()))),
    "signed by a key of 1024 bits": ("chain", lambda by: by.pem(
        replace(by.leaf, issuer=replace(by.middle, key=key("weak", 1024))), replace(by.middle, key=key("weak", 1024)))),
    "below a root that nobody trusts": ("chain", lambda by: by.chain(issuer=FALSE_ROOT)),
    "with a false root of the same name beside it": ("chain", lambda by: by.pem(
        replace(by.leaf, issuer=FALSE_ROOT), FALSE_ROOT)),
    "without the one in the middle": ("chain", lambda by: by.pem(by.leaf)),
    "with an expired one in the middle": ("chain", lambda by: by.pem(
        replace(by.leaf, issuer=replace(by.middle, ends=-1)), replace(by.middle, ends=-1))),
    "in the wrong order": ("chain", lambda by: by.pem(by.middle, by.leaf)),
    "issued by a leaf": ("chain", lambda by: by.pem(
        replace(by.leaf, key=key("nora"), issuer=by.leaf), by.leaf, by.middle)),
    "below more authorities than allowed": ("chain", lambda by: by.pem(
        replace(by.leaf, issuer=too_low(by)), too_low(by), replace(by.middle, depth=0))),
    "proven, while another one's key has signed": ("signature", lambda by: by.pem(
        replace(by.leaf, key=key("nora")), by.middle, by.leaf)),
    "with words between the blocks": ("pem", lambda by: by.pem(by.leaf) + b"and then\n" + by.pem(by.middle)),
    "with a block of another kind": ("pem", lambda by: by.chain() + (PEM % b"AA").replace(b"CERTIFICATE", b"KEY")),
    "with seven certificates": ("pem", lambda by: by.chain() + by.pem(*[by.root] * 5)),
    "that is empty": ("pem", lambda by: b""),
    "that is no list of blocks": ("pem", lambda by: b"\x30\x82" * 99),
    "with a damaged block": ("pem", lambda by: PEM % b"MIIBsteadyA==" + by.chain()),
    "that is not there": ("download", lambda by: lost),
    "from a broken server": ("download", lambda by: lambda to: give(to, by.chain(), status=500)),
    "that is elsewhere": ("download", lambda by: lambda to: give(to, b"", status=302, location=GOOD)),
    "that is too large": ("download", lambda by: by.chain().ljust(64 * 1024 + 1)),
    "of no promised length": ("download", lambda by: lambda to: (
        to.send_response(200), to.end_headers(), to.wfile.write(by.chain()))),
    "that is cut off": ("download", lambda by: cut),
    "shorter than promised": ("download", lambda by: lambda to: give(to, by.chain(), content_length="60000")),
    "longer than promised": ("pem", lambda by: lambda to: give(to, by.chain(), content_length="60")),
    "from a server that is silent": ("download", lambda by: lambda to: wait(to)),
}  # fmt: skip


@table(FILES)
def test_a_certificate_file_is_refused(
    refuse: Refuse, shelf: Shelf, authority: Authority, now: datetime, row: tuple[str, Callable[[Authority], Any]]
) -> None:
    bad = f"/echo.api/{now:%j-%H-%M-%S}.pem"
    shelf.files[bad] = row[1](authority)
    refuse(letter(honest("LaunchRequest", now), bad), row[0])


BODIES: dict[str, Callable[[bytes], bytes]] = {
    "not in UTF-8": lambda body: body.replace(b"1.0", b"\xff"),
    "in UTF-16": lambda body: body.decode().encode("utf-16"),
    "with a mark before it": lambda body: b"\xef\xbb\xbf" + body, "in a list": lambda body: b"[" + body + b"]",
    "a word": lambda body: b'"Mara"', "empty": lambda body: b"", "cut short": lambda body: body[:-1],
    "with more after it": lambda body: body + b"{}", "with a comma too many": lambda body: body[:-1] + b",}",
    "with no number": lambda body: body[:-1] + b',"a":NaN}', "endless": lambda body: body[:-1] + b',"a":-Infinity}',
    "with too large a float": lambda body: body[:-1] + b',"a":1e999}',
    "with an integer of 21 digits": lambda body: body[:-1] + b',"a":' + b"9" * 21 + b"}",
    "with an integer of 100,000 digits": lambda body: body[:-1] + b',"a":' + b"9" * 100_000 + b"}",
    "with a key twice": lambda body: body[:-1] + b',"version":"1.0"}',
    "with a key twice within": lambda body: body[:-1] + b',"a":[{"b":1,"\\u0062":2}]}',
    "33 deep": lambda body: body[:-1] + b',"a":' + b"[" * 32 + b"]" * 32 + b"}",
    "60,000 deep": lambda body: body[:-1] + b',"a":' + b"[" * 60_000 + b"]" * 60_000 + b"}",
}  # fmt: skip


@table(BODIES)
def test_a_signed_body_that_can_be_read_in_two_ways_or_none_is_refused(
    refuse: Refuse, now: datetime, row: Callable[[bytes], bytes]
) -> None:
    refuse(letter(row(json.dumps(honest("LaunchRequest", now)).encode()), GOOD), "body")


LAUNCH, EVENT, OTHER = "LaunchRequest", "AlexaSkillEvent.SkillDisabled", "amzn1.ask.skill.of-nora"
ENVELOPES: dict[str, tuple[str, str, str, Any]] = {
    "for another skill": ("skill", LAUNCH, "context.System.application.applicationId", OTHER),
    "an event for another skill": ("skill", EVENT, "context.System.application.applicationId", OTHER),
    "from the session of another skill": ("skill", LAUNCH, "session.application.applicationId", OTHER),
    "from the session of no skill": ("skill", LAUNCH, "session.application", {}),
    "from an empty session": ("skill", LAUNCH, "session", None),
    "for no skill": ("skill", LAUNCH, "context.System.application", {}),
    "from nowhere": ("skill", LAUNCH, "context", []),
    "for a list of skills": ("skill", LAUNCH, "context.System.application.applicationId", [OTHER]),
    "151 seconds old": ("time", LAUNCH, "request.timestamp", lambda now: f"{now - timedelta(seconds=151)}"),
    "151 seconds ahead": ("time", LAUNCH, "request.timestamp", lambda now: f"{now + timedelta(seconds=151)}"),
    "an event over an hour old": ("time", EVENT, "request.timestamp", lambda now: f"{now - timedelta(seconds=3601)}"),
    "an event of the future": ("time", EVENT, "request.timestamp", lambda now: f"{now + timedelta(seconds=2)}"),
    "without a zone": ("time", LAUNCH, "request.timestamp", lambda now: f"{now.replace(tzinfo=None)}"),
    "with seconds since 1970": ("time", LAUNCH, "request.timestamp", lambda now: now.timestamp()),
    "with a word for a time": ("time", LAUNCH, "request.timestamp", "now"),
    "without a time": ("time", LAUNCH, "request.timestamp", None), "that asks nothing": ("time", LAUNCH, "request", {}),
    "at the end of time": ("time", LAUNCH, "request.timestamp", "9999-12-31T23:59:59-14:00"),
    "without an id": ("replay", LAUNCH, "request.requestId", None),
    "with an empty id": ("replay", LAUNCH, "request.requestId", ""),
    "with a number for an id": ("replay", LAUNCH, "request.requestId", 7),
}  # fmt: skip


@table(ENVELOPES)
def test_a_signed_request_is_refused(refuse: Refuse, now: datetime, row: tuple[str, str, str, Any]) -> None:
    reason, kind, path, value = row
    envelope = inner = honest(kind, now)
    *ways, last = path.split(".")
    for way in ways:
        inner[way] = dict(inner[way])  # its own copy, since Alexa writes the skill in two places
        inner = inner[way]
    inner[last] = value(now) if callable(value) else value
    refuse(letter(envelope, GOOD), reason)


def test_the_same_request_is_heard_once_and_refused_when_it_comes_again(
    door: Door, refuse: Refuse, now: datetime
) -> None:
    one = letter(honest("SessionEndedRequest", now), GOOD)
    assert door.send(one).status_code == 200
    refuse(one, "replay")
    refuse(letter(one.body + b"\n", GOOD), "replay")
