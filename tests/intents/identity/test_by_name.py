"""A name alone on a shared speaker: what it says of promises waits, what it silences holds, and its person is told."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from support.echo import NO, YES, Echo
from support.local_speaker import LocalSpeakerApp
from support.sql import sql
from support.two_people import ALONE, COMPANY, Two, two_in

from intents.commitment import conversation as commitment
from intents.dialog.turn import Reply, Turn
from intents.identity import linking
from intents.sharing import conversation as sharing
from skill.domain.claim import ClaimKind
from skill.domain.commitment import CommitmentState
from skill.domain.hard_talk import HardTalk
from skill.domain.person import Person
from skill.storage.queries.checkins import CheckIns
from skill.storage.queries.shares import Shares
from skill.storage.tables.people import checkins
from skill.storage.unit_of_work import UnitOfWork

MARA, JONAS = "amzn1.ask.person.MARA", "amzn1.ask.person.JONAS"
WAITS = "Okay. If that's about a promise I have, it waits until I know it's you."
NOT_NOW = "DoneIntent"


@pytest.fixture
def shared(app: LocalSpeakerApp) -> Echo:
    """Mara and Jonas on one Echo; Mara has promised a call by nine this evening."""
    app.begin(promise_a_call)
    return by_name(Echo(lambda body: json.loads(app.application.hear(body)), app.clock.now))


def promise_a_call(app: LocalSpeakerApp) -> None:
    """Let Mara and Jonas move in on one account, and Mara promise a call by nine."""
    echo = Echo(lambda body: json.loads(app.application.hear(body)), app.clock.now, voice=MARA)
    echo.move_in("Mara")
    echo.as_voice(JONAS).move_in_beside("Jonas")
    echo.as_voice(MARA).hang_up()
    echo.say("CommitmentIntent", commitment="call by nine this evening")
    echo.say(YES)


def by_name(echo: Echo) -> Echo:
    """Let somebody say Mara's name whose voice nobody recognises."""
    echo.as_voice(None).hang_up()
    echo.say("WhoNameIntent", name="Mara")
    return echo


def as_mara(echo: Echo, *said: str, pin: bool = False) -> str:
    """Let Mara, recognised and alone, say these; return what she hears last."""
    echo.as_voice(MARA).hang_up()
    echo.level = 400 if pin else 300
    words = ""
    for one in said:
        heard = echo.say(one)
        words = (echo.say(ALONE) if heard.words.endswith("or is someone there?") else heard).words
    return words


def the_promise(app: LocalSpeakerApp) -> tuple[CommitmentState, int, str]:
    """Return where the one promise stands, how often it was moved, and the hour that it is due."""
    one = app.commitments()[0]
    return one.state, one.moved_before + one.moved_after, f"{one.local_due():%H:%M}"


UNCHANGED = (CommitmentState.PROMISED, 0, "21:00")
SAID_OF_IT = {
    "that it happened": ("CommitmentKeptIntent", {}, "your nine o'clock plan, that it happened"),
    "told me didn't happen": ("CommitmentMissedIntent", {}, "your nine o'clock plan, that it didn't happen"),
    "a later time": ("TimeIntent", {"time": "22:00"}, "your nine o'clock plan moved to ten o'clock tonight"),
    "a move": ("CommitmentMoveIntent", {"time": "22:00"}, "your nine o'clock plan moved to ten o'clock tonight"),
    "that it is taken back": ("CommitmentDropIntent", {}, "your nine o'clock plan taken back"),
}
BECOMES = {
    "that it happened": (CommitmentState.KEPT, 0, "21:00"),
    "told me didn't happen": (CommitmentState.MISSED_OWNED, 0, "21:00"),
    "a later time": (CommitmentState.PROMISED, 1, "22:00"),
    "a move": (CommitmentState.PROMISED, 1, "22:00"),
    "that it is taken back": (CommitmentState.WITHDRAWN, 0, "21:00"),
}


@pytest.mark.parametrize("what", SAID_OF_IT)
def test_what_a_name_alone_says_of_a_promise_waits_and_is_done_once_she_takes_it_up(
    app: LocalSpeakerApp, shared: Echo, what: str
) -> None:
    intent, slots, listed = SAID_OF_IT[what]
    assert shared.say(intent, **slots).words == WAITS
    assert the_promise(app) == UNCHANGED
    assert as_mara(shared, "DeletingByNameIntent").startswith(f"Said under your name alone: {listed}. Keep it")
    assert shared.say("KeepIntent").words == "Okay, it's yours. I'll ask you about anything you promised."
    assert the_promise(app) == BECOMES[what]
    assert as_mara(shared, "DeletingByNameIntent") == "I have nothing to tell you right now."


@pytest.mark.parametrize("what", SAID_OF_IT)
def test_what_she_discards_of_it_never_happened(app: LocalSpeakerApp, shared: Echo, what: str) -> None:
    intent, slots, _ = SAID_OF_IT[what]
    shared.say(intent, **slots)
    as_mara(shared, "DeletingByNameIntent")
    assert shared.say("PrivateWordsDiscardIntent").words.startswith("I've deleted your nine o'clock plan")
    assert the_promise(app) == UNCHANGED
    assert as_mara(shared, "DeletingByNameIntent") == "I have nothing to tell you right now."


