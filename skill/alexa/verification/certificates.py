"""Amazon's signing certificate: the address it may come from, its path to a trusted root, and the key it holds."""

import re
import ssl
import warnings
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import certifi
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from skill.alexa.verification.rejection import Rejected, RejectReason
from skill.domain.errors import StartError

HOST = "s3.amazonaws.com"
SIGNER = "echo-api.amazon.com"
CERTIFICATES_AT_MOST = 6
LEAST_KEY_BITS = 2048
ADDRESS_AT_MOST = 1024
ROOTS_OLD = timedelta(days=180)
"""Older trust roots are warned of at the start (rules.md V13)."""

_PRINTABLE = re.compile(r"[!-~]+")
_MEANS_MORE = "%\\;?#"
"""Characters by which an address means something else to another reader."""
_SCHEMES = ("https",)
_NETLOC = re.compile(rf"{re.escape(HOST)}(?::443)?", re.IGNORECASE)
_PATH = re.compile(r"/echo\.api/[A-Za-z0-9][A-Za-z0-9._-]*\.pem")
_BLOCK = re.compile(rb"-----BEGIN CERTIFICATE-----\r?\n[A-Za-z0-9+/=\r\n]+?-----END CERTIFICATE-----")


def certificate_path(address: str) -> str:
    """Return the path of a certificate's address, dot segments removed (rules.md V3).

    Raises:
        Rejected: it is not an address that Amazon signs with.
    """
    if len(address) > ADDRESS_AT_MOST or not _PRINTABLE.fullmatch(address) or set(_MEANS_MORE) & set(address):
        raise Rejected(RejectReason.URL)
    try:
        parts = urlsplit(address)
    except ValueError as fault:
        raise Rejected(RejectReason.URL) from fault
    # The whole of it: no user before the host, no other port, nothing that only looks like the host.
    if parts.scheme.lower() not in _SCHEMES or not _NETLOC.fullmatch(parts.netloc):
        raise Rejected(RejectReason.URL)
    path = _without_dots(parts.path)
    if not _PATH.fullmatch(path):
        raise Rejected(RejectReason.URL)
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
    """Return the trusted roots, read one by one; those that do not parse are left out (rules.md V6).

    Args:
        file: a PEM file in place of certifi's.

    Raises:
        StartError: the file cannot be read, or holds no root.
    """
    try:
        text = (file or Path(certifi.where())).read_text(encoding="utf-8-sig")
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
        Rejected: no path to a root, another name, another use, or a weak key.
    """
    leaf, *others = certificates(pem)
    path = path_to_root(leaf, others, roots, now)
    check_name(leaf)
    return usable_key(leaf), min(one.not_valid_after_utc for one in path)


def path_to_root(
    leaf: x509.Certificate, others: list[x509.Certificate], roots: Store, now: datetime
) -> list[x509.Certificate]:
    """Return the path from the leaf to a trusted root, whatever else the file holds.

    Raises:
        Rejected: there is none at this instant, or it is for another name.
    """
    builder = PolicyBuilder().store(roots).time(now.replace(tzinfo=None))
    try:
        return builder.build_server_verifier(x509.DNSName(SIGNER)).verify(leaf, others)
    except (VerificationError, ValueError) as fault:
        raise Rejected(RejectReason.CHAIN) from fault


def check_name(leaf: x509.Certificate) -> None:
    """Return if the leaf names Amazon's signer to the letter: the library lets *.amazon.com stand for it.

    Raises:
        Rejected: it does not.
    """
    try:
        names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError) as fault:
        raise Rejected(RejectReason.NAME) from fault
    if SIGNER not in names.get_values_for_type(x509.DNSName):
        raise Rejected(RejectReason.NAME)


def usable_key(leaf: x509.Certificate) -> RSAPublicKey:
    """Return the leaf's key if it is made for signing, RSA and long enough: the library looks at none of these.

    Raises:
        Rejected: it is not.
    """
    try:
        usage = leaf.extensions.get_extension_for_class(x509.KeyUsage).value
        key = leaf.public_key()
    except (x509.ExtensionNotFound, ValueError, UnsupportedAlgorithm) as fault:
        raise Rejected(RejectReason.KEY) from fault
    if not usage.digital_signature or not isinstance(key, RSAPublicKey) or key.key_size < LEAST_KEY_BITS:
        raise Rejected(RejectReason.KEY)
    return key


def certificates(pem: bytes) -> list[x509.Certificate]:
    """Return the one to six certificates of a file, in its order, if there is nothing else in it.

    Raises:
        Rejected: it is no such file.
    """
    blocks = _BLOCK.findall(pem)
    if not 1 <= len(blocks) <= CERTIFICATES_AT_MOST or _BLOCK.sub(b"", pem).strip():
        raise Rejected(RejectReason.PEM)
    try:
        return [x509.load_pem_x509_certificate(block) for block in blocks]
    except ValueError as fault:
        raise Rejected(RejectReason.PEM) from fault
