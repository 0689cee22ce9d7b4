"""The line to Amazon: hosts from a closed list, hard deadlines, breakers, one token for all, bodies in its form."""

import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model.services.reminder_management import SpokenInfo, Trigger
from pydantic import SecretStr
from support.fake_alexa import Shelf, give

from skill.alexa.api.circuit_breaker import FAULTS, OPEN_SECONDS, Breaker
from skill.alexa.api.client import Api, ApiAccess, CallFailed, CallFault, Client
from skill.alexa.api.device_settings import time_zone
from skill.alexa.api.endpoints import HOSTS, ApiEndpoints, UnknownEndpoint
from skill.alexa.api.reminders import KeptAlert, is_same, write
from skill.alexa.api.tokens import Credentials, Scope, Tokens
from skill.clock import StandingClock
from skill.domain.account import Region
from skill.domain.reminder import Alert

NOW = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
DAILY = Alert("America/New_York", 20 * 60 + 30, date(2026, 11, 24), is_daily=True)


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    """A host on this machine that does what it is told."""
    opened = Shelf()
    yield opened
    opened.close()


@pytest.fixture
def client() -> Iterator[Client]:
    """The line, with little patience."""
    made = Client(longest=0.6)
    yield made
    made.close()


@pytest.mark.parametrize("host", HOSTS)
def test_each_of_amazons_four_hosts_may_be_called(host: str) -> None:
    assert ApiEndpoints().of_endpoint(f"https://{host}") == f"https://{host}"
    assert ApiEndpoints().of_endpoint(f"HTTPS://{host.upper()}/") == f"https://{host}"
    assert set(Region) == set(ApiEndpoints().by_region)


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://api.amazonalexa.com",
        "https://api.amazonalexa.com.example.org",
        "https://api.amazonalexa.com@example.org",
        "https://user@api.amazonalexa.com",
        "https://api.amazonalexa.com:8443",
        "https://api.amazonalexa.com/v1?x=1",
        "https://127.0.0.1",
        "https://[",
        "http://127.0.0.1:9",
        "",
    ],
)
def test_no_other_address_may_be_called_whatever_a_request_says(endpoint: str) -> None:
    with pytest.raises(UnknownEndpoint):
        ApiEndpoints().of_endpoint(endpoint)


def test_a_stand_in_takes_the_place_of_every_host() -> None:
    addresses = ApiEndpoints("http://127.0.0.1:9")
    assert addresses.of_login() == addresses.of_region(Region.EUROPE) == addresses.of_endpoint("http://127.0.0.1:9")
    assert addresses.of_endpoint("https://api.eu.amazonalexa.com") == "http://127.0.0.1:9"
    with pytest.raises(UnknownEndpoint):
        addresses.of_endpoint("http://127.0.0.1:10")


def test_a_host_that_drips_is_hung_up_on_in_time(shelf: Shelf, client: Client) -> None:
    def drip(to: BaseHTTPRequestHandler) -> None:
        to.send_response(200)
        to.send_header("content-length", "100")
        to.end_headers()
        while not shelf.release.wait(0.1):
            try:
                to.wfile.write(b" ")
            except OSError:
                return

    shelf.files["/drip"] = drip
    with pytest.raises(CallFailed) as failed:
        client.call(Api.SETTINGS, "GET", shelf.url + "/drip")
    assert failed.value.fault is CallFault.TIMEOUT


def test_a_redirect_is_not_followed_and_a_flood_is_not_read(shelf: Shelf, client: Client) -> None:
    shelf.files["/away"] = lambda to: give(to, b"", status=302, location=shelf.url + "/there")
    shelf.files["/flood"] = b'"' + b"x" * (300 * 1024) + b'"'
    shelf.files["/page"] = b"<html>"
    for path, fault in (
        ("/away", CallFault.REFUSED),
        ("/flood", CallFault.UNREADABLE),
        ("/page", CallFault.UNREADABLE),
    ):
        with pytest.raises(CallFailed) as failed:
            client.call(Api.SETTINGS, "GET", shelf.url + path)
        assert failed.value.fault is fault
    assert shelf.fetches["/there"] == 0


def test_what_fails_is_counted_by_its_reason_and_shows_no_token(shelf: Shelf) -> None:
    counted: list[tuple[str, str]] = []
    client = Client(count=lambda api, outcome: counted.append((api, outcome)))
    shelf.files["/zone"] = b'"Europe/Berlin"'
    client.call(Api.SETTINGS, "GET", shelf.url + "/zone", token="Quillonia")
    with pytest.raises(CallFailed) as failed:
        client.call(Api.REMINDERS, "GET", shelf.url + "/none", token="Quillonia")
    client.close()
    assert counted == [("settings", "ok"), ("reminders", "unknown")]
    assert "Quillonia" not in repr(failed.value) + repr(ApiAccess("base", "Quillonia"))


def test_after_five_faults_an_api_is_left_alone_and_the_others_are_not(shelf: Shelf) -> None:
    seconds = [0.0]
    client = Client(seconds=lambda: seconds[0])
    shelf.files["/sick"] = lambda to: give(to, b"sick", status=503)
    for _ in range(FAULTS + 3):
        with pytest.raises(CallFailed):
            client.call(Api.MESSAGING, "GET", shelf.url + "/sick")
    assert shelf.fetches["/sick"] == FAULTS
    shelf.files["/sick"] = b"{}"
    assert client.call(Api.REMINDERS, "GET", shelf.url + "/sick") == {}
    seconds[0] = OPEN_SECONDS
    assert client.call(Api.MESSAGING, "GET", shelf.url + "/sick") == {}
    assert client.call(Api.MESSAGING, "GET", shelf.url + "/sick") == {}
    client.close()


