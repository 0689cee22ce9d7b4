"""Speaker x room x content on one Echo of two: each thing is heard by whom it is for, and by nobody else."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest
from slow.proof.faulty_turns import (
    a_name_is_a_voice,
    a_voice_is_a_pin,
    every_voice_counts,
    everybody_is_alone,
    partner_hears_all,
)
from support.echo import Echo, door
from support.local_speaker import LocalSpeakerApp
from support.pair import JONAS, MARA, Pair, visit
from support.sampling import slow_but

from intents.alexa.turn_handler import Router
from intents.dialog.turn import Reply, Turn
from intents.router import answer
from skill.domain.confidence import Confidence
from skill.storage.unit_of_work import UnitOfWork

GUEST = "amzn1.ask.person.GUEST"
ROOMS = {"RoomAloneIntent": "alone", "RoomCompanyIntent": "company", "": "not said"}
SPEAKERS: dict[str, tuple[str | None, int, str]] = {
    "Mara": (MARA, 300, ""),
    "Mara with her PIN": (MARA, 400, ""),
    "Jonas": (JONAS, 300, ""),
    "Jonas with his PIN": (JONAS, 400, ""),
    "Jonas who says Mara": (JONAS, 300, "Mara"),
    "a guest": (GUEST, 300, ""),
    "a guest with a PIN": (GUEST, 400, ""),
    "a guest who says Mara": (GUEST, 300, "Mara"),
    "no voice": (None, 300, ""),
    "no voice that says Mara": (None, 300, "Mara"),
}
CONTENTS = {
    "her promise": ("CommitmentListIntent", "green book"),
    "when it is due": ("ScheduleAgendaIntent", "quarter past seven"),
    "her weeks": ("EvidenceIntent", "two weeks"),
    "her words": ("PrivateWordsReadIntent", "saw the letters"),
    "what he proposes to her": ("JointTalkProposedIntent", "There's a talk proposed"),
}
HEARD_BY = {
    "her promise": {("Mara", "alone"), ("Mara with her PIN", "alone")},
    "when it is due": {(who, room) for who in ("Mara", "Mara with her PIN") for room in ROOMS.values()},
    "her weeks": {(who, "alone") for who in SPEAKERS if who.startswith(("Mara", "Jonas"))},
    "her words": {("Mara with her PIN", "alone")},
    "what he proposes to her": {("Mara", "alone"), ("Mara with her PIN", "alone")},
}
"""Who hears it, and where. Whoever looks back hears that there are no two weeks yet: each the own weeks."""


def live(app: LocalSpeakerApp) -> None:
    """Let the two link on one account; Mara promises something and keeps words, Jonas proposes a talk."""
    pair = Pair(app, is_one_account=True)
    visit(pair.mara, "CommitmentIntent", commitment="bring the green book by quarter past seven tomorrow evening")
    visit(pair.mara, "PrivateWordsKeepIntent", "KeepIntent", words="I saw the letters")
    visit(pair.jonas, "JointTalkProposeIntent", plan="tomorrow at seven in the evening")


def ears(app: LocalSpeakerApp, hears: Router) -> Iterator[tuple[str, str, str]]:
    """Ask for everything as everybody in every room; yield what was heard by whom and where."""
    app.begin(live)
    echo = Echo(door(app, hears), app.clock.now, "amzn1.ask.account.TWO.MARA")
    for (who, (voice, level, name)), (said, room), (what, (wish, mark)) in product(
        SPEAKERS.items(), ROOMS.items(), CONTENTS.items()
    ):
        echo.as_voice(voice).hang_up()
        echo.level = level
        heard = echo.say("WhoNameIntent", name=name).words if name else ""
        if said:
            heard += echo.say(said).words
        heard += echo.say(wish).words
        if mark in heard:
            yield what, who, room


MEANT = {(what, who, room) for what, them in HEARD_BY.items() for who, room in them}


def test_everything_is_heard_by_whom_it_is_for_and_by_nobody_else(app: LocalSpeakerApp) -> None:
    assert set(ears(app, answer)) == MEANT


def any_pin_will_do(turn: Turn, work: UnitOfWork) -> Reply:
    """Planted: a PIN opens the words of the one who came first, whoever gave it."""
    mara = work.people.by_name(turn.ids.user_id, "Mara")
    assert mara is not None
    is_pin = turn.ids.level >= 400
    return answer(replace(turn, person=mara, confidence=Confidence.PIN) if is_pin else turn, work)


LEAKS: list[Router] = [
    every_voice_counts,
    partner_hears_all,
    a_name_is_a_voice,
    everybody_is_alone,
    a_voice_is_a_pin,
    any_pin_will_do,
]


@pytest.mark.parametrize("leak", slow_but(LEAKS, [a_voice_is_a_pin]))
def test_every_planted_leak_is_caught(app: LocalSpeakerApp, leak: Router) -> None:
    assert any(ear not in MEANT for ear in ears(app, leak))
