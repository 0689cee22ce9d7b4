"""What a person types to set a PIN, to export and import, to end other speakers that know one, and to delete all."""

import getpass
import sys
from datetime import datetime
from pathlib import Path

from skill.app.bootstrap import Application
from skill.domain.errors import StartError
from skill.domain.person import Person
from skill.speaker.pin_setting import CODE, CODE_IS, IS_SET
from skill.speaker.pin_setting import set_pin as set_pin_of
from skill.storage.local_pin import REFUSED, Pins, speaks_on_echo
from skill.storage.queries.recognition import RecognitionPlace
from skill.time_zone import machine_zone

ASK_PIN = "PIN or recovery code: "
PLACES = {
    RecognitionPlace.HERE: "this speaker",
    RecognitionPlace.SAME_SPEAKER: "this speaker under another name",
    RecognitionPlace.LOCAL: "another local speaker",
    RecognitionPlace.ECHO: "an Amazon account with its Echos",
    RecognitionPlace.VOICE: "one more voice on an Amazon account",
}


def set_pin(application: Application, name: str) -> None:
    """Set the PIN of whoever `name` is, typed twice and not shown, and show its recovery code, this once.

    Raises:
        StartError: the PIN that stands or its code was not given, the two new ones did not agree, it is too short or
            too long, or nobody is meant.
    """
    setting = _CommandPin(application, name)
    asking = set_pin_of(setting, ASK_PIN if setting.has_pin else "", is_checked_first=True)
    try:
        ask = next(asking)
        while True:
            if ask.told:
                print(ask.told)
            ask = asking.send(_secret(ask.asked) if ask.is_secret else _typed(ask.asked))
    except StopIteration as done:
        print(f"{IS_SET}\n{CODE}{done.value}\n{CODE_IS}")


def take_along(application: Application, name: str, out: Path) -> None:
    """Write everything of whoever `name` is into a folder, and name the files.

    Raises:
        StartError: another PIN, nobody is meant, or a file that is there or cannot be written.
    """
    given = _give_pin(application, name)
    for file in application.personal_data(name).write(out, application.clock.now(), given=given):
        print(file)


def bring_in(application: Application, name: str, file: Path) -> None:
    """Take an export in for whoever `name` is, and say how much of each kind was new.

    Raises:
        StartError: another PIN, or the file is no export; nothing is taken in.
    """
    given = _give_pin(application, name)
    zone = application.settings.time_zone or machine_zone()
    now = application.clock.now()
    came = application.personal_data(name).bring_in(file, now, device=application.device, zone=zone, given=given)
    told = ", ".join(f"{part.replace('_', ' ')} {number}" for part, number in sorted(came.items()))
    print(f"Taken in: {told or 'nothing new'}.")


def show_doors(application: Application, name: str, end: int | None) -> None:
    """List the ways in that lead to whoever `name` is, by number, or end one of them.

    Raises:
        StartError: another PIN, nobody is meant, or there is no such number.
    """
    ways = application.personal_data(name)
    ways.person()
    _give_pin(application, name)
    if end is not None:
        ways.end_way(end, application.clock.now())
        print("It has ended: what comes in there leads to you no longer. Keys that nobody has used are gone too.")
        return
    for number, one in enumerate(ways.ways(), start=1):
        since = f"since {one.since}" if one.since is not None else "since before days were noted"
        print(f"{number}  {PLACES[one.place]}, {since}{', new' if one.is_new else ''}")


def delete_everything(application: Application, name: str, *, is_sure: bool) -> None:
    """Delete everything of whoever `name` is, after the PIN and the typed name; say how many rows went.

    Args:
        is_sure: the name need not be typed; the PIN is asked for all the same.

    Raises:
        StartError: another PIN, another word, or nobody is meant: everything is as it was.
    """
    ways = application.personal_data(name)
    called = ways.called(ways.person()) or "erase"
    _give_pin(application, name)
    if not is_sure:
        print(f"Everything of {name or called} goes, for good, and nobody is told. `export` takes it along first.")
        if _typed(f"Type {called} to go on: ").casefold() != called.casefold():
            raise StartError("That was another word; everything is as it was.")
    print(f"It is gone: {ways.erase(application.clock.now())} rows, and the key that opened them. Take good care.")
    print("Copies of the old key file are to be deleted too; a fresh copy belongs beside your backups.")
    for one in application.database.finish_erasing():
        print(f"{one} could not be reached, and still opens what was there. Delete it, then make a new backup.")


class _CommandPin:
    """Where a command sets the PIN of whoever `name` is."""

    def __init__(self, application: Application, name: str) -> None:
        self._application, self._name = application, name
        self._person = application.personal_data(name).here()

    @property
    def has_pin(self) -> bool:
        """Does a PIN stand?"""
        return self._person is not None and self._person.pin_hash is not None

    def check(self, given: str) -> None:
        """Hold what was given against the PIN that stands, if one does."""
        if self._person is not None and self.has_pin:
            _check_pin(self._application, self._person, given)

    def speaks_on_echo(self) -> bool:
        """Does this person speak on an Echo too?"""
        if self._person is None:
            return False
        with self._application.database.look() as work:
            return speaks_on_echo(work, self._person)

    def keep(self, pin: str, *, given: str, on_echo: bool) -> str:
        """Keep a new PIN in place of the one that was given; return its recovery code."""
        application, name = self._application, self._name
        shared_account, pins = application.account(""), Pins(application.database)
        return pins.set(
            application.account(name), pin, given=given, shared_account=shared_account, name=name, on_echo=on_echo
        )


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


def _give_pin(application: Application, name: str) -> str:
    """Ask whoever `name` is for the PIN or its recovery code where a PIN is set; return what was given.

    Raises:
        StartError: it is neither, or it came too soon after wrong ones.
    """
    person = application.personal_data(name).here()
    if person is None or person.pin_hash is None:
        return ""
    given = _secret(ASK_PIN)
    _check_pin(application, person, given)
    return given


def _check_pin(application: Application, person: Person, given: str) -> None:
    """Hold what was given against the PIN of that person or its recovery code.

    Raises:
        StartError: it is neither, or it came too soon after wrong ones.
    """
    pins, now = Pins(application.database), application.clock.now()
    waited = pins.waits_until(person.id, now)
    if pins.opens(person.id, given, now):
        return
    if waited is not None:
        raise StartError(f"It's too soon after wrong ones; everything is as it was.{_wait(waited, now)}")
    until = pins.waits_until(person.id, now)
    raise StartError(f"{REFUSED}{_wait(until, now) if until is not None else ''}")


def _wait(until: datetime, now: datetime) -> str:
    seconds = round((until - now).total_seconds())
    span = f"{seconds} seconds" if seconds < 120 else f"{-(-seconds // 60)} minutes"
    return f" A PIN counts again in {span}; the recovery code counts now."
