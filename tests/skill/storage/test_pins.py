"""A PIN is kept hashed, refused where it is too short, and never lies open in the file."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from skill.domain.errors import StartError
from skill.storage.opening import DATABASE_FILE, open_store
from skill.storage.pins import Pins, fits

NOW = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
PIN = "a-pin-of-mara"


@pytest.fixture
def pins(tmp_path: Path) -> Pins:
    """The pins of a house where Mara lives."""
    store = open_store(tmp_path, None)
    with store.work() as work:
        work.people.enrol("mara", "speaker", zone="UTC", now=NOW)
    return Pins(store)


@pytest.mark.parametrize("pin", ["", "123", "x" * 65])
def test_a_pin_that_is_too_short_or_too_long_is_refused_in_a_line(pins: Pins, pin: str) -> None:
    with pytest.raises(StartError, match=r"^A PIN has 4 to 64 signs\.$"):
        pins.set("mara", pin)


def test_nobody_has_no_pin(pins: Pins) -> None:
    with pytest.raises(StartError, match=r"^Nobody of that name"):
        pins.set("nora", PIN)


def test_a_pin_lies_nowhere_open_and_the_same_one_is_kept_differently_each_time(pins: Pins, tmp_path: Path) -> None:
    kept = []
    for _ in range(2):
        pins.set("mara", PIN)
        with pins._store.work() as work:
            person = work.people.by_account("mara")
            assert person is not None
            kept.append(person.pin_hash)
    assert kept[0] != kept[1]
    assert fits(kept[1], PIN)
    files = b"".join(file.read_bytes() for file in tmp_path.glob(f"{DATABASE_FILE}*"))
    assert PIN.encode() not in files
