"""Amazon as far as we meet it: an authority that certifies keys, a shelf of certificate files, honest requests."""

import base64
import functools
import itertools
import json
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import func, select

from ground import Ground
from skill.storage.tables import persons

SIGNER = "echo-api.amazon.com"
HOST = "https://s3.amazonaws.com"
SKILL = "amzn1.ask.skill.steady-ground"
GOOD = "/echo.api/steady.pem"
MARA = "amzn1.ask.account.MARA"
_numbers = itertools.count(1)


@functools.cache
def key(name: str, bits: int = 2048) -> rsa.RSAPrivateKey:
    """Return the RSA key of that name: made once for all tests, since making one is slow."""
    return rsa.generate_private_key(65537, bits)


@dataclass(frozen=True)
class Paper:
    """What a certificate says; as it stands, that of a good signing certificate.

    Attributes:
        names: DNS names, or none at all.
        issuer: who signs it, or None for itself.
        depth: how many authorities may stand below it, or None where it is no authority.
        begins, ends: days from the authority's present day.
        is_signing: does its key usage allow digital signatures?
    """

    name: str = SIGNER
    names: tuple[str, ...] = (SIGNER,)
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | None = None
    issuer: "Paper | None" = None
    depth: int | None = None
    begins: int = -30
    ends: int = 30
    is_signing: bool = True
    use: x509.ObjectIdentifier = ExtendedKeyUsageOID.SERVER_AUTH
    digest: type[hashes.HashAlgorithm] = hashes.SHA256


class Authority:
    """A root that is trusted, one authority below it, and the leaf whose key signs.

    Args:
        folder: where the file of trusted roots is written.
        now: the day around which certificates are valid.
    """

    def __init__(self, folder: Path, now: datetime) -> None:
        self.now = now
        self.root = Paper("Steady Root", (), key("root"), depth=3)
        self.middle = Paper("Steady Middle", (), key("middle"), self.root, depth=1)
        self.leaf = Paper(key=key("leaf"), issuer=self.middle)
        self.roots = folder / "roots.pem"
        # The first is none that can be read: those are left out one by one, and the others still hold.
        self.roots.write_bytes(ssl.DER_cert_to_PEM_cert(b"no root").encode() + self.pem(self.root))

    def pem(self, *papers: Paper) -> bytes:
        """Return certificates as a file, in this order."""
        return b"".join(_issue(paper, self.now).public_bytes(Encoding.PEM) for paper in papers)

    def chain(self, **changes: Any) -> bytes:
        """Return the honest file: leaf and middle; `changes` are what the leaf says otherwise."""
        return self.pem(replace(self.leaf, **changes), self.middle)


@functools.cache
def _issue(paper: Paper, now: datetime) -> x509.Certificate:
    issuer = paper.issuer or paper
    assert paper.key is not None
    assert issuer.key is not None
    is_leaf = paper.depth is None
    unused = ("content_commitment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only")
    uses = {"key_encipherment": is_leaf, "key_cert_sign": not is_leaf, "crl_sign": not is_leaf}
    usage = x509.KeyUsage(paper.is_signing, **uses, **dict.fromkeys(unused, False))
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, paper.name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer.name)]))
        .public_key(paper.key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=paper.begins))
        .not_valid_after(now + timedelta(days=paper.ends))
        .add_extension(x509.BasicConstraints(ca=not is_leaf, path_length=paper.depth), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(paper.key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), critical=False)
        .add_extension(usage, critical=True)
    )
    if paper.names:
        names = x509.SubjectAlternativeName([x509.DNSName(one) for one in paper.names])
        builder = builder.add_extension(names, critical=False)
    if is_leaf:
        builder = builder.add_extension(x509.ExtendedKeyUsage([paper.use]), critical=False)
    return builder.sign(issuer.key, paper.digest())


def sign(body: bytes, by: str = "leaf", digest: type[hashes.HashAlgorithm] = hashes.SHA256) -> str:
    """Return a body's signature as Amazon sends it."""
    return base64.b64encode(key(by).sign(body, PKCS1v15(), digest())).decode()


