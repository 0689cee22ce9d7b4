"""What is refused before a byte of the body is read: method, path, size, headers, and the form of the signature."""

import base64
import hashlib
from dataclasses import replace

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from support.fake_alexa import HOST, Letter, key, sign

from .row import SIGNATURE, URL, Change, Class, Row, rows, signed, without


def _long(text: str) -> str:
    """Say a signature with another last letter that means the same bytes."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    last = len(text.rstrip("=")) - 1
    return text[:last] + letters[letters.index(text[last]) ^ 1] + text[last + 1 :]


def _resized(number: int) -> Change:
    return signed(lambda body: base64.b64encode(bytes(number)).decode())


def _bit(one: Letter) -> Letter:
    return replace(one, body=one.body.replace(b"en-US", b"en-UR"))


SHAPES: dict[str, tuple[str, Change]] = {
    **{f"a {verb}": ("method", lambda one, verb=verb: replace(one, method=verb))
       for verb in ("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")},
    "a slash too many, which must not lead to the right address": ("url", lambda one: replace(one, path="/alexa/")),
    "a guessed secret leads nowhere": ("url", lambda one: replace(one, path="/alexa/guessed-guessed-guessed")),
    "a body in parts is read up to its limit": (
        "size", lambda one: replace(one, body=b" " * (128 * 1024 + 1), is_chunked=True)),
    "a body one byte too large is not read": ("size", lambda one: replace(one, body=b" " * (128 * 1024 + 1))),
}  # fmt: skip
HEADERS: dict[str, tuple[str, Change]] = {
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
}  # fmt: skip
SIGNATURES: dict[str, tuple[str, Change]] = {
    "a signature that is no base64": ("signature_form", signed(lambda body: "!" + sign(body)[1:])),
    "a signature with a blank inside": ("signature_form", signed(lambda body: f"{sign(body)[:9]} {sign(body)[9:]}")),
    "a signature without its padding": ("signature_form", signed(lambda body: sign(body).rstrip("="))),
    "a signature three bytes short": ("signature_form", signed(lambda body: sign(body)[4:])),
    "a signature of another body": ("signature", signed(lambda body: sign(body + b" "))),
    "a signature by another key": ("signature", signed(lambda body: sign(body, "nora"))),
    "a signature with SHA-1": ("signature", signed(lambda body: sign(body, digest=hashes.SHA1))),
    "a signature of another padding": ("signature", signed(lambda body: base64.b64encode(
        key("leaf").sign(body, PSS(MGF1(hashes.SHA256()), PSS.MAX_LENGTH), hashes.SHA256())))),
    "a signature with more padding than it needs": ("signature_form", signed(lambda body: f"{sign(body)}==")),
    "a signature of the web's alphabet": ("signature_form", signed(lambda body: base64.urlsafe_b64encode(
        b"\xff" * 256).decode())),
    "a signature in another spelling": ("signature_form", signed(lambda body: _long(sign(body)))),
    "a signature a byte too long": ("signature_form", _resized(257)),
    "a signature of 128 bytes": ("signature_form", _resized(128)),
    "a signature of nothing but zeros": ("signature", _resized(256)),
    "a signature as long as a larger key's": ("signature", _resized(512)),
    "a signature with SHA-512": ("signature", signed(lambda body: sign(body, digest=hashes.SHA512))),
    "a signature over the hash of the hash": ("signature", signed(lambda body: base64.b64encode(key("leaf").sign(
        hashlib.sha256(body).digest(), PKCS1v15(), hashes.SHA256())).decode())),
    "a signature that calls another hash by this one's name": ("signature", signed(lambda body: base64.b64encode(
        key("leaf").sign(hashlib.sha1(body).digest(), PKCS1v15(), Prehashed(hashes.SHA1()))).decode())),
    "a body changed by a letter": ("signature", _bit),
    "a body with a blank more": ("signature", lambda one: replace(one, body=one.body + b" ")),
    "a body that was read and written again": ("signature", lambda one: replace(
        one, body=one.body.replace(b": ", b":"))),
}  # fmt: skip
ROWS: tuple[Row, ...] = (
    *rows(Class.SHAPE, SHAPES), *rows(Class.HEADERS, HEADERS), *rows(Class.SIGNATURE, SIGNATURES),
)  # fmt: skip
