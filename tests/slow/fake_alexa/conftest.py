"""A stand-in with Mara, a listening endpoint that notes what it hears, and a plain caller for Amazon's APIs."""

import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
from support.fake_alexa import MARA, Amazon, give

from skill.clock import StandingClock

EVENING = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
"""Six in the evening in New York, a Monday."""
EMPTY: dict[str, Any] = {"version": "1.0", "response": {}}
HELLO = {"type": "PlainText", "text": "Hello."}
GREETING: dict[str, Any] = {"version": "1.0", "response": {"outputSpeech": HELLO, "shouldEndSession": True}}
"""What a launch is answered with unless a test says otherwise: Alexa takes no silence there."""


class Listener:
    """An endpoint that answers as the test says.

    Attributes:
        heard: requests in order, and beside each its headers.
        answers: by request type, a body, or a status that is no 200.
        meanwhile: called with each request before it is answered.
    """

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self.letters: list[tuple[bytes, dict[str, str]]] = []
        self.answers: dict[str, dict[str, Any] | int] = {"LaunchRequest": GREETING}
        self.meanwhile: Callable[[dict[str, Any]], None] = lambda request: None
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                request = json.loads(body)
                listener.heard.append(request)
                listener.letters.append((body, dict(self.headers)))
                listener.meanwhile(request)
                answer = listener.answers.get(request["request"]["type"], EMPTY)
                if isinstance(answer, int):
                    give(self, b"", status=answer)
                else:
                    give(self, json.dumps(answer).encode())

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/alexa"

    def kinds(self) -> list[str]:
        """Return the types of what was heard."""
        return [one["request"]["type"] for one in self.heard]

    def token(self) -> str:
        """Return the newest request's own token."""
        return str(self.heard[-1]["context"]["System"]["apiAccessToken"])

    def close(self) -> None:
        """Switch off."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def listener() -> Iterator[Listener]:
    """Our endpoint, played by the test."""
    opened = Listener()
    yield opened
    opened.close()


@pytest.fixture
def amazon(listener: Listener) -> Iterator[Amazon]:
    """Amazon, with Mara in New York at six on a Monday evening; nothing was heard yet."""
    with Amazon(StandingClock(EVENING), listener.url) as opened:
        opened.enable(MARA)
        listener.heard.clear()
        yield opened


@pytest.fixture
def client(amazon: Amazon) -> Iterator[httpx.Client]:
    """Whoever calls Amazon's APIs."""
    with httpx.Client(base_url=amazon.url, trust_env=False, verify=False, timeout=10) as opened:
        yield opened


@pytest.fixture
def session_token(amazon: Amazon, listener: Listener) -> Callable[..., str]:
    """Lets Mara agree to reminders and open the skill; returns the token of that request."""

    def opened(*, consents: bool = True) -> str:
        if consents:
            amazon.consent(MARA)
        amazon.open(MARA)
        return listener.token()

    return opened


@pytest.fixture
def server_token(amazon: Amazon, client: httpx.Client) -> Callable[[str], str]:
    """Fetches a token of Login with Amazon for a scope."""

    def fetched(scope: str) -> str:
        form = {"grant_type": "client_credentials", "client_id": amazon.client_id, "scope": scope}
        answer = client.post("/auth/o2/token", data={**form, "client_secret": amazon.client_secret})
        assert answer.status_code == 200, answer.text
        return str(answer.json()["access_token"])

    return fetched


@pytest.fixture
def bearer() -> Callable[[str], dict[str, str]]:
    """Returns the header that carries a token."""
    return lambda token: {"Authorization": f"Bearer {token}"}


@pytest.fixture
def reminder() -> Callable[..., dict[str, Any]]:
    """Returns the body of a reminder: half past eight tonight, unless the trigger says otherwise."""

    def written(**trigger: Any) -> dict[str, Any]:
        once = {"type": "SCHEDULED_ABSOLUTE", "scheduledTime": "2026-11-23T20:30:00.000"}
        content = [{"locale": "en-US", "text": "your evening pause", "ssml": "<speak>your evening pause</speak>"}]
        return {
            "requestTime": "2026-11-23T18:00:00.000",
            "trigger": {"timeZoneId": "America/New_York", **(trigger or once)},
            "alertInfo": {"spokenInfo": {"content": content}},
            "pushNotification": {"status": "DISABLED"},
        }

    return written


class Shelf:
    """The Reminders API with the token of one request."""

    path = "/v1/alerts/reminders"

    def __init__(self, client: httpx.Client, headers: dict[str, str]) -> None:
        self.client, self.headers = client, headers

    def make(self, body: Any) -> httpx.Response:
        """Create."""
        return self.client.post(self.path, json=body, headers=self.headers)

    def call(self, method: str, alert: str = "", body: Any = None) -> httpx.Response:
        """Read, change or delete one, or list."""
        to = f"{self.path}/{alert}" if alert else self.path
        return self.client.request(method, to, json=body, headers=self.headers)


@pytest.fixture
def shelf_of(client: httpx.Client, bearer: Callable[[str], dict[str, str]]) -> Callable[[str], Shelf]:
    """The API with another token."""
    return lambda token: Shelf(client, bearer(token))


@pytest.fixture
def shelf(shelf_of: Callable[[str], Shelf], session_token: Callable[..., str]) -> Shelf:
    """Mara has agreed, and is in a session."""
    return shelf_of(session_token())


@pytest.fixture
def code() -> Callable[[httpx.Response], tuple[int, Any]]:
    """Returns status and code of a refusal."""
    return lambda answer: (answer.status_code, answer.json()["code"])
