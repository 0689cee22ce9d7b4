"""The speaker's page over real HTTP on loopback: an evening, a prompt that comes by itself, and who is kept out."""

import itertools
import json
import queue
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest
from support.browser_page import HALF_PAST_EIGHT, Later, served
from support.local_speaker import LocalSpeakerApp

from skill.domain.grounding import SENSES
from skill.speaker.browser.loopback_guard import BODY_AT_MOST
from skill.speech.ssml import plain, timeline

ADDRESSES = [("GET", "/"), ("GET", "/page.css"), ("GET", "/page.js"), ("GET", "/events")]
ADDRESSES += [("POST", "/say"), ("POST", "/room"), ("POST", "/leave"), ("POST", "/pin")]
SAID = {"words": "what is coming up", "pin": "4711"}
WRONG_BODIES = [
    b"",
    b"breathe",
    b"[]",
    b"7",
    b'{"word": "yes"}',
    b'{"words": 7}',
    b'{"words": ["yes"]}',
    b'{"words": " "}',
]
STRANGERS = [
    "evil.example",
    "evil.example:8000",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "192.168.1.9",
    "[::2]",
]
STRANGERS += ["127.0.0.1@evil.example", "evil@127.0.0.1", "localhost.", "0.0.0.0", ""]
BEATS_AT_MOST = 30
"""After so many heartbeats without what was waited for, it does not come any more."""


@dataclass(frozen=True)
class Event:
    """One event of the stream."""

    kind: str
    what: dict[str, Any]


BEAT = Event("beat", {})


def told(events: Iterator[Event]) -> Event:
    """Return the next event that says something."""
    for event in itertools.islice(events, BEATS_AT_MOST):
        if event != BEAT:
            return event
    raise AssertionError("nothing came")


class Tab:
    """A browser's tab without the browser."""

    def __init__(self, opening: str) -> None:
        self.opening = opening
        self.address = address = opening.partition("/?")[0]
        admitted = httpx.get(opening, timeout=20.0, trust_env=False, verify=False).cookies
        own = {"origin": address}
        self.http = httpx.Client(
            base_url=address, headers=own, timeout=20.0, trust_env=False, verify=False, cookies=admitted
        )

    def say(self, words: str) -> dict[str, Any]:
        return self._post("/say", {"words": words})

    def room(self, room: str) -> dict[str, Any]:
        return self._post("/room", {"room": room})

    def _post(self, path: str, body: dict[str, str]) -> dict[str, Any]:
        answer = self.http.post(path, json=body)
        assert answer.status_code == 200
        found: dict[str, Any] = answer.json()
        return found

    @contextmanager
    def listening(self) -> Iterator[Iterator[Event]]:
        """Open the stream of events; it has begun when this begins."""
        with self.http.stream("GET", "/events") as stream:
            assert stream.headers["content-type"].startswith("text/event-stream")
            lines = stream.iter_lines()
            assert next(lines).startswith("retry: ")
            yield _events(lines)


def _events(lines: Iterator[str]) -> Iterator[Event]:
    kind = ""
    for line in lines:
        if line == ":":
            yield BEAT
        if line.startswith("event: "):
            kind = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield Event(kind, json.loads(line.removeprefix("data: ")))


@pytest.fixture
def later() -> Later:
    """What is put into it is the instant that the house's clock shows from the next look on."""
    return queue.SimpleQueue()


@pytest.fixture
def mara(app: LocalSpeakerApp, later: Later) -> Iterator[Tab]:
    """Mara's tab, in a house that she has moved into."""
    app.move_in("Mara")
    with served(app, later) as address:
        tab = Tab(address)
        with tab.http:
            yield tab


def send(tab: Tab, method: str, path: str, **headers: str) -> httpx.Response:
    """Send what the page itself would send, with some headers changed."""
    own = {"origin": tab.address, "content-type": "application/json"} if method == "POST" else {}
    body = json.dumps({"words": "yes", "room": "alone", "pin": "4711"}).encode() if method == "POST" else None
    changed = {name.replace("_", "-"): value for name, value in headers.items()}
    with (
        httpx.Client(
            base_url=tab.address, timeout=20.0, trust_env=False, verify=False, cookies=tab.http.cookies
        ) as http,
        http.stream(method, path, headers={**own, **changed}, content=body) as answer,
    ):
        if answer.status_code != 200 or path != "/events":
            answer.read()
        return answer


def test_mara_has_a_whole_evening_on_the_page(mara: Tab, app: LocalSpeakerApp) -> None:
    assert mara.say("open steady ground")["text"].startswith("How are you doing right now?")
    hurt = mara.say("I feel hurt")
    assert hurt["open"] is True
    assert hurt["text"].endswith("Did I get that right?")
    assert "question to sit with" in mara.say("yes")["text"]
    assert mara.say("rest")["open"] is False
    assert mara.say("I promise to call my sister by nine tomorrow morning")["text"].endswith("Is that right?")
    assert mara.say("yes")["text"] == "I'll ask you about it afterward."
    assert mara.say("what is coming up")["text"].startswith("Your evening minute, half past eight this evening")
    assert len(app.words_of_checkins()) == 1
    assert len(app.commitments()) == 1


