"""What Amazon's events tell of an account: late, more than once, in any order, and always the same in the end."""

import json
import random
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from support.alexa_app import Kitchen
from support.fake_alexa import MARA, honest
from support.prepared_folders import open_prepared
from support.sampling import slow_but
from support.sql import sql
from support.wordings import first_wordings

from intents.alexa.pending_response import PendingResponse
from skill.app.bootstrap import Application, bootstrap
from skill.clock import StandingClock
from skill.domain.account import Account
from skill.domain.reminder import EndReason, ReminderState
from skill.settings import Settings
from skill.storage.open_database import DATABASE_FILE
from skill.storage.queries.alexa_reminders import Reminders
from skill.storage.queries.recognition import RecognitionPlace
from skill.storage.tables.people import external_ids, mapper

NOW = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
REMIND = {"acceptedPermissions": [{"scope": "alexa::alerts:reminders:skill:readwrite"}]}
NOTIFY = {"subscriptions": [{"eventName": "AMAZON.MessageAlert.Activated"}]}
STORY: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("SkillEnabled", {}),
    ("SkillPermissionAccepted", REMIND),
    ("ProactiveSubscriptionChanged", NOTIFY),
    ("SkillAccountLinked", {"accessToken": "linked"}),
    ("SkillPermissionChanged", {"acceptedPermissions": []}),
    ("ProactiveSubscriptionChanged", {"subscriptions": []}),
    ("SkillAccountUnlinked", {}),
    ("SkillDisabled", {}),
)
"""An account's whole life, a minute each."""


@pytest.fixture
def application(tmp_path: Path) -> Iterator[Application]:
    """Our house without a network."""
    built = bootstrap(
        Settings(data=tmp_path / "data"), StandingClock(NOW), opens=open_prepared, catalog=first_wordings()
    )
    yield built
    built.close()


def event(kind: str, body: Mapping[str, Any], at: datetime, *, user: str = MARA) -> dict[str, Any]:
    """Return an account's event as Amazon sends it."""
    said: dict[str, Any] = honest(f"AlexaSkillEvent.{kind}", at, user=user)
    said["request"] |= {"eventCreationTime": f"{at:%Y-%m-%dT%H:%M:%SZ}", "body": dict(body)}
    return said


def life() -> list[dict[str, Any]]:
    """Return the events of the whole story."""
    return [event(kind, body, NOW - timedelta(minutes=50 - step)) for step, (kind, body) in enumerate(STORY)]


def known(application: Application, user: str = MARA) -> dict[str, Any]:
    """Return what is kept of an account."""
    with application.database.work() as work:
        found = work.accounts.get(user)
        assert found is not None
        names = ("enabled_at", "disabled_at", "may_remind", "notifies", "linked", "is_disabled")
        return {name: getattr(found, name) for name in names}


@pytest.mark.parametrize("seed", slow_but(range(40), range(0, 40, 8)))
def test_events_once_to_five_times_in_any_order_leave_the_same(application: Application, seed: int) -> None:
    dice = random.Random(seed)
    sent = [one for one in life() for _ in range(dice.randint(1, 5))]
    dice.shuffle(sent)
    for one in sent:
        assert application.handler.answer_batch([one]) == [PendingResponse({"version": "1.0", "response": {}})]
    assert known(application) == {
        "enabled_at": NOW - timedelta(minutes=50),
        "disabled_at": NOW - timedelta(minutes=43),
        "may_remind": False,
        "notifies": False,
        "linked": False,
        "is_disabled": True,
    }


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_two_words_of_one_instant_the_one_that_silences_counts(
    application: Application, order: tuple[int, ...]
) -> None:
    both = [event("SkillPermissionChanged", body, NOW) for body in (REMIND, {"acceptedPermissions": []})]
    both += [event(kind, {}, NOW) for kind in ("SkillEnabled", "SkillDisabled")]
    for turn in order:
        application.handler.answer_batch([both[turn], both[2 + turn]])
    assert known(application)["may_remind"] is False
    assert known(application)["is_disabled"] is True


@pytest.mark.parametrize("body", [None, [], "x", {"acceptedPermissions": "x"}, {"acceptedPermissions": [None, 7]}])
@pytest.mark.parametrize("kind", ["SkillPermissionChanged", "ProactiveSubscriptionChanged", "SomethingNew"])
def test_an_event_of_an_unknown_form_is_answered_and_harms_nobody(
    application: Application, kind: str, body: Any
) -> None:
    odd = event(kind, {}, NOW)
    odd["request"]["body"] = body
    assert application.handler.answer_batch([odd]) == [PendingResponse({"version": "1.0", "response": {}})]
    assert (
        application.handler.answer_batch([{"request": {"type": "Reminders.ReminderStarted"}}])[0].response is not None
    )


def test_an_event_that_cannot_be_kept_is_not_acknowledged(application: Application) -> None:
    with application.database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE alexa_accounts RENAME TO gone")
    assert application.handler.answer_batch([event("SkillDisabled", {}, NOW)]) == [PendingResponse(None)]


