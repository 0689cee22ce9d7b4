"""Locks of private words: whoever keeps words needs no PIN, and only the PIN or its recovery code opens them."""

import base64
import os
from collections.abc import Callable
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from skill.domain.errors import NotReadableError
from skill.domain.person import Person
from skill.storage.encryption.padding import padded, unpadded

KEY_BYTES, NONCE_BYTES, SALT_BYTES = 32, 12, 16
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Characters of a recovery code: none that is mistaken for another when it is read from paper."""
MISREAD = str.maketrans("OIL", "011", "- ")
CODE_SIGNS = 20
"""Twenty characters of thirty-two are a hundred bits: nobody guesses them, so that no wait need hold for them."""

Stretch = Callable[[bytes], Argon2id]
"""Makes from a salt what stretches a PIN."""


def argon(salt: bytes) -> Argon2id:
    """RFC 9106, second recommended choice, on one lane: 64 MiB, about a tenth of a second."""
    return Argon2id(salt=salt, length=KEY_BYTES, iterations=3, lanes=1, memory_cost=64 * 1024)


def as_code(given: str) -> str | None:
    """Return what was given as a recovery code is kept, or None where it can be none."""
    code = given.upper().translate(MISREAD)
    return code if len(code) == CODE_SIGNS else None


def set_lock(
    person: Person, pin: str, code: str | None, key: bytes | None = None, *, stretch: Stretch = argon
) -> bytes:
    """Let this PIN and this recovery code, and no earlier ones, open a person's words from now on.

    Args:
        key: the key that the words are sealed for, where there is one already.

    Returns:
        the key; it is kept nowhere but wrapped by PIN and code.
    """
    key = key or X25519PrivateKey.generate().private_bytes_raw()
    person.words_lock = X25519PrivateKey.from_private_bytes(key).public_key().public_bytes_raw()
    salt = os.urandom(SALT_BYTES)
    by_pin = stretch(salt).derive(pin.encode(errors="replace"))
    person.words_key_by_pin = salt + _sealed(by_pin, key, _binding(person.id, person.id, b"pin"))
    person.words_key_by_code = None
    if code is not None:
        by_code = _derived(code.encode(), person.id.bytes)
        person.words_key_by_code = _sealed(by_code, key, _binding(person.id, person.id, b"code"))
    return key


def open_lock(person: Person, given: str, stretch: Stretch = argon) -> bytes | None:
    """Return the key of a person's words where the PIN or the recovery code was given, else None."""
    code = as_code(given)
    if code is not None and person.words_key_by_code is not None:
        by_code = _derived(code.encode(), person.id.bytes)
        if (key := _opened(by_code, person.words_key_by_code, _binding(person.id, person.id, b"code"))) is not None:
            return key
    if person.words_key_by_pin is None:
        return None
    salt, wrapped = person.words_key_by_pin[:SALT_BYTES], person.words_key_by_pin[SALT_BYTES:]
    by_pin = stretch(salt).derive(given.encode(errors="replace"))
    return _opened(by_pin, wrapped, _binding(person.id, person.id, b"pin"))


def lock(person: Person, row_id: UUID, text: str) -> str:
    """Seal a text of one row for the key of its person; nothing that opens it is needed for that.

    A fresh X25519 key is agreed with the person's public one (RFC 7748) and stretched by HKDF (RFC 5869).
    """
    assert person.words_lock is not None
    once = X25519PrivateKey.generate()
    shared = once.exchange(X25519PublicKey.from_public_bytes(person.words_lock))
    ours = once.public_key().public_bytes_raw()
    binding = _binding(person.id, row_id, b"padded words")
    sealed = _sealed(_derived(shared, ours + person.words_lock), padded(text), binding)
    return base64.b64encode(ours + sealed).decode()


def unlock(person: Person, row_id: UUID, locked: str, key: bytes | None) -> str:
    """Open what `lock` sealed.

    Raises:
        NotReadableError: no key, another key, or a changed byte.
    """
    if key is None or person.words_lock is None:
        raise NotReadableError("locked")
    raw = base64.b64decode(locked)
    ours, sealed = raw[:KEY_BYTES], raw[KEY_BYTES:]
    shared = X25519PrivateKey.from_private_bytes(key).exchange(X25519PublicKey.from_public_bytes(ours))
    agreed = _derived(shared, ours + person.words_lock)
    if (opened := _opened(agreed, sealed, _binding(person.id, row_id, b"padded words"))) is not None:
        return unpadded(opened)
    # As they were locked before they were padded.
    if (opened := _opened(agreed, sealed, _binding(person.id, row_id, b"words"))) is not None:
        return opened.decode()
    raise NotReadableError("does not open")


def _derived(secret: bytes, context: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=b"steady-ground words|" + context).derive(secret)


def _binding(person_id: UUID, row_id: UUID, what: bytes) -> bytes:
    return b"|".join((what, person_id.bytes, row_id.bytes))


def _sealed(key: bytes, raw: bytes, binding: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, raw, binding)


def _opened(key: bytes, sealed: bytes, binding: bytes) -> bytes | None:
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], binding)
    except (InvalidTag, ValueError):
        return None
