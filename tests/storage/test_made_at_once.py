"""Two workers on one database meet the same newcomer or person at once: whatever is made is made once."""

import itertools
import json
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from support.local_speaker import LocalSpeakerApp
from support.postgres import running_postgres
from support.sql import sql

from skill.domain.person import Person
from skill.domain.rule import PromptKind
from skill.speaker import alexa_request
from skill.speaker.alexa_request import Sender, SessionSent
from skill.speaker.understanding.slots import SlotHeard
from skill.storage.database import Database
from skill.storage.open_database import open_database
from skill.storage.tables.alexa import alexa_accounts
from skill.storage.tables.calendar import rules
from skill.storage.tables.people import persons
from skill.storage.unit_of_work import UnitOfWork

NOW = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
TRIES = 12
SKILL = "amzn1.ask.skill.local"
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Two:
    """Two workers in processes of their own, and the database that they share."""

    database: Database
    workers: tuple["subprocess.Popen[str]", ...]

    def hear(self, *requests: dict[str, Any]) -> list[dict[str, Any]]:
        """Hand each worker one request, as near to the same moment as can be; return what they answer."""
        return [answer for [answer] in self.hear_batches(*([request] for request in requests))]

    def hear_batches(self, *batches: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
        """Hand each worker a batch of requests in the same way; return what they answer."""
        for worker, batch in zip(self.workers, batches, strict=True):
            assert worker.stdin is not None
            worker.stdin.write(json.dumps(batch) + "\n")
        for worker in self.workers:
            assert worker.stdin is not None
            worker.stdin.flush()
        return [json.loads(worker.stdout.readline()) for worker in self.workers if worker.stdout is not None]


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    """Two workers on one PostgreSQL."""
    folder = tmp_path_factory.mktemp("shared") / "data"
    with running_postgres() as url:
        database = open_database(folder, url)
        script = [sys.executable, str(Path(__file__).with_name("answering_process.py")), str(folder), url]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        workers = tuple(subprocess.Popen([*script, NOW.isoformat()], **pipes) for _ in range(2))
        try:
            assert [worker.stdout.readline() for worker in workers if worker.stdout] == ["ready\n"] * 2
            yield Two(database, workers)
        finally:
            for worker in workers:
                worker.kill()
                worker.communicate()
            database.engine.dispose()


def request(
    account: str,
    name: str = "Launch",
    /,
    *,
    voice: str | None = None,
    after: dict[str, Any] | None = None,
    **slots: str,
) -> dict[str, Any]:
    """Return a request of an account: a launch, or an intent in the session that the answer `after` left open."""
    sender = Sender(SKILL, account, f"device of {account}")
    number, attributes = f"request-{next(_numbers)}", (after or {}).get("sessionAttributes", {})
    sent = SessionSent("session", is_new=after is None, attributes=attributes)
    if name == "Launch":
        body = alexa_request.launch(sender, sent, request_id=number, now=NOW)
    else:
        heard = {slot: SlotHeard(value) for slot, value in slots.items()}
        body = alexa_request.intent(sender, sent, name, slots=heard, request_id=number, now=NOW)
    made: dict[str, Any] = json.loads(body)
    if voice is not None:
        made["context"]["System"]["person"] = {"personId": voice, "authenticationConfidenceLevel": {"level": 300}}
    return made


def event(account: str, kind: str) -> dict[str, Any]:
    """Return an event by which Amazon tells of an account."""
    told = {"type": f"AlexaSkillEvent.{kind}", "requestId": "e", "timestamp": NOW.isoformat()}
    told["eventCreationTime"] = told["eventPublishingTime"] = NOW.isoformat()
    system = {"application": {"applicationId": SKILL}, "user": {"userId": account}}
    return {"version": "1.0", "context": {"System": system}, "request": told}


def behind(database: Database, outside_id: str) -> list[Person]:
    with database.work() as work:
        return [one.person for one in work.people.at(outside_id)]


def spoken(answers: list[dict[str, Any]]) -> list[str]:
    return [one["response"]["outputSpeech"]["ssml"] for one in answers]


@pytest.mark.slow
def test_the_first_two_requests_of_a_new_account_make_one_person(two: Two) -> None:
    for number in range(TRIES):
        account = f"new {number}"
        said = spoken(two.hear(request(account), request(account)))
        assert not any("trouble" in one for one in said)
        assert len(behind(two.database, account)) == 1
    with two.database.work() as work:
        assert sql(work).scalar(select(func.count()).select_from(persons)) == TRIES


@pytest.mark.slow
def test_the_first_two_requests_of_a_new_voice_make_one_person_and_one_voice(two: Two) -> None:
    for number in range(TRIES):
        account, voice = f"voiced {number}", f"voice {number}"
        two.hear(request(account, voice=voice), request(account, voice=voice))
        assert len(behind(two.database, account)) == 1
        [by_voice] = behind(two.database, f"voice|{account}|{voice}")
        assert by_voice.id == behind(two.database, account)[0].id


@pytest.mark.slow
def test_of_two_voices_that_come_first_at_once_one_begins_and_the_other_is_asked_who_it_is(two: Two) -> None:
    for number in range(TRIES):
        account = f"pair {number}"
        two.hear(request(account, voice="mara"), request(account, voice="jonas"))
        assert len(behind(two.database, account)) == 1


@pytest.mark.slow
def test_events_that_tell_of_an_unknown_account_at_once_are_both_kept(two: Two) -> None:
    for number in range(TRIES):
        account = f"told {number}"
        answers = two.hear(event(account, "SkillEnabled"), event(account, "SkillEnabled"))
        assert answers == [{"version": "1.0", "response": {}}] * 2, "an event that is refused would come again"
    with two.database.work() as work:
        assert sql(work).scalar(select(func.count()).select_from(alexa_accounts)) == TRIES


def twice(two: Two, account: str, *said: str, **slots: str) -> dict[str, Any]:
    """Let both workers hear the same sentences of a session at once, one after the other; return the last answer."""
    answers = two.hear(request(account), request(account))
    for number, name in enumerate(said):
        last = slots if number == len(said) - 1 else {}
        answers = two.hear(*(request(account, name, after=answers[0], **last) for _ in range(2)))
    return answers[0]


@pytest.mark.slow
def test_an_evening_time_that_is_said_twice_at_once_is_one_rule(two: Two) -> None:
    for number in range(TRIES):
        account = f"evening {number}"
        twice(two, account, "AMAZON.NoIntent", "ScheduleEveningIntent", time="20:30")
        [person] = behind(two.database, account)
        with two.database.work() as work:
            mine = rules.c.person_id == person.id, rules.c.kind == PromptKind.REFLECTION
            assert sql(work).scalar(select(func.count()).select_from(rules).where(*mine)) == 1


@pytest.mark.slow
def test_somebody_who_moves_in_twice_at_once_moves_in_once(two: Two) -> None:
    for number in range(TRIES):
        account = f"family {number}"
        twice(two, account, "OnboardingNameIntent", name="Mara")
        twice(two, account, "WhoNewIntent", "WhoNameIntent", name="Jonas")
        with two.database.work() as work:
            names = [work.people.name(one.person) for one in work.people.at(account)]
        assert Counter(names) == {"Mara": 1, "Jonas": 1}


@pytest.mark.slow
def test_newcomers_who_come_to_two_workers_in_opposite_orders_are_all_answered_and_made_once(two: Two) -> None:
    for number in range(TRIES):
        accounts = [f"neighbour {number} {one}" for one in range(4)]
        one, other = [request(of) for of in accounts], [request(of) for of in reversed(accounts)]
        answers = two.hear_batches(one, other)
        assert all("sessionAttributes" in answer for batch in answers for answer in batch), "nobody is turned away"
        assert [len(behind(two.database, of)) for of in accounts] == [1] * 4


@pytest.mark.slow
def test_two_batches_that_each_made_their_first_newcomer_do_not_wait_for_each_other(two: Two) -> None:
    """Each act lets the other batch come as far as itself: made in the order of the requests, each would hold one."""
    both_have_made_one = threading.Barrier(2)

    def come(account: str, work: UnitOfWork) -> str:
        if not work.people.at(account):
            work.people.create_person(account, None, zone=None, now=NOW)
        with suppress(threading.BrokenBarrierError):
            both_have_made_one.wait(timeout=2)
        return account

    def batch(accounts: list[str]) -> list[str | Exception]:
        return two.database.run_batch([partial(come, of) for of in accounts], whose=accounts)

    with ThreadPoolExecutor(2) as pool:
        orders = [["first", "second"], ["second", "first"]]
        assert list(pool.map(batch, orders)) == orders
    assert [len(behind(two.database, of)) for of in orders[0]] == [1, 1]


def test_threads_on_one_file_make_one_person_of_one_account(app: LocalSpeakerApp) -> None:
    together = threading.Barrier(4)

    def come(account: str) -> None:
        body = json.dumps(request(account)).encode()
        together.wait()
        app.application.hear(body)

    with ThreadPoolExecutor(4) as pool:
        for number in range(4):
            list(pool.map(come, [f"new {number}"] * 4))
            assert len(behind(app.application.database, f"new {number}")) == 1


def test_an_act_that_loses_looks_again_and_finds_what_the_winner_made(app: LocalSpeakerApp) -> None:
    """The first look is made to see nobody although there is somebody, as it does while another process commits."""
    looks: list[int] = []
    with app.application.database.work() as work:
        work.people.create_person("mara", None, zone=None, now=NOW)

    def meet(work: UnitOfWork) -> int:
        looks.append(len(work.people.at("mara")))
        if len(looks) == 1:
            person = work.people.at("mara")[0].person
            work.people.add_external_id(person, "mara", now=NOW, is_sole=True)
        return len(work.people.at("mara"))

    for before in ([], [lambda _work: 0]):
        looks.clear()
        assert app.application.database.run_batch([*before, meet])[-1] == 1
        assert looks[0] == looks[-1] == 1 and len(looks) > 1


def test_who_found_nobody_makes_no_second_person_beside_one_made_meanwhile(two: Two) -> None:
    with pytest.raises(IntegrityError), two.database.work() as late:
        assert late.people.at("late") == []
        with two.database.work() as early:
            early.people.create_person("late", None, zone=None, now=NOW)
        late.people.create_person("late", None, zone=None, now=NOW)
    assert len(behind(two.database, "late")) == 1
