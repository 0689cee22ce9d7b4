"""What a person types to set a PIN, to take the own words along or in again, and to delete everything."""

import getpass
from pathlib import Path

import tzlocal

from ground import Ground
from skill.domain.errors import StartError
from skill.storage.pins import Pins


def set_pin(ground: Ground, name: str) -> None:
    """Set the PIN of whoever `name` is; it is typed twice and not shown.

    Raises:
        StartError: the two did not agree, it is too short or too long, or nobody is meant.
    """
    said, again = (getpass.getpass(f"{which} PIN: ") for which in ("New", "Same"))
    if said != again:
        raise StartError("The two did not agree; the PIN is as it was.")
    Pins(ground.store).set(ground.account(name), said, house=ground.account(""), name=name)
    print("The PIN is set. At the speaker say /pin before you ask for your words.")


def take_along(ground: Ground, name: str, out: Path) -> None:
    """Write everything of whoever `name` is into a folder, and name the files.

    Raises:
        StartError: another PIN, nobody is meant, or a file that is there or cannot be written.
    """
    _give_pin(ground, name)
    for file in ground.leaving(name).write(out, ground.clock.now()):
        print(file)


def bring_in(ground: Ground, name: str, file: Path) -> None:
    """Take an export in for whoever `name` is, and say how much of each kind was new.

    Raises:
        StartError: the file is no export.
    """
    zone = ground.settings.time_zone or tzlocal.get_localzone_name()
    came = ground.leaving(name).bring_in(file, ground.clock.now(), device=ground.device, zone=zone)
    told = ", ".join(f"{part.replace('_', ' ')} {number}" for part, number in sorted(came.items()))
    print(f"Taken in: {told or 'nothing new'}.")


def delete_everything(ground: Ground, name: str, *, is_sure: bool) -> None:
    """Delete everything of whoever `name` is, after the PIN and the typed name; say how many rows went.

    Raises:
        StartError: another PIN, another word, or nobody is meant: everything is as it was.
    """
    ways = ground.leaving(name)
    called = ways.called(ways.person()) or "erase"
    _give_pin(ground, name)
    if not is_sure:
        print(f"Everything of {name or called} goes, for good, and nobody is told. `export` takes it along first.")
        if _typed(f"Type {called} to go on: ").casefold() != called.casefold():
            raise StartError("That was another word; everything is as it was.")
    print(f"It is gone: {ways.erase(ground.clock.now())} rows, and the key that opened them. Take good care.")
    print("Copies of the old key file are to be deleted too; a fresh copy belongs beside your backups.")


def _typed(asked: str) -> str:
    """Return what is typed, or nothing where nobody is there to type."""
    try:
        return input(asked).strip()
    except EOFError:
        return ""


def _give_pin(ground: Ground, name: str) -> None:
    person = ground.leaving(name).person()
    if person.pin_hash is not None and not Pins(ground.store).opens(person, getpass.getpass("PIN: ")):
        raise StartError("That is not the PIN; everything is as it was.")