def test_not_now_under_a_name_alone_takes_no_promise_back(app: LocalSpeakerApp, shared: Echo) -> None:
    shared.say("TimeIntent", time="22:00")
    by_name(shared).say("CommitmentMoveIntent")
    shared.say(NOT_NOW)
    assert the_promise(app) == UNCHANGED


def test_what_settles_a_promise_under_a_name_alone_as_it_was_is_noticed(
    app: LocalSpeakerApp, shared: Echo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: the promise is changed at once."""
    monkeypatch.setattr(commitment, "claim", lambda turn, work: None)
    shared.say("CommitmentKeptIntent")
    assert the_promise(app) != UNCHANGED


def test_a_talk_planned_under_a_name_alone_waits_and_looks_at_no_quiet_hours(
    app: LocalSpeakerApp, shared: Echo
) -> None:
    as_mara(shared, "ScheduleStopIntent")
    by_name(shared)
    assert shared.say("HardTalkPlanIntent", plan="tonight at half past ten").words.startswith("Okay,")
    assert as_mara(shared, "HardTalkListIntent") == "I have nothing to tell you right now."
    assert "a talk at half past ten tonight" in as_mara(shared, "DeletingByNameIntent")
    shared.say("KeepIntent")
    with app.application.database.work() as work:
        assert [one.state for one in sql(work).query(HardTalk)] == ["cancelled"], "it lies inside her night"


STOPS: dict[str, tuple[str, dict[str, str], str]] = {
    "leave": (
        "LinkingLeaveIntent",
        {},
        "Okay. Nothing is shared or rings under that name now. To leave for good, I need your PIN. If you don't have "
        "one, the erase command deletes everything.",
    ),
    "stop sharing": ("SharingStopIntent", {}, "Okay. Nothing is shared under that name now."),
    "unshare that": ("SharingUndoIntent", {}, "Okay. Nothing is shared under that name now."),
    "stop reminding me": ("ScheduleStopIntent", {}, "Okay. No more reminders under that name."),
    "pause everything": (
        "SchedulePauseIntent",
        {"duration": "P3D"},
        "Okay. No reminders under that name for three days.",
    ),
}


def stop(echo: Echo, what: str) -> str:
    intent, slots, _ = STOPS[what]
    return by_name(echo).say(intent, **slots).words


def silent(app: LocalSpeakerApp) -> bool:
    """Is Mara reminded of nothing?"""
    with app.application.database.work() as work:
        mara = sql(work).query(Person).order_by(Person.created_at).first()  # type: ignore[arg-type]
        return mara is not None and mara.is_paused(app.clock.now())


@pytest.mark.parametrize("what", STOPS)
def test_the_safe_direction_works_by_name_in_the_same_words_whether_there_was_anything(
    app: LocalSpeakerApp, shared: Echo, what: str
) -> None:
    assert stop(shared, what) == STOPS[what][2]
    assert silent(app) == (what not in ("stop sharing", "unshare that"))


@pytest.mark.parametrize("what", STOPS)
def test_an_unknown_voice_stops_nothing(app: LocalSpeakerApp, shared: Echo, what: str) -> None:
    shared.as_voice(None).hang_up()
    intent, slots, _ = STOPS[what]
    assert shared.say(intent, **slots).words.startswith("I don't know who this is yet.")
    assert not silent(app)


def test_leaving_for_good_by_name_stops_at_once_and_says_what_it_takes(app: LocalSpeakerApp, shared: Echo) -> None:
    assert by_name(shared).say("LinkingEndIntent").words == STOPS["leave"][2]
    assert silent(app)


def test_she_hears_of_it_alone_at_her_next_visit_and_nothing_comes_back_by_itself(
    app: LocalSpeakerApp, shared: Echo
) -> None:
    stop(shared, "stop reminding me")
    shared.as_voice(MARA).hang_up()
    assert shared.open().words == "I have something short that's only for you. Just you, or is someone there?"
    assert shared.say(COMPANY).words == "That's fine. Another time."
    assert silent(app)
    told = as_mara(shared, "Launch")
    assert told == "Somebody used your name to stop my reminders. Want them back on?"
    assert silent(app)
    assert shared.say(NO).words == "Okay. It stays off."
    assert silent(app)
    assert "Somebody" not in as_mara(shared, "Launch")


def test_what_she_wants_back_is_back(app: LocalSpeakerApp, shared: Echo) -> None:
    stop(shared, "pause everything")
    as_mara(shared, "Launch")
    assert shared.say(YES).words == "Okay. Reminders are back on."
    assert not silent(app)


def test_a_pause_by_name_never_shortens_her_own(app: LocalSpeakerApp, shared: Echo) -> None:
    shared.as_voice(MARA).hang_up()
    shared.say("SchedulePauseIntent", duration="P7D")
    by_name(shared).say("SchedulePauseIntent", duration="PT10M")
    app.clock.set(app.clock.now() + timedelta(days=6))
    assert silent(app)


def test_it_is_told_to_nobody_but_her(shared: Echo) -> None:
    stop(shared, "leave")
    shared.as_voice(JONAS).hang_up()
    assert "Somebody" not in shared.open().words + shared.say(ALONE).words
    by_name(shared)
    assert "Somebody" not in shared.open().words


def on_one_speaker(two: Two, *said: str) -> str:
    """Let somebody say Mara's name at her Echo, where Jonas lives as well, and then these; return the last answer."""
    echo = two.mara
    echo.as_voice("amzn1.ask.person.GUEST").hang_up()
    echo.say("WhoNameIntent", name="Mara")
    words = ""
    for one in said:
        words = echo.say(one).words
    echo.hang_up()
    echo.as_voice("amzn1.ask.person.MARA")
    return words


@pytest.fixture
def two(app: LocalSpeakerApp) -> Two:
    """Mara, linked with Jonas, shares the kind of each day; she feels sad."""
    two = two_in(app)
    two.act(two.mara, "SharingStandingIntent", pin=True)
    two.later(timedelta(minutes=1))
    two.sad()
    assert "a heavy day" in two.ask().words
    return two


@pytest.mark.parametrize("intent", ["SharingStopIntent", "SharingUndoIntent", "LinkingLeaveIntent", "LinkingEndIntent"])
def test_sharing_that_is_stopped_by_name_is_heard_by_nobody_until_she_wants_it_back(two: Two, intent: str) -> None:
    on_one_speaker(two, intent)
    assert two.ask().words == "I have nothing to tell you right now."
    two.act(two.mara, "Launch", pin=True)
    two.mara.level = 400
    assert two.mara.say(ALONE).words.startswith("Somebody used your name to stop sharing")
    assert two.ask().words == "I have nothing to tell you right now."
    two.mara.level = 400
    two.act(two.mara, "Launch", pin=True)
    two.mara.level = 400
    two.mara.say(ALONE)
    assert two.mara.say(YES).words.endswith("What you shared is shared again.")
    assert "a heavy day" in two.ask().words


def test_without_her_pin_sharing_does_not_come_back(two: Two) -> None:
    on_one_speaker(two, "SharingStopIntent")
    two.act(two.mara, "Launch")
    two.mara.say(ALONE)
    assert two.mara.say(YES).words == "Sharing takes your PIN. Say share the kind of day, and I'll ask for it."
    assert two.ask().words == "I have nothing to tell you right now."


FAULTY: dict[str, Callable[[Turn, UnitOfWork], Reply]] = {
    "SharingStopIntent": lambda turn, work: turn.tell(turn.phrase("courtesy.nothing_for_now")),
    "LinkingLeaveIntent": lambda turn, work: turn.tell(turn.phrase("courtesy.nothing_for_now")),
}


@pytest.mark.parametrize("intent", FAULTY)
def test_a_share_that_goes_on_after_stop_by_name_as_it_did_is_noticed(
    two: Two, intent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: a name alone hears "nothing for now" and the share goes on."""
    monkeypatch.setattr(sharing, "stop_sharing", FAULTY[intent])
    monkeypatch.setattr(linking, "leave", FAULTY[intent])
    on_one_speaker(two, intent)
    assert "a heavy day" in two.ask().words


def test_a_feeling_that_a_name_alone_said_is_handed_on_only_once_she_took_it_up(two: Two) -> None:
    on_one_speaker(two, "WhoNameIntent")
    two.mara.as_voice("amzn1.ask.person.GUEST").hang_up()
    two.mara.say("WhoNameIntent", name="Mara")
    two.later(timedelta(minutes=5))
    two.mara.say("CheckInIntent", mood="furious")
    two.mara.hang_up()
    two.mara.as_voice("amzn1.ask.person.MARA")
    assert "a heavy day" in two.ask().words, "of hers, the last that she said herself"
    two.act(two.mara, "SharingWordIntent", pin=True)
    assert "one word: sad" in two.ask().words, "not the guest's"


def test_a_feeling_handed_on_under_a_name_alone_as_it_was_is_noticed(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: check-ins are handed on whoever said them."""
    with two.app.application.database.work() as work:
        sql(work).execute(checkins.update().values(by_name=True))
    assert two.ask().words == "I have nothing to tell you right now."

    def whoever_said_them(self: Shares, author: Person, now: object) -> object:
        for one in self._session.query(checkins).filter_by(person_id=author.id):
            row = self._ask(CheckIns).get(author, one.id)
            assert row is not None
            yield row, self._ask(CheckIns).word(author, row)

    monkeypatch.setattr(Shares, "_days", whoever_said_them)
    assert "a heavy day" in two.ask().words


def test_what_waits_is_kept_once_however_often_it_is_said(app: LocalSpeakerApp, shared: Echo) -> None:
    for _ in range(3):
        by_name(shared).say("CommitmentKeptIntent")
    with app.application.database.work() as work:
        mara = sql(work).query(Person).order_by(Person.created_at).first()  # type: ignore[arg-type]
        assert mara is not None
        assert [claim.kind for claim, _ in work.claims.of_promises(mara)] == [ClaimKind.KEPT]