def test_a_breaker_that_is_half_open_lets_one_through() -> None:
    now = [0.0]
    breaker = Breaker(lambda: now[0])
    for _ in range(FAULTS):
        assert breaker.lets_through()
        breaker.was_missed()
    assert not breaker.lets_through()
    now[0] = OPEN_SECONDS
    assert [breaker.lets_through() for _ in range(3)] == [True, False, False]
    breaker.was_reached()
    assert breaker.lets_through()


class Login(Client):
    """Login with Amazon, which answers once all who shall ask have asked."""

    def __init__(self) -> None:
        super().__init__()
        self.all_ask = threading.Event()
        self.forms: list[Any] = []

    def call(self, api: Api, method: str, url: str, **said: Any) -> Any:
        """Note the form and give the next token."""
        self.all_ask.wait(10)
        self.forms.append(said["form"])
        return {"access_token": f"t{len(self.forms)}", "expires_in": 3600}


def test_a_token_is_fetched_once_for_all_who_ask_and_anew_before_it_ends() -> None:
    clock, login, got = StandingClock(NOW), Login(), list[str]()
    tokens = Tokens(login, ApiEndpoints(), Credentials("id", SecretStr("a+b/c&d")), clock)
    asking = [threading.Thread(target=lambda: got.append(tokens.get(Scope.MESSAGING))) for _ in range(8)]
    for one in asking:
        one.start()
    login.all_ask.set()
    for one in asking:
        one.join()
    assert got == ["t1"] * 8
    clock.set(NOW + timedelta(minutes=57))
    assert tokens.get(Scope.MESSAGING) == "t1"
    clock.set(NOW + timedelta(minutes=58))
    assert tokens.get(Scope.MESSAGING) == "t2"
    assert tokens.get(Scope.MESSAGING, other_than="t2") == "t3"
    assert tokens.get(Scope.PROACTIVE) == "t4"
    assert [one["scope"] for one in login.forms] == ["alexa:skill_messaging"] * 3 + ["alexa::proactive_events"]


@pytest.mark.parametrize(
    ("file", "zone"),
    [(b'"Europe/Berlin"', "Europe/Berlin"), (lambda to: give(to, b"", status=204), None), (b'"Mars/Base"', CallFault)],
)
def test_a_zone_is_a_name_that_exists_or_nothing(
    shelf: Shelf, client: Client, file: bytes | Callable[[Any], None], zone: Any
) -> None:
    shelf.files["/v2/devices/a%2Fb/settings/System.timeZone"] = file
    if zone is CallFault:
        with pytest.raises(CallFailed):
            time_zone(client, ApiAccess(shelf.url, "t"), "a/b")
    else:
        assert time_zone(client, ApiAccess(shelf.url, "t"), "a/b") == zone


@pytest.mark.parametrize(
    ("alert", "trigger"),
    [
        (
            DAILY,
            {
                "recurrence": {
                    "startDateTime": "2026-11-24T00:00:00.000",
                    "recurrenceRules": ["FREQ=DAILY;BYHOUR=20;BYMINUTE=30;BYSECOND=0;INTERVAL=1;"],
                }
            },
        ),
        (
            Alert("America/New_York", 20 * 60 + 30, date(2026, 11, 23), is_daily=True, days=0b0001001),
            {
                "recurrence": {
                    "startDateTime": "2026-11-23T18:01:00.000",
                    "recurrenceRules": ["FREQ=WEEKLY;BYDAY=MO,TH;BYHOUR=20;BYMINUTE=30;BYSECOND=0;INTERVAL=1;"],
                }
            },
        ),
        (
            Alert("America/New_York", 18 * 60 + 10, date(2026, 11, 24), is_daily=False),
            {"scheduledTime": "2026-11-24T18:10:00.000"},
        ),
    ],
)
def test_a_reminder_is_written_in_wall_time_and_the_sdk_reads_it(alert: Alert, trigger: dict[str, Any]) -> None:
    body = write(alert, "Your six o'clock plan.", NOW)
    assert body["requestTime"] == "2026-11-23T18:00:00.000"
    assert body["trigger"] == {"type": "SCHEDULED_ABSOLUTE", "timeZoneId": "America/New_York", **trigger}
    assert body["pushNotification"] == {"status": "DISABLED"}
    # Part by part: the SDK names a module of its own that does not exist (rules.md X3).
    read = DefaultSerializer().deserialize(json.dumps(body["trigger"]), Trigger)
    assert read.time_zone_id == "America/New_York"
    assert DefaultSerializer().deserialize(json.dumps(body["alertInfo"]["spokenInfo"]), SpokenInfo).content[0].text
    kept = KeptAlert("a", "Your six o'clock plan.", body["trigger"], is_on=True)
    assert is_same(kept, alert, "Your six o'clock plan.", NOW)
    assert not is_same(kept, alert, "Your evening minute.", NOW)
    assert not is_same(kept, Alert(alert.zone, alert.minute + 1, alert.first_on, alert.is_daily), kept.text, NOW)
