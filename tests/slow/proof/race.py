"""Fifty at one pairing code at the same moment: exactly one of them has said it, and one yes makes one couple."""

import threading

from slow.proof.homes import HOMES, Way
from slow.proof.rooms import Shelf
from sqlalchemy import func, select
from support.echo import YES
from support.sql import sql

from skill.storage.tables.couples import couples

CROWD = 50


def race(shelf: Shelf) -> tuple[int, int]:
    """Return how many of the crowd had their code taken, and how many couples there are after her yes."""
    with shelf.open(HOMES[2], "strangers") as app:
        mara = app.mouth(HOMES[2].hers)
        mara.begin()
        code = "".join(mara.invite())
        database, now = app.application.database, app.clock.now()
        with database.work() as work:
            crowd = [work.people.create_person(f"user {number}", None, zone=None, now=now) for number in range(CROWD)]
            code_print = work.couples.code_hash(code)
        together, taken = threading.Barrier(CROWD), []

        def say(number: int) -> None:
            together.wait()
            with database.work() as work:
                taken.append(work.couples.say(code_print, crowd[number], f"user {number}", now))

        threads = [threading.Thread(target=say, args=(number,)) for number in range(CROWD)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        confirming = app.mouth(Way(mara.way.account, mara.way.voice, 400))
        confirming.say("LinkingConfirmIntent")
        confirming.say(YES)
        with database.work() as work:
            return taken.count(True), sql(work).scalar(select(func.count()).select_from(couples)) or 0
