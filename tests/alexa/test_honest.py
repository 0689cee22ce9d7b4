"""Whatever is truly Amazon's passes, in each of its odd but honest forms, also in a storm and after a restart."""

import json
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import httpx
import pytest
from support.fake_alexa import (
    GOOD,
    HOST,
    MARA,
    Authority,
    Door,
    Letter,
    Paper,
    Shelf,
    give,
    honest,
    intent,
    key,
    letter,
    sign,
)

from skill.clock import StandingClock
from skill.speech.ssml import plain

Open = Restart = Callable[..., AbstractContextManager[Door]]
EVENT = "AlexaSkillEvent.SkillDisabled"
EMPTY = {"version": "1.0", "response": {}}


def stand(door: Door, now: datetime) -> None:
    """Set the clock of a service."""
    assert isinstance(door.application.clock, StandingClock)
    door.application.clock.set(now)


def at_address(envelope: Any, address: str) -> Letter:
    """Send the certificate's address in another form."""
    one = letter(envelope, GOOD)
    return replace(one, headers=(("SIGNATURECERTCHAINURL", address), *one.headers[1:]))


LETTERS: dict[str, Callable[[datetime], Letter]] = {
    "a launch": lambda now: letter(honest("LaunchRequest", now), GOOD),
    "a launch whose body comes in parts": lambda now: replace(
        letter(honest("LaunchRequest", now), GOOD), is_chunked=True
    ),
    "a word on how it is": lambda now: letter(intent("CheckInIntent", now, mood="hurt"), GOOD),
    "an intent that nobody knows": lambda now: letter(intent("TomorrowsIntent", now, x="y"), GOOD),
    "a request type that nobody knows": lambda now: letter(honest("Connections.Response", now), GOOD),
    "the end of a session": lambda now: letter(honest("SessionEndedRequest", now), GOOD),
    "a launch 150 seconds old": lambda now: letter(honest("LaunchRequest", now - timedelta(seconds=150)), GOOD),
    "a launch 150 seconds ahead": lambda now: letter(honest("LaunchRequest", now + timedelta(seconds=150)), GOOD),
    "an event 59 minutes old": lambda now: letter(honest(EVENT, now - timedelta(minutes=59)), GOOD),
    "an event a whole hour old": lambda now: letter(honest(EVENT, now - timedelta(hours=1)), GOOD),
    "a late message": lambda now: letter(honest("Messaging.MessageReceived", now - timedelta(minutes=59)), GOOD),
    "a late reminder": lambda now: letter(honest("Reminders.ReminderDeleted", now - timedelta(minutes=59)), GOOD),
    "an event that nobody knows": lambda now: letter(honest("AlexaSkillEvent.Tomorrow", now), GOOD),
    "the host in capitals": lambda now: at_address(honest("LaunchRequest", now), f"HTTPS://S3.AmazonAWS.com{GOOD}"),
    "port 443": lambda now: at_address(honest("LaunchRequest", now), f"{HOST}:443{GOOD}"),
    "dots that lead back": lambda now: at_address(honest("LaunchRequest", now), f"{HOST}/mara/../.{GOOD}"),
    "dots of Amazon's own": lambda now: at_address(honest("LaunchRequest", now), f"{HOST}/../echo.api/steady.pem"),
    "headers that nobody knows": lambda now: replace(one := letter(honest("LaunchRequest", now), GOOD), headers=(
        *one.headers, ("Signature", "of old"), ("X-Tomorrow", "1"), ("X-Tomorrow", "2"))),
    "fields that nobody knows": lambda now: letter(
        {**honest("LaunchRequest", now), "tomorrow": {"a": [1e308, int("9" * 20), None]}}, GOOD),
    "32 levels": lambda now: letter({**honest("LaunchRequest", now), "deep": json.loads("[" * 31 + "]" * 31)}, GOOD),
    "blanks": lambda now: letter(json.dumps(honest("LaunchRequest", now), indent=4).encode() + b"\r\n", GOOD),
    "a body as large as it may be": lambda now: letter(
        json.dumps(honest("LaunchRequest", now)).encode().ljust(128 * 1024), GOOD),
}  # fmt: skip


@pytest.mark.parametrize("row", [pytest.param(row, id=said) for said, row in LETTERS.items()])
def test_an_honest_request_is_answered(door: Door, now: datetime, row: Callable[[datetime], Letter]) -> None:
    refused = door.refused()
    answer = door.send(row(now))
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json()["version"] == "1.0"
    assert door.refused() == refused