def test_a_breathing_comes_with_every_cue_and_its_second_and_other_words_with_none(
    mara: Tab, app: LocalSpeakerApp
) -> None:
    heard = mara.say("five minutes of longer out")
    ssml = app.speaker.hear("five minutes of longer out").ssml
    assert heard["text"] == plain(ssml)
    planned = [{"at": one.at, "length": one.length, "text": one.text, "phase": one.phase} for one in timeline(ssml)]
    assert heard["cues"] == planned
    assert {one["phase"] for one in heard["cues"]} == {"speech", "rest", "in", "out"}
    assert mara.say("stop")["cues"] == []


def test_a_due_prompt_arrives_by_itself_in_every_tab_and_is_answered_by_a_tap(
    mara: Tab, app: LocalSpeakerApp, later: Later
) -> None:
    with mara.listening() as first, Tab(mara.opening).listening() as second:
        later.put(app.clock.now() + HALF_PAST_EIGHT)
        label, question = told(first), told(first)
        assert [label.kind, question.kind] == ["due", "due"]
        assert label.what == {"text": "Your evening minute.", "open": False, "cues": [], "pictures": []}
        assert question.what["text"] == "Just you, or is someone there?"
        assert [told(second), told(second)] == [label, question]
        assert mara.room("alone")["text"].endswith("Another one, keep it, or good night?")


def test_grounding_goes_on_by_itself_sense_by_sense_when_nobody_answers(app: LocalSpeakerApp, later: Later) -> None:
    app.move_in("Mara")
    with served(app, later, reprompt_after=timedelta()) as address:
        tab = Tab(address)
        with tab.http, tab.listening() as events:
            begun = tab.say("ground me")
            again = told(events)
            assert again.kind == "again"
            spoken = [one["text"] for one in again.what["cues"] if one["text"]]
            silences = [one["length"] for one in again.what["cues"] if one["phase"] == "rest"]
            assert sum(silences) == sum(sense.silence for sense in SENSES[1:])
            assert not any(words in begun["text"] for words in spoken)
            assert [next(events) for _ in range(4)] == [BEAT] * 4, "it is said once"
            assert tab.say("stop")["open"] is False


def test_a_question_that_still_stands_there_is_not_said_twice(app: LocalSpeakerApp, later: Later) -> None:
    app.move_in("Mara")
    with served(app, later, reprompt_after=timedelta()) as address:
        tab = Tab(address)
        with tab.http, tab.listening() as events:
            assert tab.say("hear tonight's question")["text"].endswith("Just you, or is someone there?")
            assert [next(events) for _ in range(4)] == [BEAT] * 4


def test_what_is_due_waits_until_the_breathing_is_over_or_stopped(mara: Tab, app: LocalSpeakerApp) -> None:
    with mara.listening() as events:
        mara.say("three minutes of longer out")
        app.clock.set(app.clock.now() + HALF_PAST_EIGHT)
        assert [next(events) for _ in range(4)] == [BEAT] * 4
        assert mara.say("stop")["text"] == "Okay."
        assert told(events).what["text"] == "Your evening minute."


def test_alone_is_a_note_where_nobody_asked_and_holds_for_the_next_word(mara: Tab) -> None:
    assert mara.room("alone") == {"note": "Okay, just you."}
    assert mara.room("company") == {"note": "Okay, someone's there."}
    asked = mara.say("check in")
    assert asked["open"] is True
    assert "note" in mara.room("alone"), "a tap on the room must not be heard as how she feels"


def test_who_leaves_ends_what_is_open_and_is_not_taken_for_alone_afterwards(mara: Tab, app: LocalSpeakerApp) -> None:
    mara.say("open steady ground")
    mara.room("alone")
    assert mara.http.post("/leave", json={}).status_code == 204
    assert not app.speaker.is_open
    assert mara.say("hear tonight's question")["text"].endswith("Just you, or is someone there?")


def test_leaving_by_one_tab_tells_the_others_to_show_nothing(mara: Tab) -> None:
    with Tab(mara.opening).listening() as other:
        mara.say("open steady ground")
        mara.http.post("/leave", json={})
        assert told(other) == Event("left", {})


def test_when_the_last_tab_is_closed_the_session_ends_and_not_before(mara: Tab, app: LocalSpeakerApp) -> None:
    with mara.listening() as last:
        with Tab(mara.opening).listening():
            mara.say("open steady ground")
        assert next(last) == next(last) == BEAT
        assert app.speaker.is_open
    seen = (app.speaker.is_open for _ in range(2000) if mara.http.get("/page.css"))
    assert not all(seen), "the session stays open although nobody is there"


