"""Words are sealed for one cell of one person; everything else is refused."""

import base64
import os
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from skill.domain.checkin import MoodEntry
from skill.domain.errors import NotReadableError, StartError
from skill.domain.person import Person
from skill.storage.encryption.cells import CellCipher, Keyring, create_keyring, read_keyring
from skill.storage.encryption.locking import lock, open_lock, set_lock, unlock
from skill.storage.encryption.padding import SIZES, padded, unpadded

NOW = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)


def a_ring(*names: str) -> Keyring:
    keys = {name: os.urandom(32) for name in names or ("k1",)}
    return Keyring(next(reversed(keys)), keys, os.urandom(32))


def a_person(ring: Keyring) -> Person:
    person_id = uuid4()
    return Person(person_id, NOW, ring.new_data_key(person_id), ring.current)


def test_what_mara_sealed_opens_for_her_in_the_same_cell() -> None:
    ring = a_ring()
    mara, row = a_person(ring), uuid4()
    safe = CellCipher(ring, "commitments")
    sealed = safe.seal(mara, row, column="sealed_text", text="be home — by six")
    assert b"home" not in sealed
    assert safe.open(mara, row, column="sealed_text", sealed=sealed) == "be home — by six"


def test_a_sealed_value_swapped_to_another_row_person_column_or_table_does_not_open() -> None:
    ring = a_ring()
    mara, jonas, row = a_person(ring), a_person(ring), uuid4()
    safe = CellCipher(ring, "commitments")
    sealed = safe.seal(mara, row, column="sealed_text", text="be home")
    for elsewhere in (
        lambda: safe.open(mara, uuid4(), column="sealed_text", sealed=sealed),
        lambda: safe.open(jonas, row, column="sealed_text", sealed=sealed),
        lambda: safe.open(mara, row, column="sealed_words", sealed=sealed),
        lambda: CellCipher(ring, "reflections").open(mara, row, column="sealed_text", sealed=sealed),
    ):
        with pytest.raises(NotReadableError):
            elsewhere()


def test_every_changed_byte_is_noticed() -> None:
    ring = a_ring()
    mara, row = a_person(ring), uuid4()
    safe = CellCipher(ring, "checkins")
    sealed = safe.seal(mara, row, column="sealed", text="hurt")
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(NotReadableError):
            safe.open(mara, row, column="sealed", sealed=bytes(changed))


RARE = ("sad", "furious", "all over the place", "verschlimmbessert", "x" * 40, "ความคิดถึงอย่างยิ่ง")
"""Words of a day, common and rare, long and in wide letters."""


def test_the_length_of_what_is_sealed_tells_no_word_from_another_however_rare() -> None:
    ring = a_ring()
    mara, row = a_person(ring), uuid4()
    safe = CellCipher(ring, "checkins")
    set_lock(mara, "4711", None)

    def of_a_day(text: str) -> str:
        return MoodEntry("hurt", 5, "hurting", (("ashamed", "ashamed"),), own=text).to_json()

    for said in (str, of_a_day):
        assert len({len(safe.seal(mara, row, column="sealed", text=said(one))) for one in RARE}) == 1
        assert len({len(lock(mara, row, said(one))) for one in RARE}) == 1, "nor for whoever has the key file"
        assert len({len(said(one).encode()) for one in RARE}) == len(RARE), "padded alone makes them alike"


@pytest.mark.parametrize("length", [0, 1, 254, 255, 256, 257, 1023, 1024, 4095, 4096, 20_000])
def test_a_padded_text_has_one_of_a_few_sizes_and_comes_back(length: int) -> None:
    for letter in ("x", "\x00", "\x80"):
        text = letter * length
        assert unpadded(padded(text)) == text
        assert len(padded(text)) in SIZES or len(padded(text)) % SIZES[-1] == 0


def locked_unpadded(person: Person, row: UUID, text: str) -> str:
    """Lock words as they were locked before they were padded."""
    assert person.words_lock is not None
    once, nonce = X25519PrivateKey.generate(), os.urandom(12)
    ours = once.public_key().public_bytes_raw()
    info = b"steady-ground words|" + ours + person.words_lock
    shared = once.exchange(X25519PublicKey.from_public_bytes(person.words_lock))
    key = HKDF(SHA256(), 32, salt=None, info=info).derive(shared)
    sealed = AESGCM(key).encrypt(nonce, text.encode(), b"|".join((b"words", person.id.bytes, row.bytes)))
    return base64.b64encode(ours + nonce + sealed).decode()


def test_what_was_sealed_and_locked_with_less_padding_before_still_opens() -> None:
    mara, row = a_person(a_ring()), uuid4()
    set_lock(mara, "4711", None)
    assert unpadded(b"hurt\x80".ljust(32, b"\x00")) == "hurt"
    assert unlock(mara, row, locked_unpadded(mara, row, "à la carte à"), open_lock(mara, "4711")) == "à la carte à"


def test_a_new_key_wraps_the_old_data_keys_and_touches_no_words() -> None:
    old = a_ring("k1")
    mara, row = a_person(old), uuid4()
    sealed = CellCipher(old, "checkins").seal(mara, row, column="sealed", text="hurt")
    both = Keyring("k2", {**old.keys, "k2": os.urandom(32)}, old.lookup)
    both.rewrap(mara)
    assert mara.key_id == "k2"
    only_new = Keyring("k2", {"k2": both.keys["k2"]}, old.lookup)
    assert CellCipher(only_new, "checkins").open(mara, row, column="sealed", sealed=sealed) == "hurt"
    with pytest.raises(NotReadableError):
        CellCipher(old, "checkins").open(mara, row, column="sealed", sealed=sealed)


def test_a_key_file_is_for_its_owner_alone_and_reads_back(tmp_path: Path) -> None:
    made = create_keyring(tmp_path / "keys.json")
    assert (tmp_path / "keys.json").stat().st_mode & 0o777 == 0o600
    assert read_keyring(tmp_path / "keys.json") == made


@pytest.mark.parametrize(
    ("content", "mode", "said"),
    [
        (None, 0o600, "is missing"),
        ("{", 0o600, "is damaged"),
        ('{"current": "k1", "keys": {"k1": "AAAA"}, "lookup": "AAAA"}', 0o600, "is damaged"),
        ('{"current": "k2", "keys": {}, "lookup": ""}', 0o600, "is damaged"),
        ("[]", 0o600, "is damaged"),
        ("{}", 0o644, "can be read by others"),
    ],
)
def test_a_key_file_that_is_not_right_is_refused_in_one_plain_line(
    tmp_path: Path, content: str | None, mode: int, said: str
) -> None:
    path = tmp_path / "keys.json"
    if content is not None:
        path.write_text(content)
        path.chmod(mode)
    with pytest.raises(StartError, match=said) as refused:
        read_keyring(path)
    assert "\n" not in str(refused.value)