CHAINS: dict[str, Callable[[Authority], bytes]] = {
    "with its root": lambda by: by.pem(by.leaf, by.middle, by.root),
    "with a stranger at its end": lambda by: by.chain() + by.pem(Paper("Nora", (), key("nora"), depth=0)),
    "with line ends of another kind": lambda by: by.chain().replace(b"\n", b"\r\n"),
    "for more names than one": lambda by: by.chain(names=("example.com", *by.leaf.names)),
    "as large as it may be": lambda by: by.chain().ljust(64 * 1024),
    "straight below the root": lambda by: by.pem(replace(by.leaf, issuer=by.root)),
}


@pytest.mark.parametrize("row", [pytest.param(row, id=said) for said, row in CHAINS.items()])
def test_an_honest_certificate_file_is_believed(
    door: Door, shelf: Shelf, authority: Authority, now: datetime, row: Callable[[Authority], bytes]
) -> None:
    odd = f"/echo.api/{now:%j-%H-%M-%S}.pem"
    shelf.files[odd] = row(authority)
    assert door.send(letter(honest("LaunchRequest", now), odd)).status_code == 200


def test_an_event_that_comes_again_is_answered_with_nothing_and_does_nothing(door: Door, now: datetime) -> None:
    one = letter(honest(EVENT, now), GOOD)
    door.send(one)
    kept, refused = door.kept(), door.refused()
    again = door.send(one)
    assert (again.status_code, again.json()) == (200, EMPTY)
    assert (door.kept(), door.refused()) == (kept, refused)


def test_the_key_is_fetched_once_for_twenty_who_ask_at_the_same_time(
    door: Door, shelf: Shelf, authority: Authority, now: datetime
) -> None:
    first = f"/echo.api/{now:%j-%H-%M-%S}.pem"
    on_their_way = threading.Semaphore(0)

    def held(to: BaseHTTPRequestHandler) -> None:
        shelf.release.wait()
        give(to, authority.chain())

    def send(one: Letter) -> int:
        def trace(event: str, _info: object) -> None:
            if event == "http11.send_request_body.complete":
                on_their_way.release()

        headers = list(one.headers)
        sent = door.client.post("/alexa", headers=headers, content=one.body, extensions={"trace": trace})
        return sent.status_code

    shelf.files[first] = held
    with ThreadPoolExecutor(20) as people:
        answers = people.map(send, [letter(honest("LaunchRequest", now), first) for _ in range(20)])
        for _ in range(20):
            on_their_way.acquire()
        assert door.client.get("/health").status_code == 200  # nobody else is kept waiting meanwhile
        shelf.release.set()
        assert list(answers) == [200] * 20
    assert shelf.fetches[first] == 1


def test_made_up_addresses_cost_six_fetches_a_minute_and_whose_key_is_known_is_still_heard(
    open_door: Open, shelf: Shelf, authority: Authority, tmp_path: Path
) -> None:
    shelf.files[GOOD] = shelf.files["/echo.api/new.pem"] = authority.chain()
    with open_door(tmp_path / "data") as door:
        now = door.application.clock.now()
        assert door.send(letter(honest("LaunchRequest", now), GOOD)).status_code == 200
        fetched = shelf.fetches.total()
        for number in range(20):
            door.send(letter(honest("LaunchRequest", now), f"/echo.api/made-up-{number}.pem"))
        assert shelf.fetches.total() - fetched == 5
        assert door.refused() == Counter({"download": 5, "budget": 15})
        assert door.send(letter(honest("LaunchRequest", now), GOOD)).status_code == 200
        for seconds, status in ((59, 400), (60, 200)):
            stand(door, now + timedelta(seconds=seconds))
            assert door.send(letter(honest("LaunchRequest", now), "/echo.api/new.pem")).status_code == status


def test_a_bad_answer_is_not_remembered_when_the_good_one_comes(
    door: Door, shelf: Shelf, authority: Authority, now: datetime
) -> None:
    late = f"/echo.api/{now:%j-%H-%M-%S}.pem"
    for file, status in ((b"", 400), (authority.chain(ends=-1), 400), (authority.chain(), 200)):
        shelf.files[late] = file
        assert door.send(letter(honest("LaunchRequest", now), late)).status_code == status


@pytest.mark.parametrize(("hours", "status"), [(0, 200), (5.9, 200), (6.1, 400)])
def test_a_restart_without_amazon_knows_the_key_of_the_last_six_hours(
    restart: Restart, hours: float, status: int
) -> None:
    with restart(hours=hours) as door:
        assert door.send(letter(honest("LaunchRequest", door.application.clock.now()), GOOD)).status_code == status


def test_a_restart_makes_no_key_live_longer_than_six_hours(restart: Restart) -> None:
    with restart(hours=5) as door:
        now = door.application.clock.now()
        assert door.send(letter(honest("LaunchRequest", now), GOOD)).status_code == 200
        stand(door, now + timedelta(hours=2))
        assert door.send(letter(honest("LaunchRequest", now + timedelta(hours=2)), GOOD)).status_code == 400