def test_what_a_disabled_account_kept_is_shredded_after_thirty_days_and_not_before(mara: Kitchen) -> None:
    mara.say("PrivateWordsKeepIntent", words="the quillonia word")
    mara.say("KeepIntent")
    mara.say("ScheduleEveningIntent", time="20:30")
    mara.say("AMAZON.YesIntent")
    mara.approve()
    mara.amazon.disable()
    mara.settle()
    key = mara.person().wrapped_key
    mara.clock.set(mara.clock.now() + timedelta(days=29))
    mara.application.tick(mara.clock.now())
    assert rows(mara.application)["persons"] == 1
    mara.clock.set(mara.clock.now() + timedelta(days=2))
    mara.application.tick(mara.clock.now())
    left = {name: number for name, number in rows(mara.application).items() if number}
    assert left == {"key_proofs": 1, "locks": 1}
    # The key is gone from every byte of the file, and with it whatever an older copy still holds sealed.
    raw = b"".join(one.read_bytes() for one in mara.application.settings.data.glob(f"{DATABASE_FILE}*"))
    assert key not in raw


def test_a_planted_row_that_is_left_behind_is_seen(application: Application) -> None:
    with application.database.work() as work:
        sql(work).add(Account(b"left"))
    assert {name for name, number in rows(application).items() if number} == {
        "key_proofs",
        "locks",
        "alexa_accounts",
    }


def rows(application: Application) -> dict[str, int]:
    """Return how many rows every table holds."""
    with application.database.work() as work:
        tables = mapper.metadata.sorted_tables
        return {one.name: sql(work).scalar(select(func.count()).select_from(one)) or 0 for one in tables}


def test_somebody_with_another_way_in_keeps_everything_but_that_door(mara: Kitchen) -> None:
    person = mara.person()
    with mara.application.database.work() as work:
        second = work.people.create_person("jonas", None, zone=None, now=mara.clock.now())
        [door] = work.people.external_ids(second)
        door.person_id = person.id  # a local speaker of hers
    mara.amazon.disable()
    mara.settle()
    mara.clock.set(mara.clock.now() + timedelta(days=31))
    mara.application.tick(mara.clock.now())
    with mara.application.database.work() as work:
        kept = work.people.get(person.id)
        assert kept is not None
        assert len(work.people.external_ids(kept)) == 1
        assert work.people.by_account(MARA) is None


def test_a_permission_that_is_taken_back_ends_the_ringing_in_our_books(mara: Kitchen) -> None:
    mara.say("ScheduleEveningIntent", time="20:30")
    mara.say("AMAZON.YesIntent")
    mara.approve()
    mara.wait(minutes=1)
    mara.amazon.revoke()
    mara.settle()
    assert [(one.standing, one.ending) for one in mara.reminders()] == [(ReminderState.ENDED, EndReason.NOT_ALLOWED)]
    # The rule stays: she is met with it at her next visit.
    assert json.dumps(mara.open()) != ""
    mara.wait(hours=3)
    assert "Just you, or is someone there?" in mara.open()


def test_the_zone_follows_the_device_that_moves_and_not_the_second_one(mara: Kitchen) -> None:
    account = mara.amazon.account(MARA)
    assert mara.person().zone == "America/New_York"
    account.zone = "America/Los_Angeles"
    mara.open()
    mara.settle()
    assert mara.person().zone == "America/Los_Angeles"
    account.device, account.zone = "amzn1.ask.device.BEDROOM", "Europe/Berlin"
    mara.open()
    mara.settle()
    assert mara.person().zone == "America/Los_Angeles"


def test_where_alexa_knows_no_zone_the_city_is_asked(mara: Kitchen) -> None:
    mara.amazon.enable("amzn1.ask.account.JONAS", None)
    mara.open("amzn1.ask.account.JONAS")
    mara.settle()
    mara.say("AMAZON.NoIntent", "amzn1.ask.account.JONAS")
    assert "in your time zone" in mara.say("AMAZON.NoIntent", "amzn1.ask.account.JONAS")


def rings_after_the_door_has_ended(mara: Kitchen) -> list[str]:
    """Let Mara end this Echo's door from a speaker at home; return what it still rings the next day."""
    mara.say("ScheduleEveningIntent", time="20:30")
    mara.say("AMAZON.YesIntent")
    mara.approve()
    mara.wait(minutes=1)
    assert len(mara.rings()) == 1
    with mara.application.database.work() as work:
        person = work.people.get(mara.person().id)
        assert person is not None
        work.people.add_external_id(person, "at home", device_id="speaker at home", now=mara.clock.now())
        work.recognitions.end_others(person, ["at home"], mara.clock.now())
        assert work.people.by_account(MARA) is None
        assert work.accounts.of_person(person.id) == []
        assert [one.place for one in work.recognitions.ways(person, ["at home"])] == [RecognitionPlace.HERE]
    rang = mara.wait(days=1)
    assert mara.rings() == [] or rang
    return rang


def test_what_an_ended_door_rings_is_taken_away_and_nothing_of_the_door_stays(mara: Kitchen) -> None:
    assert rings_after_the_door_has_ended(mara) == []
    with mara.application.database.work() as work:
        assert sql(work).scalar(select(func.count()).select_from(external_ids)) == 1


def test_an_ended_door_that_goes_on_ringing_would_be_noticed(mara: Kitchen, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: the row goes, and nobody tells Amazon."""
    monkeypatch.setattr(Reminders, "let_go", lambda *_: False)
    assert rings_after_the_door_has_ended(mara)
