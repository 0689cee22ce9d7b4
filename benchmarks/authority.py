"""An authority of the benchmark's own: root, signing certificate, and a certificate host on loopback."""

from __future__ import annotations

import datetime
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import certifi
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

SIGNER = "echo-api.amazon.com"
CHAIN_PATH = "/echo.api/echo-api-cert-benchmark.pem"
CHAIN_URL = "https://s3.amazonaws.com" + CHAIN_PATH
"""What the requests name, exactly as Amazon does; both roads really fetch it from the host below."""


@dataclass(frozen=True)
class Authority:
    """What a run signs with and what the two roads trust.

    Attributes:
        key: private key of the signing certificate, PEM, for the processes that sign.
        chain: leaf and intermediate, PEM, as the certificate host serves it.
        roots: file of trust roots, certifi's bundle with the benchmark's root; the same for both roads.
    """

    key: bytes
    chain: bytes
    roots: Path


def make_authority(folder: Path) -> Authority:
    """Make root, intermediate and leaf (RSA 2048 as Amazon's) and write the trust roots into `folder`."""
    root_key, middle_key, leaf_key = (rsa.generate_private_key(65537, 2048) for _ in range(3))
    root = _certificate("Benchmark Root", root_key, issued_by=("Benchmark Root", root_key), depth=1)
    middle = _certificate("Benchmark Server CA", middle_key, issued_by=("Benchmark Root", root_key), depth=0)
    leaf = _certificate(SIGNER, leaf_key, issued_by=("Benchmark Server CA", middle_key), depth=None)
    roots = folder / "roots.pem"
    roots.write_bytes(Path(certifi.where()).read_bytes() + b"\n" + _pem(root))
    key = leaf_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return Authority(key=key, chain=_pem(leaf) + _pem(middle), roots=roots)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _certificate(
    name: str, key: rsa.RSAPrivateKey, *, issued_by: tuple[str, rsa.RSAPrivateKey], depth: int | None
) -> x509.Certificate:
    """Issue one certificate, valid for a day around now; `depth` is None for the leaf."""
    issuer, issuer_key = issued_by
    now = datetime.datetime.now(datetime.UTC)
    is_leaf = depth is None
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=not is_leaf, path_length=depth), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
        .add_extension(_key_usage(is_leaf=is_leaf), critical=True)
    )
    if is_leaf:
        usages = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        builder = builder.add_extension(x509.ExtendedKeyUsage(usages), critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def _key_usage(*, is_leaf: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        key_encipherment=is_leaf,
        key_cert_sign=not is_leaf,
        crl_sign=not is_leaf,
        content_commitment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


class CertificateHost:
    """Serves the chain on loopback and counts how often it, and anything, was asked for; use it in a `with` block."""

    def __init__(self, chain: bytes) -> None:
        self.fetches = self.asked = 0
        host = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                host.asked += 1
                if self.path != CHAIN_PATH:
                    self.send_error(404)
                    return
                host.fetches += 1
                self.send_response(200)
                self.send_header("Content-Type", "application/x-pem-file")
                self.send_header("Content-Length", str(len(chain)))
                self.end_headers()
                self.wfile.write(chain)

            def log_message(self, format: str, *args: object) -> None:
                """Keep the benchmark's output to its figures."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> CertificateHost:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
