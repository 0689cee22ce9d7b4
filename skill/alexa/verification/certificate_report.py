"""What the doctor says of a certificate address at a first deployment: each certificate, the path, or why not."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509.verification import Store

from skill.alexa.verification.certificates import (
    HOST,
    certificate_path,
    certificates,
    check_name,
    path_to_root,
    usable_key,
)
from skill.alexa.verification.download import fetch
from skill.alexa.verification.rejection import Rejected, RejectReason

WHY = {
    RejectReason.URL: "it is no address that Amazon signs with (https://s3.amazonaws.com/echo.api/NAME.pem)",
    RejectReason.DOWNLOAD: "it could not be fetched whole within three seconds, without a redirect, in at most 64 KiB",
    RejectReason.PEM: "the file is no plain list of one to six certificates",
    RejectReason.CHAIN: "there is no path from its first certificate for echo-api.amazon.com to a trusted root today",
    RejectReason.NAME: "its first certificate does not name echo-api.amazon.com to the letter",
    RejectReason.KEY: "its first certificate's key is not RSA of 2048 bits or more that is meant for signatures",
}
"""Said to whoever deploys, never to whoever sends a request."""


@dataclass(frozen=True)
class Examined:
    """What was found at a certificate address.

    Attributes:
        lines: what there is, line by line.
        refused: why the edge would refuse it, or None where it would believe it.
    """

    lines: tuple[str, ...]
    refused: str | None


async def examine(address: str, roots: Store, now: datetime, *, amazon_url: str | None) -> Examined:
    """Look at a certificate address as the edge does, step by step, and say what is there.

    Args:
        address: as Alexa sends it in `SignatureCertChainUrl`.
        now: UTC.
        amazon_url: a stand-in on this machine, or None for Amazon's host.
    """
    lines: list[str] = []
    try:
        path = certificate_path(address)
        base = (amazon_url or f"https://{HOST}").rstrip("/")
        lines.append(f"fetched from   {base}{path}")
        leaf, *others = certificates(await fetch(base + path))
        for number, one in enumerate((leaf, *others), 1):
            lines += _told(number, one)
        to_root = path_to_root(leaf, others, roots, now)
        lines.append(f"path           {' <- '.join(_name(one.subject) for one in to_root)}")
        lines.append(f"trusted root   {_name(to_root[-1].subject)}")
        check_name(leaf)
        usable_key(leaf)
    except Rejected as refused:
        return Examined(tuple(lines), WHY.get(refused.reason, refused.reason.value))
    return Examined(tuple(lines), None)


def _told(number: int, one: x509.Certificate) -> Iterator[str]:
    key = one.public_key()
    kind = f"RSA {key.key_size}" if isinstance(key, RSAPublicKey) else type(key).__name__.lstrip("_")
    yield f"certificate {number}  {_name(one.subject)}"
    yield f"  issued by    {_name(one.issuer)}"
    yield f"  valid        {one.not_valid_before_utc:%Y-%m-%d} to {one.not_valid_after_utc:%Y-%m-%d}"
    yield f"  names        {_names(one)}"
    yield f"  key          {kind}"


def _name(name: x509.Name) -> str:
    # What a stranger wrote into a certificate must not steer the terminal of whoever reads it.
    return "".join(char if char.isprintable() else "?" for char in name.rfc4514_string())


def _names(one: x509.Certificate) -> str:
    try:
        found = one.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError):
        return "none"
    names = ", ".join(found.get_values_for_type(x509.DNSName)) or "none that is a host"
    return "".join(char if char.isprintable() else "?" for char in names)