def honest(kind: str, now: datetime, *, user: str = MARA, attributes: Mapping[str, Any] | None = None) -> Any:
    """Return a request as Alexa sends it; what begins with "Alexa" is an event and has no session."""
    application, account = {"applicationId": SKILL}, {"userId": user}
    number = next(_numbers)
    system = {"application": application, "user": account, "apiEndpoint": "https://api.amazonalexa.com"}
    stamp = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    said = {"type": kind, "requestId": f"amzn1.echo-api.request.{number}", "timestamp": stamp, "locale": "en-US"}
    envelope: dict[str, Any] = {"version": "1.0", "context": {"System": system}, "request": said}
    if kind.startswith("Alexa"):
        return envelope
    system["device"] = {"deviceId": "amzn1.ask.device.KITCHEN", "supportedInterfaces": {}}
    session = {"new": not attributes, "sessionId": f"amzn1.echo-api.session.{number}", "attributes": attributes or {}}
    envelope["session"] = {**session, "application": application, "user": account}
    if kind == "SessionEndedRequest":
        said["reason"] = "USER_INITIATED"
    return envelope


def intent(name: str, now: datetime, attributes: Mapping[str, Any] | None = None, /, **slots: str) -> Any:
    """Return an intent with its slots; our own types ("mood", "city") come resolved to the id that is given."""
    envelope = honest("IntentRequest", now, attributes=attributes)
    heard: dict[str, dict[str, Any]] = {one: {"name": one, "value": value} for one, value in slots.items()}
    for one in {"mood", "city"} & slots.keys():
        found = {"status": {"code": "ER_SUCCESS_MATCH"}, "values": [{"value": {"name": "?", "id": slots[one]}}]}
        heard[one]["resolutions"] = {"resolutionsPerAuthority": [{"authority": "amzn1.er-authority", **found}]}
    envelope["request"]["intent"] = {"name": name, "confirmationStatus": "NONE", "slots": heard}
    return envelope


@dataclass(frozen=True)
class Letter:
    """A request on its way: every row of a table changes something about an honest one."""

    body: bytes
    headers: tuple[tuple[str, str | bytes], ...]
    method: str = "POST"
    path: str = "/alexa"
    is_chunked: bool = False


def letter(envelope: Any, file: str, **changes: Any) -> Letter:
    """Return a request with its signature and the address of its certificate file, as Amazon would."""
    body = envelope if isinstance(envelope, bytes) else json.dumps(envelope).encode()
    headers = (("SignatureCertChainUrl", HOST + file), ("Signature-256", sign(body)))
    return replace(Letter(body, headers), **changes)


@dataclass(frozen=True)
class Door:
    """The real service on this machine, spoken to over real HTTP."""

    client: httpx.Client
    ground: Ground

    def send(self, one: Letter) -> httpx.Response:
        """Send a request just as it is."""
        content = iter([one.body]) if one.is_chunked else one.body
        return self.client.request(one.method, one.path, headers=list(one.headers), content=content)

    def refused(self) -> Counter[str]:
        """Return how many requests were refused so far, by reason."""
        families = text_string_to_metric_families(self.client.get("/metrics").text)
        samples = [one for family in families for one in family.samples if one.name == "steady_ground_refused_total"]
        return Counter({one.labels["reason"]: int(one.value) for one in samples})

    def kept(self) -> dict[str, int]:
        """Return how many rows every table holds."""
        with self.ground.store.work() as work:
            tables = persons.metadata.sorted_tables
            return {one.name: work.session.scalar(select(func.count()).select_from(one)) or 0 for one in tables}


class Shelf:
    """A small web server on this machine with certificate files, and with whatever may go wrong at one.

    Attributes:
        files: by path, the file, or what the server does instead.
        fetches: how often each path was asked for.
        release: whoever is held back waits for it.
    """

    def __init__(self) -> None:
        self.files: dict[str, bytes | Callable[[BaseHTTPRequestHandler], None]] = {}
        self.fetches: Counter[str] = Counter()
        self.release = threading.Event()
        shelf = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                shelf.fetches[self.path] += 1
                found = shelf.files.get(self.path, lost)
                found(self) if callable(found) else give(self, found)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread.start()

    def close(self) -> None:
        """Let go whoever is held back, and switch off."""
        self.release.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def give(to: BaseHTTPRequestHandler, file: bytes, *, status: int = 200, **headers: str) -> None:
    """Answer with a file, and with headers that may lie (`content_length`)."""
    to.send_response(status)
    for name, value in {"content_length": str(len(file)), **headers}.items():
        to.send_header(name.replace("_", "-"), value)
    to.end_headers()
    to.wfile.write(file)


def lost(to: BaseHTTPRequestHandler) -> None:
    """Know no such file."""
    give(to, b"not here", status=404)
