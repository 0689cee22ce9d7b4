"""A PIN is kept hashed, refused where it is too short, and never lies open in the file."""

import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.prepared_folders import open_prepared, stretch_little

from skill.clock import StandingClock
from skill.domain.errors import StartError
from skill.domain.pin import LONGEST_WAIT, wait_after
from skill.storage.encryption.locking import SALT_BYTES, argon, open_lock
from skill.storage.local_pin import Pins, fits
from skill.storage.open_database import DATABASE_FILE, open_database
from skill.storage.pin_proof import DatabasePinProof
from skill.storage.pin_windows import PinWindows

NOW = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
PIN = "a-pin-of-mara"


@pytest.fixture
def pins(tmp_path: Path) -> Pins:
    """The pins of a house where Mara lives."""
    database = open_prepared(tmp_path / "data")
    with database.work() as work:
        work.people.create_person("mara", "speaker", zone="UTC", now=NOW)
    return Pins(database)


@pytest.mark.parametrize("pin", ["", "123", "x" * 65])
def test_a_pin_that_is_too_short_or_too_long_is_refused_in_a_line(pins: Pins, pin: str) -> None:
    with pytest.raises(StartError, match=r"^A PIN has 4 to 64 characters\.$"):
        pins.set("mara", pin)


def test_nobody_has_no_pin(pins: Pins) -> None:
    with pytest.raises(StartError, match=r"^Nobody of that name"):
        pins.set("nora", PIN)


def test_a_pin_lies_nowhere_open_and_the_same_one_is_kept_differently_each_time(pins: Pins, tmp_path: Path) -> None:
    kept = []
    for _ in range(2):
        pins.set("mara", PIN, given=PIN)
        with pins._database.work() as work:
            person = work.people.by_account("mara")
            assert person is not None
            kept.append(person.pin_hash)
    assert kept[0] != kept[1]
    assert fits(kept[1], PIN, stretch_little)
    files = b"".join(file.read_bytes() for file in tmp_path.rglob(f"{DATABASE_FILE}*"))
    assert PIN.encode() not in files


def test_a_pin_that_the_product_keeps_is_stretched_at_the_full_cost(tmp_path: Path) -> None:
    database = open_database(tmp_path, None)
    with database.work() as work:
        work.people.create_person("mara", "speaker", zone="UTC", now=NOW)
    code = Pins(database).set("mara", PIN)
    with database.work() as work:
        mara = work.people.by_account("mara")
    assert mara is not None
    assert fits(mara.pin_hash, PIN, argon) and not fits(mara.pin_hash, PIN, stretch_little)
    assert fits(mara.recovery_hash, code.replace("-", ""), argon)
    assert open_lock(mara, PIN, argon) is not None and open_lock(mara, PIN, stretch_little) is None
    cost = argon(secrets.token_bytes(SALT_BYTES)).derive_phc_encoded(PIN.encode()).split("$")[1:4]
    assert cost == ["argon2id", "v=19", "m=65536,t=3,p=1"]


def is_right(pins: Pins, user_id: str, given: str, now: datetime) -> bool:
    """Give a PIN at a speaker of that account."""
    windows = PinWindows()
    with pins._database.work() as work:
        person = work.people.by_account(user_id)
    proving = DatabasePinProof(pins._database, windows, StandingClock(now), device_id="kitchen")
    return proving.prove(user_id, given, str(person.id) if person is not None else None) is not None


def test_a_new_pin_needs_the_one_that_stands_or_its_recovery_code(pins: Pins) -> None:
    code = pins.set("mara", PIN)
    for given in ("", "another", "a-pin-of-jonas"):
        with pytest.raises(StartError, match=r"^That isn't the PIN; everything is as it was\.$"):
            pins.set("mara", "stolen", given=given)
    assert not is_right(pins, "mara", "stolen", NOW)
    fresh = pins.set("mara", "a-second-pin", given=code.lower().replace("-", " ").replace("0", "o").replace("1", "l"))
    assert is_right(pins, "mara", "a-second-pin", NOW)
    assert not is_right(pins, "mara", code, NOW), "the code of the PIN before opens nothing any more"
    assert is_right(pins, "mara", fresh, NOW)


def test_a_recovery_code_is_never_the_same_and_lies_nowhere_open(pins: Pins, tmp_path: Path) -> None:
    codes = [pins.set("mara", PIN, given=PIN) for _ in range(2)]
    assert codes[0] != codes[1]
    files = b"".join(file.read_bytes() for file in tmp_path.rglob(f"{DATABASE_FILE}*"))
    for code in codes:
        assert code.encode() not in files and code.replace("-", "").encode() not in files


def test_wrong_ones_make_the_pin_wait_longer_each_time_and_never_take_it_away(pins: Pins) -> None:
    pins.set("mara", PIN)
    assert [wait_after(tries).total_seconds() for tries in range(1, 10)] == [0, 0, 30, 60, 120, 240, 480, 900, 900]
    now = NOW
    for tries in range(1, 12):
        assert not is_right(pins, "mara", "wrong", now)
        if wait_after(tries):
            now += wait_after(tries) - timedelta(seconds=1)
            assert not is_right(pins, "mara", PIN, now), "a PIN is not even looked at while it waits"
            now += timedelta(seconds=1)
    assert is_right(pins, "mara", PIN, now)
    assert [is_right(pins, "mara", given, now) for given in ("wrong", "wrong", PIN)] == [False, False, True]


def test_the_recovery_code_opens_while_the_pin_waits_and_ends_the_waiting(pins: Pins) -> None:
    code = pins.set("mara", PIN)
    for _ in range(9):
        is_right(pins, "mara", "wrong", NOW)
    assert not is_right(pins, "mara", PIN, NOW)
    assert is_right(pins, "mara", code, NOW)
    assert is_right(pins, "mara", PIN, NOW)


def test_wrong_ones_count_for_one_person_at_one_door(pins: Pins) -> None:
    with pins._database.work() as work:
        mara = work.people.by_account("mara")
        jonas = work.people.create_person("jonas", "speaker", zone="UTC", now=NOW)
        assert mara is not None
        for person in (mara, jonas):
            work.people.add_external_id(person, "kitchen")
    for name, own in (("mara", PIN), ("jonas", "a-pin-of-jonas")):
        pins.set(name, own)
    for _ in range(5):
        assert not is_right(pins, "kitchen", "wrong", NOW)
        assert not is_right(pins, "jonas", "wrong", NOW)
        assert not pins.opens(jonas.id, "wrong", NOW)
    assert not is_right(pins, "kitchen", PIN, NOW), "where nobody said who speaks, no PIN counts"
    assert is_right(pins, "mara", PIN, NOW)
    assert pins.opens(mara.id, PIN, NOW)
    assert pins.waits_until(mara.id, NOW) is None
    for later, is_open in ((NOW, False), (NOW + LONGEST_WAIT, True)):
        assert is_right(pins, "jonas", "a-pin-of-jonas", later) is is_open
        assert pins.opens(jonas.id, "a-pin-of-jonas", later) is is_open
