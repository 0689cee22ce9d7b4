"""Amazon's signing certificate: the address it may come from, its path to a trusted root, and the key it holds."""

import re
import ssl
import warnings
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import certifi
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from skill.alexa.trust import Reason, Untrusted
from skill.domain.errors import StartError

HOST = "s3.amazonaws.com"
SIGNER = "echo-api.amazon.com"
CERTIFICATES_AT_MOST = 6
LEAST_KEY_BITS = 2048
ADDRESS_AT_MOST = 1024
ROOTS_OLD = timedelta(days=180)
"""Older trust roots are warned of at the start (safety.md 3.4)."""

_PRINTABLE = re.compile(r"[!-~]+")
_PATH = re.compile(r"/echo\.api/[A-Za-z0-9][A-Za-z0-9._-]*\.pem")
_BLOCK = re.compile(rb"-----BEGIN CERTIFICATE-----\r?\n[A-Za-z0-9+/=\r\n]+?-----END CERTIFICATE-----")


def certificate_path(address: str) -> str:
    """Return the path of a certificate's address, dot segments removed (safety.md 3.4, step 3).

    Raises:
        Untrusted: it is not an address that Amazon signs with.
    """
    if len(address) > ADDRESS_AT_MOST or not _PRINTABLE.fullmatch(address) or any(sign in address for sign in "%\\;?#"):
        raise Untrusted(Reason.URL)
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as fault:
        raise Untrusted(Reason.URL) from fault
    if (
        parts.scheme.lower() != "https"
        or "@" in parts.netloc
        or (parts.hostname or "") != HOST
        or port not in (None, 443)
    ):
        raise Untrusted(Reason.URL)
    if not re.fullmatch(rf"{re.escape(HOST)}(?::443)?", parts.netloc, re.IGNORECASE):
        raise Untrusted(Reason.URL)
    path = _without_dots(parts.path)
    if not _PATH.fullmatch(path):
        raise Untrusted(Reason.URL)
    return path


def _without_dots(path: str) -> str:
    kept: list[str] = []
    for segment in path.split("/")[1:]:
        if segment == "..":
            if kept:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    return "/" + "/".join(kept)


def load_roots(file: Path | None) -> Store:
    """Return the trusted roots, read one by one; those that do not parse are left out (alexa-platform.md 1.3).

    Args:
        file: a PEM file in place of certifi's.

    Raises:
        StartError: the file cannot be read, or holds no root.
    """
    try:
        text = (file or Path(certifi.where())).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise StartError(f"The trust roots in {file} cannot be read.") from fault
    roots: list[x509.Certificate] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CryptographyDeprecationWarning)
        for block in re.findall(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", text, re.DOTALL):
            try:
                root = x509.load_der_x509_certificate(ssl.PEM_cert_to_DER_cert(block))
            except ValueError:
                continue
            if root.serial_number > 0:
                roots.append(root)
    if not roots:
        raise StartError(f"There are no trust roots in {file}.")
    return Store(roots)


def roots_age(now: datetime) -> timedelta:
    """Return how old the roots are that certifi brings: its version is the day of Mozilla's list."""
    year, month, day = (int(part) for part in certifi.__version__.split(".")[:3])
    return now - datetime(year, month, day, tzinfo=UTC)


def signing_key(pem: bytes, roots: Store, now: datetime) -> tuple[RSAPublicKey, datetime]:
    """Return the key that a certificate file proves, and the instant at which its path to a root ends.

    The file's certificates are the only ones looked at: what is checked is what is used.

    Args:
        pem: one to six certificates, the leaf first; nothing between them.
        now: UTC.

    Raises:
        Untrusted: no path to a root, another name, another use, or a weak key.
    """
    leaf, *others = _certificates(pem)
    builder = PolicyBuilder().store(roots).time(now.replace(tzinfo=None))
    try:
        path = builder.build_server_verifier(x509.DNSName(SIGNER)).verify(leaf, others)
    except (VerificationError, ValueError) as fault:
        raise Untrusted(Reason.CHAIN) from fault
    try:
        names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        usage = leaf.extensions.get_extension_for_class(x509.KeyUsage).value
    except (x509.ExtensionNotFound, ValueError) as fault:
        raise Untrusted(Reason.NAME) from fault
    if SIGNER not in names.get_values_for_type(x509.DNSName):
        # The library lets *.amazon.com stand for it (alexa-platform.md 1.3).
        raise Untrusted(Reason.NAME)
    key = leaf.public_key()
    if not usage.digital_signature or not isinstance(key, RSAPublicKey) or key.key_size < LEAST_KEY_BITS:
        raise Untrusted(Reason.KEY)
    return key, min(one.not_valid_after_utc for one in path)


def _certificates(pem: bytes) -> list[x509.Certificate]:
    blocks = _BLOCK.findall(pem)
    if not 1 <= len(blocks) <= CERTIFICATES_AT_MOST or _BLOCK.sub(b"", pem).strip():
        raise Untrusted(Reason.PEM)
    try:
        return [x509.load_pem_x509_certificate(block) for block in blocks]
    except ValueError as fault:
        raise Untrusted(Reason.PEM) from fault
