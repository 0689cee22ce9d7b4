"""Says one sentence to a fresh local speaker by the real door, and tells what was heard, said back and done.

Every sentence is said twice, each time in a copy of a folder that is made once per process: on a first evening, on
which there is nothing to lose, and in a house with promises, a talk, words and shares, where a sentence that is taken
wrongly does its harm.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

from support.local_speaker import NEW_YORK, LocalSpeakerApp
from support.sql import sql

from benchmarks.understanding_changes import Effect
from benchmarks.understanding_effects import effects
from benchmarks.understanding_rows import Row
from benchmarks.understanding_snapshot import Snapshot, snapshot
from intents.dialog.turn import Reply, Turn
from intents.router import answer as our_answer
from skill.app.bootstrap import Application, bootstrap
from skill.domain.couple import Couple
from skill.domain.share import ShareLevel
from skill.speech.ssml import plain
from skill.storage.unit_of_work import UnitOfWork

EVENING = datetime(2026, 11, 24, 18, 0, tzinfo=ZoneInfo(NEW_YORK))
"""A Tuesday."""
FIRST, LIVED_IN = "first evening", "lived-in house"
EARLIER = timedelta(minutes=10)
"""How long before the sentence the last thing was said in the lived-in house: long enough that no session is open."""
LIVED = (
    "keep a few words|I found the letters in the car|keep it",
    "I promise to call my sister tomorrow at seven in the evening|yes|stop",
    "I promise to water the plants every weekday at nine in the morning|yes|stop",
    "plan a talk on Thursday at seven in the evening about the summer|yes|stop",
    "I feel hurt|yes|stop",
)
Answer = Callable[[Turn, UnitOfWork], Reply]


@dataclass(frozen=True)
class Outcome:
    """What came of one sentence in one house.

    Attributes:
        intent: what was heard, or None.
        how: exact, free, near, asked or none, where the speaker tells it.
        question: the question that is open afterwards, or None.
        said: what was said back.
        done: what was done.
    """

    intent: str | None
    how: str | None
    question: str | None
    said: str
    done: tuple[Effect, ...]


@dataclass
class Houses:
    """Makes a house for each sentence.

    Args:
        folder: an empty folder for the copies.
        answer: answers the turns of the sentences under test; a test hands in a faulty one.
        made, kept: what was furnished already, and what is kept there; a copy with another `answer` shares them.
    """

    folder: Path
    answer: Answer = our_answer
    made: dict[str, Path] = field(default_factory=dict)
    kept: dict[str, Snapshot] = field(default_factory=dict)

    def outcome(self, row: Row, world: str) -> Outcome:
        """Say one row's context and its sentence in a fresh house of that kind."""
        with self._house(world) as (house, asked):
            for line in row.context:
                _say_before(house, line)
            before = self.kept[world] if not row.context else snapshot(house.application.database)
            asked.clear()
            spoken = house.speaker.hear(row.sentence)
            done = effects(before, snapshot(house.application.database))
        trace = getattr(spoken, "trace", None)
        said = plain(spoken.ssml) if spoken.ssml else ""
        return Outcome(spoken.heard, getattr(trace, "how", None), asked[-1] if asked else None, said, tuple(done))

    @contextmanager
    def _house(self, world: str) -> Iterator[tuple[LocalSpeakerApp, list[str | None]]]:
        if world not in self.made:
            self.made[world] = _furnished(self.folder / world.replace(" ", "-"), is_lived_in=world == LIVED_IN)
            with LocalSpeakerApp(self.made[world], EVENING) as house:
                self.kept[world] = snapshot(house.application.database)
        copy = self.folder / "copy"
        shutil.copytree(self.made[world], copy)
        asked: list[str | None] = []

        def answer(turn: Turn, work: UnitOfWork) -> Reply:
            reply = self.answer(turn, work)
            asked.append(reply.awaiting.key if reply.awaiting is not None else None)
            return reply

        def wired(*settings: object, **more: object) -> Application:
            return bootstrap(*settings, answer=answer, **more)  # type: ignore[arg-type]

        try:
            with LocalSpeakerApp(copy, EVENING, build=wired) as house:
                yield house, asked
        finally:
            shutil.rmtree(copy)


def _say_before(house: LocalSpeakerApp, line: str) -> None:
    """Say a line of the context, or let time pass: "/wait 75m" ends where the speaker asks by itself."""
    waits = _WAIT.fullmatch(line)
    if waits is None:
        house.say(line)
    else:
        house.wait(timedelta(minutes=int(waits[1])))


_WAIT = re.compile(r"/wait (\d+)m")


def _furnished(folder: Path, *, is_lived_in: bool) -> Path:
    """Make a house in which Mara lives, and everything that she could lose if it is a lived-in one."""
    with LocalSpeakerApp(folder, EVENING - timedelta(hours=3)) as house:
        house.move_in()
        if is_lived_in:
            house.clock.set(EVENING - EARLIER)
            for visit in LIVED:
                for line in visit.split("|"):
                    house.say(line)
            _share_all(house)
        house.speaker.leave()
    return folder


def _share_all(house: LocalSpeakerApp) -> None:
    """Link Mara with Jonas and share what she said; how two people link and share is tried by other tests."""
    mara, now = house.person(), house.clock.now()
    with house.application.database.work() as work:
        jonas = work.people.create_person("amzn1.ask.account.JONAS", None, zone=NEW_YORK, now=now)
        couple = Couple(uuid4(), mara.id, jonas.id, now)
        sql(work).add(couple)
        sql(work).flush()
        felt = work.checkins.newest(mara, now - EARLIER)
        assert felt is not None, "the lived-in house has a check-in"
        work.shares.share_checkin(couple, felt, ShareLevel.WORD, now)
        work.shares.share_standing(couple, mara, now)
        promised = work.commitments.open(mara, now)[-1]
        work.shares.share_commitment(couple, promised, now)
