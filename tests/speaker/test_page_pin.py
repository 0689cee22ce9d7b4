"""A PIN given on the speaker's page: it opens what it opens in the terminal, is kept nowhere, and tells nothing."""

import json
import logging
import queue
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import httpx
import pytest
from support.browser_page import served
from support.local_speaker import LocalSpeakerApp
from support.prepared_folders import watch_stretching

from skill.speaker.browser.routes import PIN_OF_WHOM, PIN_RIGHT, PIN_WRONG
from skill.speaker.speaker import Speaker
from skill.storage.local_pin import Pins
from skill.storage.pin_proof import DatabasePinProof

PIN, SECRET = "4711-canary", "I saw the letters"


class Tab:
    """Mara's tab."""

    def __init__(self, address: str) -> None:
        at = address.partition("/?")[0]
        own = {"origin": at}
        self.http = httpx.Client(base_url=at, headers=own, timeout=20.0, trust_env=False, verify=False)
        self.http.get(address)

    def say(self, words: str) -> str:
        return str(self._post("/say", {"words": words})["text"])

    def give(self, pin: str) -> str:
        return str(self._post("/pin", {"pin": pin})["note"])

    def status(self, body: bytes) -> int:
        return self.http.post("/pin", content=body, headers={"content-type": "application/json"}).status_code

    def _post(self, path: str, body: dict[str, str]) -> dict[str, object]:
        answer = self.http.post(path, json=body)
        assert answer.status_code == 200
        return dict(answer.json())


@contextmanager
def page_of(app: LocalSpeakerApp) -> Iterator[Tab]:
    """Serve the page of a house."""
    with served(app, queue.SimpleQueue()) as address:
        tab = Tab(address)
        try:
            yield tab
        finally:
            tab.http.close()


def kept(app: LocalSpeakerApp) -> str:
    """Let Mara move in and keep words, and set her PIN; return its recovery code."""
    app.move_in("Mara")
    for words in ("keep a few words", SECRET, "keep it"):
        app.say(words)
    return Pins(app.application.database).set(app.application.account(""), PIN)


def read(tab: Tab) -> str:
    """Ask for the last words, alone; return all that was heard."""
    return tab.say("read my last words back") + tab.say("alone")


@pytest.mark.parametrize("is_code", [False, True])
def test_the_pin_or_its_code_opens_her_words_on_the_page_for_that_conversation(
    app: LocalSpeakerApp, is_code: bool
) -> None:
    code = kept(app)
    with page_of(app) as tab:
        assert SECRET not in read(tab)
        assert tab.give(code if is_code else f" {PIN} ") == PIN_RIGHT
        assert SECRET in read(tab)
        tab.say("stop")
        assert SECRET not in read(tab), "it has ended with the conversation"


def test_what_the_pin_is_wanted_for_is_said_in_the_answer_to_it(app: LocalSpeakerApp) -> None:
    kept(app)
    with page_of(app) as tab:
        assert tab.say("read my last words back") == "I have nothing to tell you right now."
        assert tab._post("/pin", {"pin": "1111"}) == {"note": PIN_WRONG}
        answer = tab._post("/pin", {"pin": PIN})
        assert (answer["note"], answer["text"]) == (PIN_RIGHT, "Just you, or is someone there?")
        assert SECRET in tab.say("alone")


def test_it_counts_for_five_minutes_and_a_wrong_one_ends_it(app: LocalSpeakerApp) -> None:
    kept(app)
    with page_of(app) as tab:
        assert tab.give(PIN) == PIN_RIGHT
        assert tab.give("1111") == PIN_WRONG
        assert SECRET not in read(tab)
        assert tab.give(PIN) == PIN_RIGHT
        app.clock.set(app.clock.now() + timedelta(minutes=5))
        assert SECRET not in read(tab)


