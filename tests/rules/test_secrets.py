"""Words and Alexa ids are said and sent as canaries all evening; none may lie open in files, logs, metrics, faults."""

import asyncio
import base64
import io
import json
import logging
import re
import sqlite3
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog
from prometheus_client import CollectorRegistry
from sqlalchemy import update
from support.local_speaker import NEW_YORK, LocalSpeakerApp
from support.sampling import a_part, in_parts, slow_but
from support.sql import sql

from intents.dialog.speaker import Ids
from skill.speaker.alexa_request import Sender, SessionSent, intent
from skill.speaker.understanding.slots import SlotHeard
from skill.storage.open_database import DATABASE_FILE
from skill.storage.tables.people import persons
from skill.storage.unit_of_work import UnitOfWork
from skill.web.turn_batcher import TurnBatcher
from skill.web.webhook import build_app, build_security

MODEL = json.loads((Path(__file__).parents[2] / "interaction_models/en-US.json").read_text())
INTENTS = MODEL["interactionModel"]["languageModel"]["intents"]
WORDS = ("Quillonia", "Gromblewick", "Splurfendorf", "Marzibald", "Fennimonde", "Vexomatic", "Zoquelet", "Thrumble")
"""Her name, her promise, an unknown word for a mood, her own words, another name, noise, and two in Alexa's slots;
the first of these two also stands in the sentence in which she owns what did not happen."""
IDS = ("CANARYACCOUNT7Q", "CANARYDEVICE7Q", "CANARYPERSON7Q", "CANARYREQUEST7Q", "CANARYSESSION7Q", "CANARYTOKEN7Q")
ANY_ID = "amzn1."
"""How every id of Alexa's begins."""
SPLINTERS = (
    b'{"version": "1.0", "session": {"user": {"userId": "amzn1.ask.account.CANARYACCOUNT7Q"}}, "request": 7}',
    b'{"request": {"type": "IntentRequest", "intent": {"name": "Vexomatic", "slots": "Zoquelet"}}, "context": []}',
    b'{"Thrumble": "amzn1.ask.device.CANARYDEVICE7Q", "Thrumble": 1}',
    b"Gromblewick",
)
"""Broken requests, each with something in it that must not come out again."""


def forms(word: str) -> Iterator[bytes]:
    """Yield the ways in which a word may lie somewhere: encodings, hexadecimal, escaped, base64 at any offset."""
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le"):
        yield word.encode(encoding)
        yield word.encode(encoding).hex().encode()
    yield "".join(f"\\u{ord(char):04x}" for char in word).encode()
    for offset in range(3):
        raw = b"\0" * offset + word.encode()
        # Only the characters that depend on no byte before or after the word.
        yield base64.b64encode(raw)[(offset * 8 + 5) // 6 : len(raw) * 8 // 6]


@cache
def small_forms(word: str) -> frozenset[bytes]:
    """Return the forms of a word in small letters and capitals, each made small itself: so are the bytes around it."""
    cases = (word, word.lower(), word.upper(), word.title(), word.capitalize())
    return frozenset(form.lower() for case in cases for form in forms(case))


def leaks(raw: bytes, words: Sequence[str] = (*WORDS, *IDS, ANY_ID)) -> set[str]:
    """Return the words that can be read in these bytes, in small letters or capitals, in any of their forms."""
    small = raw.lower()
    return {word for word in words if any(form in small for form in small_forms(word))}


def lies_open(folder: Path) -> dict[str, set[str]]:
    """Return what can be read in the raw bytes of every file of a folder, and in the files' names."""
    files = [one for one in folder.rglob("*") if one.is_file()]
    assert {DATABASE_FILE, f"{DATABASE_FILE}-wal", f"{DATABASE_FILE}-shm"} <= {one.name for one in files}
    found = {one.name: leaks(one.read_bytes() + one.name.encode()) for one in files}
    return {name: words for name, words in found.items() if words}


@pytest.fixture
def listening(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> Iterator[Callable[[], str]]:
    """Log from the lowest level on, our own lines and every library's; return that and all that was printed."""
    written = io.StringIO()
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG),
        processors=[structlog.processors.format_exc_info, structlog.processors.JSONRenderer()],
        logger_factory=structlog.PrintLoggerFactory(written),
    )
    # At this level SQLAlchemy writes every statement and, unless told not to, its parameters.
    caplog.set_level(logging.INFO, "sqlalchemy.engine")
    caplog.set_level(logging.DEBUG)
    yield lambda: "".join((written.getvalue(), caplog.text, *capfd.readouterr()))
    structlog.reset_defaults()


