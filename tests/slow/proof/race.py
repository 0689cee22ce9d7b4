"""Fifty at one pairing code at the same moment: exactly one of them has said it, and one yes makes one couple."""

import threading

from slow.proof.homes import HOMES, Way
from slow.proof.rooms import House, Shelf
from sqlalchemy import func, select
from support.echo import YES

from skill.storage.tables.couples import couples

CROWD = 50


def race(shelf: Shelf) -> tuple[int, int]:
    """Return how many of the crowd had their code taken, and how many couples there are after her yes."""
    with House(shelf.copy(HOMES[2], "strangers")) as house:
        mara = house.mouth(HOMES[2].hers)
        mara.begin()
        code = "".join(mara.invite())
        store, now = house.ground.store, house.clock.now()
        with store.work() as work:
            crowd = [work.people.enrol(f"user {number}", None, zone=None, now=now) for number in range(CROWD)]
            code_print = work.couples.print_of(code)
        together, taken = threading.Barrier(CROWD), []

        def say(number: int) -> None:
            together.wait()
            with store.work() as work:
                taken.append(work.couples.say(code_print, crowd[number], f"user {number}", now))

        threads = [threading.Thread(target=say, args=(number,)) for number in range(CROWD)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        confirming = house.mouth(Way(mara.way.account, mara.way.voice, 400))
        confirming.say("LinkConfirmIntent")
        confirming.say(YES)
        with store.work() as work:
            return taken.count(True), work.session.scalar(select(func.count()).select_from(couples)) or 0
