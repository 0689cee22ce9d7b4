"""Mara and Jonas as two linked people, by recognised voice on one Echo or on an Echo each, by the real door."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from support.echo import YES, Echo, link
from support.local_speaker import Heard, LocalSpeakerApp

from skill.domain.hard_talk import HardTalk
from skill.domain.person import Person

MARA, JONAS = "amzn1.ask.person.MARA", "amzn1.ask.person.JONAS"
Hear = Callable[[bytes], Mapping[str, Any]]


class Pair:
    """Two linked people; each speaks with the own voice, each visit is a session of its own.

    Args:
        is_one_account: do both live on one Echo and one account?
        hear: takes a request's bytes, where it is not the house's own door; then both walk through their first start
            here and now, and nothing is taken from another house.
    """

    def __init__(
        self, app: LocalSpeakerApp, *, is_one_account: bool = False, hear: Hear | None = None, **more: Any
    ) -> None:
        self.app = app
        door: Hear = hear or (lambda body: json.loads(app.application.hear(body)))
        account = "amzn1.ask.account.TWO"
        self.mara = Echo(door, app.clock.now, f"{account}.MARA", MARA, **more)
        if is_one_account:
            self.jonas = Echo(door, app.clock.now, f"{account}.MARA", JONAS, **more)
        else:
            self.jonas = Echo(door, app.clock.now, f"{account}.JONAS", JONAS, device="amzn1.ask.device.HIS", **more)
        self.is_one_account = is_one_account
        if hear is None and not more:
            app.begin(_begin_together if is_one_account else _begin_apart)
        else:
            self.begin()

    def begin(self) -> None:
        """Both move in and link."""
        self.mara.move_in("Mara")
        self.mara.hang_up()
        if self.is_one_account:
            self.jonas.move_in_beside("Jonas")
        else:
            self.jonas.move_in("Jonas")
        self.jonas.hang_up()
        link(self.mara, self.jonas)

    def person(self, echo: Echo) -> Person:
        """Return the person behind the voice of an Echo."""
        with self.app.application.database.work() as work:
            found = work.people.at(f"voice|{echo.account}|{echo.voice}")
            return found[0].person

    def talks(self, echo: Echo) -> list[HardTalk]:
        """Return what this person still has to hold, the earliest first."""
        person = self.person(echo)
        with self.app.application.database.work() as work:
            return work.hard_talks.standing(person, self.app.clock.now())


def _begin_apart(app: LocalSpeakerApp) -> None:
    Pair(app, hear=lambda body: json.loads(app.application.hear(body)))


def _begin_together(app: LocalSpeakerApp) -> None:
    Pair(app, is_one_account=True, hear=lambda body: json.loads(app.application.hear(body)))


def visit(echo: Echo, *said: str, **slots: str) -> list[Heard]:
    """Come anew and say these, in one session; the slots go with the first."""
    echo.hang_up()
    first, *rest = said
    return [echo.say(first, **slots), *(echo.say(one) for one in rest)]


def propose(echo: Echo, plan: str = "tomorrow at seven in the evening") -> Heard:
    """Propose a talk, and say that it was heard right."""
    return visit(echo, "JointTalkProposeIntent", YES, plan=plan)[-1]


def asked(echo: Echo) -> Heard:
    """Ask alone what is proposed."""
    return visit(echo, "JointTalkProposedIntent", "RoomAloneIntent")[-1]