def an_evening(app: LocalSpeakerApp) -> list[str]:
    """Live through an evening at the local speaker; return what was heard."""
    heard = [app.open().words]
    at_six = (
        f"call me {WORDS[0]}|half past eight|I feel {WORDS[2]}|hurt|{WORDS[5]} set it off|stop"
        f"|I promise to bring the {WORDS[1]} by seven"
    )
    at_six += f"|yes|I promise to mend the {WORDS[1]} every day at noon"
    at_six += f"|yes|{WORDS[5]} {WORDS[5]} {WORDS[2]}|stop|what did I promise|alone"
    at_six += f"|plan a talk tomorrow at noon about the {WORDS[7]}|yes|what is my talk about|alone"
    at_eight = f"alone|keep it|what I noticed is that {WORDS[3]} slept|write down {WORDS[3]} again"
    for minutes, said in ((75, at_six), (80, f"no|I left the {WORDS[6]} behind|by nine|yes"), (1, at_eight)):
        heard += [app.say(words).words for words in said.split("|")]
        heard += [one.words for one in app.wait(timedelta(minutes=minutes))]
    app.speaker.become(WORDS[4])
    app.walk_in(WORDS[4], "half past eight")
    return heard


def letter(heard: dict[str, Any], attributes: Mapping[str, Any], now: datetime) -> bytes:
    """Write a request as Alexa does, with a canary for every slot, id and token."""
    sender = Sender("amzn1.ask.skill.local", f"amzn1.ask.account.{IDS[0]}", f"amzn1.ask.device.{IDS[1]}")
    session = SessionSent(f"amzn1.echo-api.session.{IDS[4]}", is_new=not attributes, attributes=attributes)
    slots = {one["name"]: SlotHeard(f"{WORDS[6]} {WORDS[7]} by nine") for one in heard.get("slots", ())}
    request = f"amzn1.echo-api.request.{IDS[3]}"
    sent = json.loads(intent(sender, session, heard["name"], slots=slots, request_id=request, now=now))
    system = sent["context"]["System"]
    system |= {"apiAccessToken": IDS[5], "person": {"personId": f"amzn1.ask.person.{IDS[2]}", "accessToken": IDS[5]}}
    system["user"] |= {"accessToken": IDS[5], "permissions": {"consentToken": IDS[5]}}
    return json.dumps(sent).encode()


async def every_intent(app: LocalSpeakerApp, nth: int) -> tuple[list[bytes], str]:
    """Send every intent to the unsigned webhook, and one in `nth` on every question that gets asked.

    Returns:
        answers and metrics.
    """
    web = build_app(
        TurnBatcher(app.application.handler.hear_batch),
        app.clock,
        trust=build_security(app.settings, app.clock, is_signed=False),
        registry=CollectorRegistry(),
        is_healthy=app.application.database.is_readable,
    )
    answers: list[bytes] = []
    asked: set[str] = set()
    way = httpx.ASGITransport(web)
    async with web.router.lifespan_context(web), httpx.AsyncClient(transport=way, base_url="http://127.0.0.1") as door:
        memories: dict[str, dict[str, Any]] = {"": {}}
        while fresh := memories.keys() - asked:
            asked |= fresh
            told = [*product([""], INTENTS)] if "" in fresh else []
            for question, heard in told + a_part([*product(sorted(fresh - {""}), INTENTS)], nth, str(len(asked))):
                sent = letter(heard, memories[question], app.clock.now())
                answers.append((await door.post("/alexa", content=sent)).content)
                if memory := json.loads(answers[-1]).get("sessionAttributes"):
                    memories.setdefault(memory["awaiting"]["question"], memory)
        # Some of these delete what others kept: one promise more, so that something is there to be found.
        promise = next(one for one in INTENTS if one["name"] == "CommitmentIntent")
        answers.append((await door.post("/alexa", content=letter(promise, {}, app.clock.now()))).content)
        for splinter in SPLINTERS:
            answers.append((await door.post("/alexa", content=splinter)).content)
        return answers, (await door.get("/metrics")).text


def test_an_evening_at_the_local_speaker_leaves_no_word_to_be_read(
    app: LocalSpeakerApp, listening: Callable[[], str]
) -> None:
    heard = " ".join(an_evening(app)).lower()
    # Unless these were taken in, this evening proves nothing.
    assert WORDS[0].lower() in heard
    assert WORDS[1].lower() in heard
    assert WORDS[6].lower() not in heard, "what was owned is never said again"
    assert f"it's about: the {WORDS[7]}".lower() in heard
    mara, other = app.person(), app.person(WORDS[4])
    made = app.commitments()
    with app.application.database.work() as work:
        written = work.reflections.last(mara, app.clock.now() - timedelta(days=1))
        assert written is not None
        assert WORDS[3].lower() in str(work.reflections.words(mara, written)).lower()
        assert work.people.name(other) == WORDS[4]
        felt = work.checkins.latest(mara, app.clock.now() - timedelta(days=1))
        assert felt is not None
        assert (felt.own, felt.set_off) == (WORDS[2], WORDS[5])
        assert any(WORDS[6].lower() in str(work.commitments.owning(mara, one)).lower() for one in made)
        assert all(WORDS[1].lower() in work.commitments.words(mara, one).lower() for one in made)
        assert len({one.series_id for one in made}) == 2
    assert lies_open(app.folder) == {}
    assert leaks(listening().encode()) == set()


