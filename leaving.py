"""What a person types to set a PIN, to take the own words along or in again, to end doors, and to delete all."""

import getpass
import sys
from datetime import datetime
from pathlib import Path

import tzlocal

from ground import Ground
from skill.domain.errors import StartError
from skill.domain.person import DoorKind
from skill.storage.doors import Place
from skill.storage.pins import Pins

LOCKS = (
    "From now on your private words open only with this PIN or its recovery code: not even these files and their key\n"
    "open them. If you lose both, they're gone for good. A short PIN can be guessed by whoever copies the files; a\n"
    "sentence can't."
)
ON_ECHO = (
    "You also speak on an Echo, where nobody types this PIN. Should Alexa be able to read your private words to your\n"
    "own voice there? Then this server can open them too, and so can whoever holds its files and their key."
)

PLACES = {
    Place.HERE: "this speaker",
    Place.SAME_SPEAKER: "this speaker under another name",
    Place.LOCAL: "another local speaker",
    Place.ECHO: "an Amazon account with its Echos",
    Place.VOICE: "one more voice on an Amazon account",
}


def set_pin(ground: Ground, name: str) -> None:
    """Set the PIN of whoever `name` is, typed twice and not shown, and show its recovery code, this once.

    Raises:
        StartError: the PIN that stands or its code was not given, the two new ones did not agree, it is too short or
            too long, or nobody is meant.
    """
    given = _give_pin(ground, name)
    print(LOCKS)
    said, again = (_secret(f"{which} PIN: ") for which in ("New", "Same"))
    if said != again:
        raise StartError("The two did not agree; the PIN is as it was.")
    on_echo = _has_echo(ground, name) and _typed(f"{ON_ECHO} Type yes or no: ").casefold() in ("yes", "y")
    pins = Pins(ground.store)
    house = ground.account("")
    code = pins.set(ground.account(name), said, given=given, house=house, name=name, on_echo=on_echo)
    print("The PIN is set. At the speaker say /pin before you ask for your words.")
    print(f"Your recovery code: {code}")
    print("It stands in for the PIN if you forget it, and it's shown only now. Write it down where only you look.")


def take_along(ground: Ground, name: str, out: Path) -> None:
    """Write everything of whoever `name` is into a folder, and name the files.

    Raises:
        StartError: another PIN, nobody is meant, or a file that is there or cannot be written.
    """
    given = _give_pin(ground, name)
    for file in ground.leaving(name).write(out, ground.clock.now(), given=given):
        print(file)


def bring_in(ground: Ground, name: str, file: Path) -> None:
    """Take an export in for whoever `name` is, and say how much of each kind was new.

    Raises:
        StartError: another PIN, or the file is no export; nothing is taken in.
    """
    given = _give_pin(ground, name)
    zone = ground.settings.time_zone or tzlocal.get_localzone_name()
    now = ground.clock.now()
    came = ground.leaving(name).bring_in(file, now, device=ground.device, zone=zone, given=given)
    told = ", ".join(f"{part.replace('_', ' ')} {number}" for part, number in sorted(came.items()))
    print(f"Taken in: {told or 'nothing new'}.")


def show_doors(ground: Ground, name: str, end: int | None) -> None:
    """List the ways in that lead to whoever `name` is, by number, or end one of them.

    Raises:
        StartError: another PIN, nobody is meant, or there is no such number.
    """
    ways = ground.leaving(name)
    ways.person()
    _give_pin(ground, name)
    if end is not None:
        ways.end_way(end, ground.clock.now())
        print("It has ended: what comes in there leads to you no longer. Keys that nobody has used are gone too.")
        return
    for number, one in enumerate(ways.ways(), start=1):
        since = f"since {one.since}" if one.since is not None else "since before days were noted"
        print(f"{number}  {PLACES[one.place]}, {since}{', new' if one.is_new else ''}")


def delete_everything(ground: Ground, name: str, *, is_sure: bool) -> None:
    """Delete everything of whoever `name` is, after the PIN and the typed name; say how many rows went.

    Args:
        is_sure: the name need not be typed; the PIN is asked for all the same.

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


def _has_echo(ground: Ground, name: str) -> bool:
    person = ground.leaving(name).here()
    with ground.store.work() as work:
        if person is None:
            return False
        has_voice = any(one.kind is DoorKind.VOICE for one in work.people.doors(person))
        return has_voice or bool(work.accounts.of_person(person.id))


def _typed(asked: str) -> str:
    """Return what is typed, or nothing where nobody is there to type."""
    try:
        return input(asked).strip()
    except EOFError:
        return ""


def _secret(asked: str) -> str:
    """Return what is typed without echo; where nobody sits at a terminal, the next line of standard input.

    Python's own way would ask the terminal behind a pipe, so that a script with a PIN to give would hang there.
    """
    return getpass.getpass(asked) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")


def _give_pin(ground: Ground, name: str) -> str:
    """Ask whoever `name` is for the PIN or its recovery code where a PIN is set; return what was given.

    Raises:
        StartError: it is neither, or it came too soon after wrong ones.
    """
    person = ground.leaving(name).here()
    if person is None or person.pin_hash is None:
        return ""
    pins, now = Pins(ground.store), ground.clock.now()
    given = _secret("PIN or recovery code: ")
    waited = pins.waits_until(person.id, now)
    if pins.opens(person.id, given, now):
        return given
    if waited is not None:
        raise StartError(f"It's too soon after wrong ones; everything is as it was.{_wait(waited, now)}")
    until = pins.waits_until(person.id, now)
    raise StartError(f"That isn't the PIN; everything is as it was.{_wait(until, now) if until is not None else ''}")


def _wait(until: datetime, now: datetime) -> str:
    seconds = round((until - now).total_seconds())
    span = f"{seconds} seconds" if seconds < 120 else f"{-(-seconds // 60)} minutes"
    return f" A PIN counts again in {span}; the recovery code counts now."