def test_a_key_is_never_known_beyond_its_certificates_end(
    open_door: Open, shelf: Shelf, authority: Authority, tmp_path: Path
) -> None:
    shelf.files["/echo.api/ends.pem"] = authority.chain(ends=1)
    with open_door(tmp_path / "data") as door:
        end = authority.now + timedelta(days=1)
        for now, status in ((end - timedelta(hours=1), 200), (end + timedelta(seconds=1), 400)):
            stand(door, now)
            assert door.send(letter(honest("LaunchRequest", now), "/echo.api/ends.pem")).status_code == status
        assert door.refused() == Counter({"chain": 1})


@pytest.mark.parametrize("is_on", [True, False])
def test_a_file_that_nora_put_in_place_of_the_kept_one_opens_no_door(
    restart: Restart, shelf: Shelf, authority: Authority, is_on: bool
) -> None:
    false = Paper("Steady Root", (), key("nora"), depth=0)
    spoil = authority.pem(replace(authority.leaf, key=key("nora"), issuer=false), false)
    with restart(spoil=spoil, **({"amazon_url": shelf.url} if is_on else {})) as door:
        one = letter(honest("LaunchRequest", door.application.clock.now()), GOOD)
        of_nora = (one.headers[0], ("Signature-256", sign(one.body, "nora")))
        assert door.send(replace(one, headers=of_nora)).status_code == 400
        assert door.send(one).status_code == (200 if is_on else 400)


def test_only_who_knows_the_secret_address_is_heard(
    open_door: Open, shelf: Shelf, authority: Authority, told: Callable[[httpx.Response], list[str]], tmp_path: Path
) -> None:
    shelf.files[GOOD], secret = authority.chain(), "Mara-and-Jonas_at-the-lake"
    with open_door(tmp_path / "data", path_secret=secret) as door:
        one = letter(honest("LaunchRequest", door.application.clock.now()), GOOD)
        wrong = ("", "/guessed", f"/{secret}x", f"/{secret[:-1]}", f"/{secret.lower()}", "/%00", "/%C3%BC", "/a/b")
        wrong += tuple(f"/{secret}{more}" for more in ("/", "/more", "%2F", "%3Fmore", "%23more", "%00", "%20"))
        for path in wrong:
            assert told(door.send(replace(one, path=f"/alexa{path}"))) == []
        assert door.refused() == Counter({"url": len(wrong)})
        assert door.kept()["persons"] == 0
        # The same helper objects as soon as somebody is heard.
        assert "words" in told(door.send(replace(one, path=f"/alexa/{secret}")))
        assert door.kept()["persons"] == 1


def test_a_first_evening_over_the_webhook_is_heard_and_kept_and_nora_hears_nothing_of_it(
    open_door: Open, shelf: Shelf, authority: Authority, tmp_path: Path
) -> None:
    shelf.files[GOOD] = authority.chain()
    evening = (
        ("OnboardingNameIntent", {"name": "Mara"}, "Thanks, Mara."),
        ("ScheduleEveningIntent", {"time": "20:30"}, "half past eight in the evening"),
        ("ScheduleZoneIntent", {"city": "America/New_York"}, "How are you doing right now?"),
        ("CheckInIntent", {"mood": "hurt"}, "a heavy day"),
    )
    with open_door(tmp_path / "data") as door:
        now = door.application.clock.now()
        answer = door.send(letter(honest("LaunchRequest", now), GOOD)).json()
        welcome = answer["response"]["outputSpeech"]["ssml"]
        for name, slots, heard in evening:
            answer = door.send(letter(intent(name, now, answer["sessionAttributes"], **slots), GOOD)).json()
            assert heard in plain(answer["response"]["outputSpeech"]["ssml"])
        of_nora = door.send(letter(honest("LaunchRequest", now, user="amzn1.ask.account.NORA"), GOOD)).json()
        assert of_nora["response"]["outputSpeech"]["ssml"] == welcome
        with door.application.database.work() as work:
            mara = work.people.by_account(MARA)
            assert mara is not None
            word = work.checkins.latest(mara, now)
            assert word is not None
            assert (work.people.name(mara), mara.zone, word.mood) == ("Mara", "America/New_York", "hurt")
            [next_one] = work.calendar.upcoming(mara, now)
            assert f"{mara.local(next_one.due_at):%Y-%m-%d %H:%M}" == "2026-11-23 20:30"
        kept = door.kept()
        assert [kept[name] for name in ("persons", "external_ids", "checkins", "rules")] == [2, 2, 1, 1]
