"""Worlds that differ only in what Mara does for herself about a talk of two are one world to Jonas, byte for byte."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from support.echo import NO, YES, Echo
from support.pair import Pair, asked, propose, visit
from support.sampling import slow_but
from support.sql import sql
from support.two_worlds import Worlds, answers, new_house

from intents.dialog.turn import Reply, Turn
from intents.hard_talk.conversation import HARD_TALK
from intents.hard_talk.questions import AskedShallItBe
from skill.domain.couple import Couple
from skill.domain.joint_talk import JointTalk
from skill.domain.person import Person
from skill.storage.queries.hard_talks import HardTalks
from skill.storage.queries.joint_talks import JointTalks
from skill.storage.queries.people import People
from skill.storage.unit_of_work import UnitOfWork

NOW = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
"""Six in the evening in New York."""
HOURS = (timedelta(hours=1), timedelta(hours=23, minutes=52), timedelta(hours=25), timedelta(hours=40))
"""When Jonas asks, from the evening on: at once, near the time, after it, and a day later."""
WISHES: tuple[tuple[str, ...], ...] = (
    ("Launch", "RoomAloneIntent", "AMAZON.StopIntent"),
    ("JointTalkProposedIntent", "RoomAloneIntent"),
    ("HardTalkListIntent", "RoomAloneIntent"),
    ("ScheduleAgendaIntent", "RoomAloneIntent"),
    ("HardTalkReadyIntent",),
    ("HardTalkPutOffIntent",),
    ("HardTalkAfterwardsIntent",),
    ("LinkingConfirmIntent",),
    ("AMAZON.HelpIntent",),
)

Act = Callable[[Echo], object]


def quietly(*said: str, level: int = 300, **slots: str) -> Act:
    """Let Mara say these in one visit of her own."""

    def act(mara: Echo) -> None:
        mara.level = level
        visit(mara, *said, **slots)

    return act


def nothing(mara: Echo) -> None:
    """Let Mara do nothing."""


LEAVES = quietly("LinkingLeaveIntent")
LEAVES_FOR_GOOD = quietly("LinkingEndIntent", level=400)
ASKED = ("JointTalkProposedIntent", "RoomAloneIntent")
TO_HIS_PROPOSAL: dict[str, Act] = {
    "ignores it": nothing,
    "hears it": quietly(*ASKED),
    "says no": quietly(*ASKED, NO),
    "says not today": quietly(*ASKED, "NotTodayIntent", NO),
    "is met with it in company": quietly("Launch", "RoomCompanyIntent"),
    "mutes": quietly("ScheduleStopIntent"),
    "sleeps early": quietly("ScheduleQuietIntent", start="17:00", end="07:00"),
    "leaves": LEAVES,
    "leaves for good": LEAVES_FOR_GOOD,
}
TO_A_PLAN: dict[str, Act] = {
    "calls it off": quietly("HardTalkCancelIntent"),
    "leaves": LEAVES,
    "leaves for good": LEAVES_FOR_GOOD,
}
TO_HER_OWN: dict[str, Act] = {
    "takes it back": quietly("JointTalkWithdrawIntent"),
    "leaves": LEAVES,
    "leaves for good": LEAVES_FOR_GOOD,
}
IN_A_PAUSE: dict[str, Act] = {
    "does not come": nothing,
    "lets it rest": quietly("Launch", "HardTalkPutOffIntent", NO),
    "mutes": quietly("ScheduleStopIntent"),
}
AFTERWARDS: dict[str, Act] = {
    "says nothing": nothing,
    "does not want to be asked": quietly("Launch", "RoomAloneIntent", NO),
    **{f"says {one}": quietly("HardTalkAfterwardsIntent", after=one) for one in ("better", "same", "heavier")},
}


def he_proposed(pair: Pair) -> None:
    propose(pair.jonas)


def she_proposed(pair: Pair) -> None:
    propose(pair.mara, "tomorrow at seven in the evening about the summer")
    asked(pair.jonas)


def they_planned(pair: Pair) -> None:
    she_proposed(pair)
    pair.jonas.say(YES)


def they_paused(pair: Pair) -> None:
    they_planned(pair)
    pair.app.clock.set(NOW + timedelta(hours=25))
    visit(pair.mara, "HardTalkReadyIntent", "HardTalkNextIntent", "HardTalkPauseIntent")
    pair.app.clock.set(NOW + timedelta(hours=25, minutes=31))
    visit(pair.jonas, "HardTalkReadyIntent")


def they_ended(pair: Pair) -> None:
    they_planned(pair)
    pair.app.clock.set(NOW + timedelta(hours=25))
    visit(pair.jonas, "HardTalkReadyIntent", "HardTalkNextIntent", "HardTalkEndIntent")


SCENES: dict[str, tuple[Callable[[Pair], object], dict[str, Act]]] = {
    "his proposal": (he_proposed, TO_HIS_PROPOSAL),
    "her proposal": (she_proposed, TO_HER_OWN),
    "a plan": (they_planned, TO_A_PLAN),
    "a pause": (they_paused, IN_A_PAUSE),
    "afterwards": (they_ended, AFTERWARDS),
}
"""What comes before Mara's private act, and what she may do; each act is compared with the first."""


def lives(pair: Pair, act: Act) -> Iterator[object]:
    """Let Mara act; yield all that Jonas is sent, asked and unasked, in the order of his evenings."""
    act(pair.mara)
    app, began, jonas = pair.app, pair.app.clock.now(), pair.person(pair.jonas)
    for after in HOURS:
        app.clock.set(began + after)
        app.application.tick(app.clock.now())
        with app.application.database.work() as work:
            work.people.note_listening(pair.jonas.account, app.clock.now() + timedelta(hours=1))
            labels = work.calendar.take_announcements(jonas.id, app.clock.now())
        yield from (one.words for one in labels)
        for wish in WISHES:
            yield from answers(pair.jonas, *wish)
    yield from answers(pair.jonas, "JointTalkProposeIntent", YES, plan="in two days at seven in the evening")
    for wish in (ASKED, ("JointTalkWithdrawIntent",), ("LinkingLeaveIntent",)):
        yield from answers(pair.jonas, *wish)


