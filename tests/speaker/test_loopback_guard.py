"""Who is let in to the page: whoever read the printed address first, and no other process of this machine."""

import queue
from collections.abc import Iterator

import httpx
import pytest
from starlette.requests import Request
from support.browser_page import Later, served
from support.local_speaker import LocalSpeakerApp

from skill.speaker.browser.loopback_guard import WHERE_IT_OPENS, Admission

ASKED = [("GET", "/"), ("GET", "/page.css"), ("GET", "/page.js"), ("GET", "/events")]
ASKED += [("POST", "/say"), ("POST", "/room"), ("POST", "/leave"), ("POST", "/pin")]


class AdmitsEverybody(Admission):
    """The faulty door as it once was: the headers of the page's own script were enough."""

    def is_admitted(self, request: Request) -> bool:
        """Let everybody in."""
        return True


@pytest.fixture
def later() -> Later:
    """The house's clock stands still."""
    return queue.SimpleQueue()


@pytest.fixture
def opening(app: LocalSpeakerApp, later: Later) -> Iterator[str]:
    """The address that `serve` printed for Mara."""
    app.move_in("Mara")
    with served(app, later, admission=Admission()) as at:
        yield at


def base(opening: str) -> str:
    return opening.partition("/?")[0]


def client(opening: str) -> httpx.Client:
    """Return what sends every header that the page itself sends."""
    own = {"origin": base(opening), "content-type": "application/json", "sec-fetch-site": "same-origin"}
    return httpx.Client(base_url=base(opening), headers=own, timeout=20.0, trust_env=False, verify=False)


def answers_to(http: httpx.Client, query: str = "") -> dict[str, tuple[int, str]]:
    """Ask everything of the page, the stream of what is due only for its beginning; return status and words."""
    found = {}
    for method, path in ASKED:
        body = b'{"words": "what is coming up", "room": "alone", "pin": "4711"}' if method == "POST" else None
        with http.stream(method, path + query, content=body) as answer:
            is_stream = answer.headers.get("content-type", "").startswith("text/event-stream")
            found[path] = (answer.status_code, "" if is_stream else answer.read().decode())
    return found


def let_in(found: dict[str, tuple[int, str]]) -> list[str]:
    """Return what answered otherwise than with the line that says where the page opens."""
    return [path for path, answer in found.items() if answer != (403, WHERE_IT_OPENS)]


def test_another_process_of_this_machine_hears_nothing_and_ends_nothing(opening: str, app: LocalSpeakerApp) -> None:
    app.speaker.hear("open steady ground")
    with client(opening) as stranger:
        assert let_in(answers_to(stranger)) == []
        assert stranger.cookies.jar.__len__() == 0
    assert app.speaker.is_open, "what Mara has open is still open"
    assert "terminal" in WHERE_IT_OPENS


def test_the_check_notices_a_page_that_lets_every_process_in(app: LocalSpeakerApp, later: Later) -> None:
    app.move_in("Mara")
    with served(app, later, admission=AdmitsEverybody()) as at, client(at) as stranger:
        assert let_in(answers_to(stranger)) == [path for _, path in ASKED]


def test_the_printed_address_opens_the_page_once_and_leaves_the_token_behind(opening: str) -> None:
    with client(opening) as mara, client(opening) as second:
        opened = mara.get(opening)
        assert (opened.status_code, opened.headers["location"], opened.content) == (303, "/", b"")
        assert opened.headers["cache-control"] == "no-store"
        assert let_in(answers_to(mara)) == [path for _, path in ASKED]
        assert (second.get(opening).status_code, second.get(opening).text) == (403, WHERE_IT_OPENS)
        assert let_in(answers_to(second)) == []
        assert mara.get(opening).status_code == 200, "a reload of the first one is let in by its cookie"


def test_the_cookie_is_for_this_page_alone_and_ends_with_the_browser(opening: str) -> None:
    with client(opening) as mara:
        name, _, rest = mara.get(opening).headers["set-cookie"].partition("=")
    value, *kind = rest.split("; ")
    assert sorted(one.lower() for one in kind) == ["httponly", "path=/", "samesite=strict"]
    assert len(value) >= 32
    assert value not in opening
    assert not any(word in name.lower() for word in ("steady", "trust", "partner", "couple"))


@pytest.mark.parametrize("query", ["?k=", "?k=guessed", "?k=%C3%A9", "?other=1"])
def test_a_token_that_is_none_opens_nothing_and_does_not_use_up_the_right_one(opening: str, query: str) -> None:
    with client(opening) as stranger:
        assert let_in(answers_to(stranger, query)) == []
    with client(opening) as mara:
        assert mara.get(opening).status_code == 303


def test_the_token_opens_the_first_page_and_no_other_address(opening: str) -> None:
    with client(opening) as stranger:
        for method, path in ASKED[1:]:
            asked = stranger.request(method, f"{path}?{opening.partition('?')[2]}", content=b"{}")
            assert (asked.status_code, asked.text) == (403, WHERE_IT_OPENS)


def test_the_cookie_of_another_process_opens_nothing(app: LocalSpeakerApp, later: Later, opening: str) -> None:
    with served(app, later, admission=Admission()) as other, client(other) as elsewhere:
        assert elsewhere.get(other).status_code == 303
        with client(opening) as stranger:
            stranger.cookies = elsewhere.cookies
            assert let_in(answers_to(stranger)) == []


def test_each_process_has_its_own_token_cookie_and_name() -> None:
    first, second = Admission(), Admission()
    assert first.address("") != second.address("")
    assert vars(first).keys() == vars(second).keys()
    assert not set(vars(first).values()) & set(vars(second).values())