@in_parts(20)
def test_every_intent_at_the_webhook_leaves_no_word_and_no_id_to_be_read(
    app: LocalSpeakerApp, listening: Callable[[], str], nth: int
) -> None:
    with app.application.database.work() as work:
        mara = work.people.create_person(f"amzn1.ask.account.{IDS[0]}", None, zone=NEW_YORK, now=app.clock.now())
        mara.onboarded_at = app.clock.now()
        voice = Ids(f"amzn1.ask.account.{IDS[0]}", f"amzn1.ask.person.{IDS[2]}").voice_key
        assert voice is not None
        work.people.give_voice(mara, voice, is_proven=True)
    answers, metrics = asyncio.run(every_intent(app, nth))
    # Unless these were taken in, this promises nothing.
    assert len(answers) > 10 * len(INTENTS) / nth
    made = app.commitments()
    with app.application.database.work() as work:
        assert any(f"{WORDS[6]} {WORDS[7]}" in work.commitments.words(mara, one) for one in made)
    assert "steady_ground_turn_seconds" in metrics
    assert leaks(metrics.encode()) == set()
    assert leaks(b"".join(answers)) & {*IDS, ANY_ID} == set()
    assert lies_open(app.folder) == {}
    assert leaks(listening().encode()) == set()


@pytest.mark.parametrize(
    "table", slow_but(["commitments", "external_ids", "reflections", "hard_talks"], ["commitments"])
)
@in_parts(20)
def test_a_turn_that_fails_says_nothing_of_whose_words_it_held(
    app: LocalSpeakerApp, listening: Callable[[], str], table: str, nth: int
) -> None:
    app.walk_in(WORDS[0], "half past eight")
    raw = sqlite3.connect(app.folder / DATABASE_FILE)
    raw.execute(f"ALTER TABLE {table} RENAME TO gone")
    raw.close()
    said = app.say(f"I promise to bring the {WORDS[1]} by seven").words
    answers, metrics = asyncio.run(every_intent(app, nth))
    written_down = listening()
    assert "turn_undone" in written_down
    assert leaks(f"{said} {metrics} {written_down}".encode()) == set()
    assert leaks(b"".join(answers)) & {*IDS, ANY_ID} == set()


def test_no_exception_carries_what_was_being_kept(app: LocalSpeakerApp) -> None:
    app.walk_in(WORDS[0], "half past eight")
    mara, now, account, promise = app.person(), app.clock.now(), ANY_ID + IDS[0], WORDS[1]
    acts: list[Callable[[UnitOfWork], object]] = [
        lambda work: [work.people.add_external_id(mara, account, device_id=IDS[1]) for _ in range(2)],
        lambda work: work.commitments.make(mara, promise, due_at=now, now=now),
        lambda work: work.people.name(replace(mara, sealed_name=promise.encode())),
    ]
    raw = sqlite3.connect(app.folder / DATABASE_FILE)
    raw.execute("ALTER TABLE commitments RENAME TO gone")
    raw.close()
    told = ""
    for act in acts:
        with pytest.raises(Exception) as fault, app.application.database.work() as work:
            act(work)
        told += "".join(traceback.format_exception(fault.value))
    assert {"IntegrityError", "StorageBusyError", "NotReadableError"} <= set(re.findall(r"\w+Error", told))
    assert leaks(told.encode()) == set()


@pytest.mark.parametrize("case", [str, str.lower, str.upper])
def test_every_planted_leak_is_caught_in_whatever_form(case: Callable[[str], str]) -> None:
    for word in (*WORDS, *IDS):
        planted = every_form(f"she said {case(word)} and slept", case(word))
        assert [leaks(b"\x00\x01" + one + b"\xff") for one in planted] == [{word}] * len(planted)


def every_form(said: str, word: str) -> list[bytes]:
    """Return what was said, with the word in it, in each form in which it may lie somewhere."""
    return [
        said.encode(),
        said.encode("utf-16"),
        said.encode("utf-16-be"),
        said.encode().hex().encode(),
        json.dumps({"event": said}).encode(),
        "".join(f"\\u{ord(char):04X}" for char in said).encode(),
        *(base64.b64encode(b"x" * shift + said.encode()) for shift in range(3)),
        *(base64.urlsafe_b64encode(b"x" * shift + word.encode()) for shift in range(3)),
    ]


def test_an_unsealed_row_an_id_in_a_log_line_and_a_telling_file_name_are_caught(
    app: LocalSpeakerApp, listening: Callable[[], str]
) -> None:
    app.move_in()
    with app.application.database.work() as work:
        sql(work).execute(update(persons).values(sealed_name=WORDS[3].encode()))
    (app.folder / f"{WORDS[6]}.txt").touch()
    structlog.get_logger().debug("a turn", user="amzn1.ask.account.ABCDEF")
    logging.getLogger("any.library").debug("heard %s", WORDS[1])
    caught = lies_open(app.folder)
    assert set().union(*caught.values()) == {WORDS[3], WORDS[6]}
    assert leaks(listening().encode()) == {ANY_ID, WORDS[1]}
