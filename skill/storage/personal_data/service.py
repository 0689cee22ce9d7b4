"""Taking one's words along, bringing them in, and deleting everything: what the local commands ask of the store."""

import os
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from skill.domain.couple import Purpose
from skill.domain.errors import NotReadableError, StartError
from skill.domain.person import Person
from skill.storage.database import Database
from skill.storage.encryption.locking import open_lock
from skill.storage.personal_data.export_text import readable
from skill.storage.personal_data.exporting import export
from skill.storage.personal_data.importing import read_export, take_in
from skill.storage.queries.recognition import Recognition, RecognitionPlace
from skill.storage.unit_of_work import UnitOfWork

JSON_FILE, TEXT_FILE = "steady-ground.json", "steady-ground.txt"


class PersonalData:
    """What one person of a local speaker may do with all that is kept of it.

    Args:
        shared_account: the account that several may share.
        account: the account of the name alone.
        name: what the person is called, "" for the one person of this installation.
        kinds: by family of moods, the kind of day that is said aloud.
    """

    def __init__(
        self, database: Database, *, shared_account: str, account: str, name: str, kinds: Mapping[str, str]
    ) -> None:
        self._database = database
        self._house = shared_account
        self._account = account
        self._name = name.strip()
        self._kinds = kinds

    def here(self) -> Person | None:
        """Return whose words these are, or None where nobody of that name is here.

        Raises:
            StartError: it is not clear which of several is meant.
        """
        with self._database.look() as work:
            return self._found(work)

    def person(self) -> Person:
        """Return whose words these are.

        Raises:
            StartError: nobody of that name is here, or it is not clear which of several is meant.
        """
        found = self.here()
        if found is None:
            raise StartError("Nobody of that name has spoken to this speaker yet.")
        return found

    def called(self, person: Person) -> str | None:
        """Return what a person is called, or None."""
        with self._database.look() as work:
            return work.people.name(person)

    def write(self, folder: Path, now: datetime, *, given: str = "") -> list[Path]:
        """Write everything of the person into a folder, readable by its owner alone; return the files.

        Args:
            given: the PIN or its recovery code, where there is one: it opens what is locked.

        Raises:
            StartError: nobody is meant, a file is there already, or it cannot be written; nothing is left half done.
        """
        person = self.person()
        files = [folder / JSON_FILE, folder / TEXT_FILE]
        there = [str(one) for one in files if one.exists()]
        if there:
            raise StartError(f"There is a file already: {', '.join(there)}. Name another folder.")
        try:
            with self._database.look() as work:
                found = export(work, person, now, self._kinds, open_lock(person, given, work.stretch))
        except NotReadableError as fault:
            raise StartError("Something of it does not open with this key file; nothing was written.") from fault
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            for file, text in zip(files, (found.model_dump_json(indent=2) + "\n", readable(found)), strict=True):
                handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(handle, "w", encoding="utf-8") as opened:
                    opened.write(text)
        except OSError as fault:
            raise StartError(f"The folder {folder} cannot be written: {fault.strerror}.") from fault
        return files

    def bring_in(self, file: Path, now: datetime, *, device: str, zone: str | None, given: str = "") -> Counter[str]:
        """Take an export in for the person of that name, who moves in where nobody has; return what came, by part.

        Args:
            given: the PIN or its recovery code, where there is one.

        Raises:
            StartError: the file is none, every fault in one line; nothing is taken in.
        """
        taken = read_export(file)
        with self._database.work() as work:
            person = self._found(work)
            if person is None:
                person = work.people.create_person(self._account, device, zone=zone, now=now)
            came = take_in(work, person, taken, now, open_lock(person, given, work.stretch))
            if self._name and work.people.name(person) is None:
                work.people.rename(person, self._name)
        return came

    def ways(self) -> list[Recognition]:
        """Return every way in to the person, the speaker of this data folder first.

        Raises:
            StartError: nobody is meant.
        """
        person = self.person()
        with self._database.look() as work:
            return work.recognitions.ways(person, self._here(work, person))

    def end_way(self, number: int, now: datetime) -> None:
        """End the way in that stands at this number of `ways`, from one; keys that were not used yet go too.

        Raises:
            StartError: nobody is meant, there is no such number, or it is this speaker itself; nothing has ended.
        """
        person_id = self.person().id
        with self._database.work() as work:
            person = work.people.get(person_id)
            ways = work.recognitions.ways(person, self._here(work, person)) if person is not None else []
            if person is None or not 1 <= number <= len(ways):
                raise StartError(f"There is no number {number}; everything is as it was.")
            if ways[number - 1].place is RecognitionPlace.HERE:
                raise StartError("That is this speaker itself; everything is as it was.")
            work.recognitions.end(person, [ways[number - 1]], now)
            work.couples.withdraw(person, Purpose.RECOVERY_CODE)

    def erase(self, now: datetime) -> int:
        """Delete everything of the person; return how many rows went.

        Raises:
            StartError: nobody is meant; or the rows are gone and the key file could not be written.
        """
        return self._database.erase(self.person().id, now).total()

    def _here(self, work: UnitOfWork, person: Person) -> list[str]:
        """Return the account by which the person comes in at this speaker: the one that several share goes first."""
        accounts = [self._house, self._account]
        return [one for one in accounts if any(each.person.id == person.id for each in work.people.at(one))][:1]

    def _found(self, work: UnitOfWork) -> Person | None:
        """Return the person of that name; without a name the one of the installation, who must be the only one."""
        if self._name:
            here = work.people.by_name(self._house, self._name)
            return here or work.people.by_account(self._account)
        behind = [one.person for one in work.people.at(self._house)]
        if len(behind) > 1:
            raise StartError("Several share this speaker: say whose with --name.")
        return behind[0] if behind else None