def test_a_stream_that_is_open_ends_when_the_server_does(app: LocalSpeakerApp, later: Later) -> None:
    app.move_in("Mara")
    with served(app, later) as address:
        tab = Tab(address)
        stream = tab.listening()
        events = stream.__enter__()
    assert all(event == BEAT for event in events)
    tab.http.close()


def test_every_answer_is_kept_by_nobody_and_trusts_only_itself(mara: Tab) -> None:
    for method, path in ADDRESSES:
        for answer in (send(mara, method, path), send(mara, method, path, host="evil.example")):
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["referrer-policy"] == "no-referrer"
            assert answer.headers["x-content-type-options"] == "nosniff"
            policy = answer.headers["content-security-policy"]
            assert policy.startswith("default-src 'none';")
            assert "frame-ancestors 'none'" in policy
            assert not any(word in policy for word in ("unsafe", "http:", "https:", "*", "data:"))
            assert "set-cookie" not in answer.headers


def test_a_name_that_is_not_this_machines_gets_nothing(mara: Tab) -> None:
    for method, path in ADDRESSES:
        for host in STRANGERS:
            answer = send(mara, method, path, host=host, origin=f"http://{host}")
            assert (answer.status_code, answer.content) == (403, b""), host


def test_every_name_of_this_machine_is_let_in(mara: Tab) -> None:
    for host in ("localhost", "LOCALHOST:8000", "127.0.0.1", "127.0.0.53:80", "[::1]:8000"):
        assert send(mara, "GET", "/", host=host).status_code == 200
        assert send(mara, "POST", "/say", host=host, origin=f"http://{host.lower()}").status_code == 200


def test_another_page_cannot_speak_for_her(mara: Tab) -> None:
    for path in ("/say", "/room", "/leave", "/pin"):
        for origin in ("http://evil.example", "null", "", mara.address.replace("http:", "https:"), mara.address + "1"):
            assert send(mara, "POST", path, origin=origin).status_code == 403
        assert mara.http.post(path, json=SAID, headers={"sec-fetch-site": "cross-site"}).status_code == 403
        bare = httpx.post(mara.address + path, json=SAID, trust_env=False, verify=False)
        assert bare.status_code == 403
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonp", ""):
            assert send(mara, "POST", path, content_type=kind).status_code == 415


def test_another_page_cannot_listen_and_so_take_a_prompt_away(mara: Tab) -> None:
    for site in ("cross-site", "same-site"):
        assert send(mara, "GET", "/events", sec_fetch_site=site).status_code == 403
        assert send(mara, "GET", "/events", origin="http://evil.example").status_code == 403
        assert send(mara, "GET", "/", sec_fetch_site=site).status_code == 200


def test_what_came_through_a_tunnel_is_not_from_this_machine(mara: Tab) -> None:
    for header in ("x-forwarded-for", "forwarded", "via", "x-real-ip", "cf-connecting-ip"):
        assert send(mara, "GET", "/", **{header: "127.0.0.1"}).status_code == 403


def test_each_address_knows_one_method(mara: Tab) -> None:
    for method, path in ADDRESSES:
        for other in {"GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS"} - {method}:
            assert send(mara, other, path, origin=mara.address).status_code == 405


def test_what_is_no_sentence_is_refused_and_the_next_one_is_heard(mara: Tab) -> None:
    for body in WRONG_BODIES:
        answer = mara.http.post("/say", content=body, headers={"content-type": "application/json"})
        assert (answer.status_code, answer.content) == (400, b"")
        assert mara.say("what is coming up")["text"]


def test_a_body_may_have_eight_kilobytes_and_not_one_more(mara: Tab) -> None:
    frame = len(json.dumps({"words": ""}))
    longest = json.dumps({"words": "y" * (BODY_AT_MOST - frame)})
    kind = {"content-type": "application/json"}
    assert mara.http.post("/say", content=longest, headers=kind).status_code == 200
    assert mara.http.post("/say", content=longest + " ", headers=kind).status_code == 413
    in_parts = (b" " * 1000 for _ in range(10))
    assert mara.http.post("/say", content=in_parts, headers=kind).status_code == 413


def test_a_room_that_there_is_not_is_refused(mara: Tab) -> None:
    assert mara.http.post("/room", json={"room": "cellar"}).status_code == 400


def test_the_page_never_says_what_it_is_for_nor_asks_anything_of_others(mara: Tab) -> None:
    shown = "".join(mara.http.get(path).text for path in ("/", "/page.css", "/page.js"))
    for word in ("trust", "affair", "infidel", "betray", "cheat", "couple", "partner"):
        assert word not in shown.lower()
    for database in ("localStorage", "sessionStorage", "indexedDB", "document.cookie", "innerHTML", "eval("):
        assert database not in shown
    addresses = {part.split('"')[0] for part in shown.split("https://")[1:]}
    assert addresses == {"www.weather.gov/"}
    assert "!" not in mara.http.get("/").text.replace("<!doctype", "")
