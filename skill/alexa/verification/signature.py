"""Headers and raw bytes: signed by Amazon's key, or not trusted; one small check per rule, in order."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from skill.alexa.verification.certificates import certificate_path
from skill.alexa.verification.rejection import Rejected, RejectReason
from skill.alexa.verification.signing_keys import SigningKeyCache
from skill.clock import Clock

HEADER_AT_MOST = 1024
SIGNATURE_BYTES = (256, 384, 512)
"""Limits of the headers and the signature (rules.md V2, V4)."""


@dataclass(frozen=True)
class SignatureClaim:
    """What the headers say of a body that is not read yet.

    Attributes:
        path: of the certificate's address, on Amazon's host.
        signature: the bytes to be verified.
    """

    path: str
    signature: bytes


def read_claim(headers: Sequence[tuple[bytes, bytes]]) -> SignatureClaim:
    """Return what the headers claim; nothing is fetched, and no byte of the body is needed.

    Args:
        headers: names in lower case, as they came.

    Raises:
        Rejected: headers doubled or missing, another address than Amazon's, or no signature of a known length.
    """
    address, encoded = _header(headers, b"signaturecertchainurl"), _header(headers, b"signature-256")
    path = certificate_path(address)
    signature = _decoded(encoded)
    if len(signature) not in SIGNATURE_BYTES:
        raise Rejected(RejectReason.SIGNATURE_FORM)
    return SignatureClaim(path, signature)


class SignatureCheck:
    """Says whether bytes were signed by Amazon."""

    def __init__(self, keys: SigningKeyCache, clock: Clock) -> None:
        self._keys = keys
        self._clock = clock

    async def warm_up(self) -> None:
        """Make ready for the first request."""
        await self._keys.warm_up(self._clock.now())

    async def check(self, claim: SignatureClaim, body: bytes) -> None:
        """Return if `body` was signed by Amazon.

        Args:
            claim: what `read_claim` found in the headers.
            body: the raw bytes.

        Raises:
            Rejected: it was not, or it could not be found out.
        """
        key = await self._keys.get(claim.path, self._clock.now())
        try:
            key.verify(claim.signature, body, PKCS1v15(), SHA256())
        except InvalidSignature as fault:
            raise Rejected(RejectReason.SIGNATURE) from fault


def _header(headers: Sequence[tuple[bytes, bytes]], name: bytes) -> str:
    found = [value for key, value in headers if key == name]
    if len(found) != 1 or not 0 < len(found[0]) <= HEADER_AT_MOST or not found[0].isascii():
        raise Rejected(RejectReason.HEADERS)
    return found[0].decode("ascii")


def _decoded(encoded: str) -> bytes:
    try:
        signature = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as fault:
        raise Rejected(RejectReason.SIGNATURE_FORM) from fault
    # Written back, since the library lets the last letter hold bits that mean nothing: one signature, one text.
    if base64.b64encode(signature).decode() != encoded:
        raise Rejected(RejectReason.SIGNATURE_FORM)
    return signature