def told_with_and_without(
    app: LocalSpeakerApp, *, has_pin: bool, proof: Callable[..., DatabasePinProof] = DatabasePinProof
) -> tuple[object, int]:
    """Give wrong PINs on the page, of a person with a PIN or without; return answers and the number of stretchings."""
    app.move_in("Mara")
    if has_pin:
        Pins(app.application.database).set(app.application.account(""), PIN)
    worked, application = watch_stretching(app.application.database), app.application
    app.speaker._proof = proof(
        application.database, application.handler.windows, application.clock, device_id=application.device
    )
    with page_of(app) as tab:
        told = [tab.give(one) for one in ("1111", "1111", "1111", "1111", PIN[:4], "0" * 64)]
        return [*told, read(tab)], len(worked)


def test_a_pin_that_is_set_nowhere_gets_the_same_answers_after_the_same_work(
    app: LocalSpeakerApp, tmp_path: object
) -> None:
    with LocalSpeakerApp(app.folder.parent / "other", app.clock.now()) as other:
        told, work = told_with_and_without(app, has_pin=True)
        assert (told, work) == told_with_and_without(other, has_pin=False)
        assert work == 6
        assert set(told[:6]) == {PIN_WRONG}  # type: ignore[index]


def test_a_door_that_answers_at_once_where_no_pin_is_set_is_caught(app: LocalSpeakerApp) -> None:
    class AtOnce(DatabasePinProof):
        """Planted: no work is done where there is nothing to hold a PIN against."""

        def prove(self, user_id: str, pin: str, named: str | None) -> str | None:
            with self._database.work() as work:
                if all(one.person.pin_hash is None for one in work.people.at(user_id)):
                    return None
            return super().prove(user_id, pin, named)

    with LocalSpeakerApp(app.folder.parent / "other", app.clock.now()) as other:
        found = told_with_and_without(app, has_pin=True, proof=AtOnce)
        assert found != told_with_and_without(other, has_pin=False, proof=AtOnce)


def test_too_many_wrong_ones_wait_on_the_page_too_and_the_code_does_not(app: LocalSpeakerApp) -> None:
    code = kept(app)
    with page_of(app) as tab:
        for _ in range(3):
            tab.give("1111")
        assert tab.give(PIN) == PIN_WRONG
        assert tab.give(code) == PIN_RIGHT
        for _ in range(3):
            tab.give("1111")
        app.clock.set(app.clock.now() + timedelta(seconds=31))
        assert tab.give(PIN) == PIN_RIGHT


def test_where_several_share_the_name_it_is_asked_who_gives_it(app: LocalSpeakerApp) -> None:
    kept(app)
    for words in ("I'm new here", "Jonas", "no", "stop"):
        app.say(words)
    with page_of(app) as tab:
        assert tab.give(PIN) == PIN_OF_WHOM
        tab.say("this is Mara")
        assert tab.give(PIN) == PIN_RIGHT
        assert SECRET in read(tab)


def places_of(app: LocalSpeakerApp, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> list[str]:
    """Give the right PIN and wrong ones, also in a body that is none; return where a part of the PIN can be read."""
    kept(app)
    with caplog.at_level(logging.DEBUG), page_of(app) as tab:
        tab.give(PIN)
        tab.give(f"{PIN}-wrong")
        assert [tab.status(body) for body in (f'{{"pin": ["{PIN}"]}}'.encode(), f"{PIN}".encode())] == [400, 400]
        said = "".join(map(tab.say, ("what did I say", "yes", "stop")))
    files = b"".join(file.read_bytes() for file in app.folder.rglob("*") if file.is_file())
    output = "".join(capfd.readouterr())
    places = {"log": caplog.text, "output": output, "answers": said, "files": files.decode(errors="replace")}
    return [name for name, held in places.items() if PIN in held]


def test_it_stands_in_no_log_file_or_answer(
    app: LocalSpeakerApp, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    assert places_of(app, caplog, capfd) == []


def test_a_pin_that_is_written_down_is_caught(
    app: LocalSpeakerApp,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    as_it_is = Speaker.confirm

    def talkative(self: Speaker, pin: str) -> bool:
        logging.getLogger("planted").warning("tried %s", json.dumps(pin))
        return as_it_is(self, pin)

    monkeypatch.setattr(Speaker, "confirm", talkative)
    assert "log" in places_of(app, caplog, capfd)