def worlds(scene: str, *, is_one_account: bool = False) -> Worlds[Pair, Act]:
    """Return copies of the house as it is in a scene."""

    @contextmanager
    def opens() -> Iterator[Pair]:
        with new_house(NOW) as app:
            pair = Pair(app, is_one_account=is_one_account)
            SCENES[scene][0](pair)
            pair.mara.hang_up()
            yield pair

    return Worlds(opens, lives)


def differing(scene: str, *acts: str, is_one_account: bool = False) -> list[str]:
    """Return which of Mara's private acts Jonas could tell from the first one."""
    copies, (first, *others) = worlds(scene, is_one_account=is_one_account), SCENES[scene][1].items()
    told = [name for name, act in others if name in acts and copies.difference(first[1], act) is not None]
    return [f"{scene}: {name}" for name in told]


def test_four_things_that_mara_does_for_herself_sound_the_same_to_jonas() -> None:
    assert differing("his proposal", "says no", "leaves") == []
    assert differing("a plan", "leaves") == []
    assert differing("afterwards", "says heavier") == []


@pytest.mark.slow
@pytest.mark.parametrize("is_one_account", [False, True], ids=["an Echo each", "one Echo"])
@pytest.mark.parametrize("scene", SCENES)
def test_whatever_mara_does_for_herself_jonas_hears_the_same(scene: str, is_one_account: bool) -> None:
    assert differing(scene, *SCENES[scene][1], is_one_account=is_one_account) == []


def words_told() -> list[str]:
    """Return the scenes in which Jonas hears what the talk is about, in Mara's words."""
    hers = [name for name in SCENES if name != "his proposal"]
    return [name for name in hers if "summer" in "".join(worlds(name, is_one_account=True).sent(nothing))]


@pytest.mark.slow
def test_what_it_is_about_is_never_told_to_the_other() -> None:
    assert words_told() == []


@pytest.mark.slow
def test_a_topic_that_is_told_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(HardTalks, "topic", lambda *_: "the summer")
    assert words_told() == ["a plan", "a pause"]


def _decline_calls_off(patch: pytest.MonkeyPatch) -> None:
    answers = HARD_TALK.questions[AskedShallItBe]
    honest = answers[NO]

    def leaky(turn: Turn, work: UnitOfWork) -> Reply | None:
        if (proposal := turn.asked(AskedShallItBe)) is not None:
            work.joint_talks.call_off(proposal.id, turn.now)
        return honest(turn, work)

    patch.setitem(answers, NO, leaky)


def _hearing_is_told(patch: pytest.MonkeyPatch) -> None:
    honest = JointTalks.proposed_by

    def leaky(self: JointTalks, person: Person, now: datetime) -> JointTalk | None:
        own = honest(self, person, now)
        return own if own is None or own.offered_at is None else None

    patch.setattr(JointTalks, "proposed_by", leaky)


def _leaving_closes_his_view(patch: pytest.MonkeyPatch) -> None:
    honest = JointTalks.couple

    def leaky(self: JointTalks, person: Person) -> Couple | None:
        found = honest(self, person)
        return found if found is not None and found.is_open else None

    patch.setattr(JointTalks, "couple", leaky)


def _leaving_ends_his_proposal(patch: pytest.MonkeyPatch) -> None:
    honest = JointTalks.leave

    def leaky(self: JointTalks, person: Person, couple: Couple, now: datetime) -> None:
        honest(self, person, couple, now)
        for other in (couple.first_id, couple.second_id):
            if (one := self._ask(People).get(other)) is not None:
                self.call_off(self.proposed_by(one, now), now)

    patch.setattr(JointTalks, "leave", leaky)


def _leaving_keeps_his_sign(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(JointTalks, "leave", lambda *_: None)


def _her_answer_ends_his_question(patch: pytest.MonkeyPatch) -> None:
    honest = HARD_TALK.intents["HardTalkAfterwardsIntent"]

    def leaky(turn: Turn, work: UnitOfWork) -> Reply | None:
        reply = honest.handler(turn, work)
        for row in sql(work).identity_map.values():
            if hasattr(row, "asks_until"):
                for other in sql(work).query(type(row)).all():
                    other.asks_until = None
                break
        return reply

    patch.setitem(HARD_TALK.intents, "HardTalkAfterwardsIntent", replace(honest, handler=leaky))


LEAKS: dict[str, tuple[str, str, Callable[[pytest.MonkeyPatch], None]]] = {
    "a no takes it out of his calendar": ("his proposal", "says no", _decline_calls_off),
    "he is told that she heard it": ("his proposal", "hears it", _hearing_is_told),
    "her leaving closes his view": ("his proposal", "leaves", _leaving_closes_his_view),
    "her leaving ends what he proposed": ("his proposal", "leaves", _leaving_ends_his_proposal),
    "her leaving is not a calling off": ("a plan", "leaves", _leaving_keeps_his_sign),
    "her answer ends his question": ("afterwards", "says better", _her_answer_ends_his_question),
}


@pytest.mark.parametrize("name", slow_but(LEAKS, {"a no takes it out of his calendar"}))
def test_a_planted_leak_is_caught(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    scene, act, leak = LEAKS[name]
    leak(monkeypatch)
    assert differing(scene, act) == [f"{scene}: {act}"]
