"""Two worlds: the same evening of his in both, with different private acts of hers; each byte that he gets is alike."""

import json
import re
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from hypothesis import strategies as st
from slow.proof.canaries import ANYWHERE, HERS, leaks, watched
from slow.proof.faults import SOUND, Fault
from slow.proof.homes import HOMES, LOCAL, Home, Way
from slow.proof.private_acts import ACTS, Said
from slow.proof.questions_of_his import ASKS, ROOMS, TELLS
from slow.proof.rooms import House, Shelf
from support.echo import Hear

APART = timedelta(minutes=6)
"""How long nobody speaks between her acts and his: a PIN that she gave counts for five minutes at her speaker."""
ID = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-f]{64}\b")
CODE = re.compile(rb"(?:[a-z]+(?:[- ][a-z]+)?, ){3}[a-z]+(?:[- ][a-z]+)?\.")


@dataclass(frozen=True)
class Ask:
    """One thing that he does: speaks in one of his ways, in one room, perhaps in the session that she left open."""

    way: int
    room: str
    said: Said
    in_her_session: bool = False


@dataclass(frozen=True)
class Part:
    """A stretch of the evening: her acts in either world, then time, then what he says."""

    acts: tuple[tuple[str, ...], tuple[str, ...]]
    minutes: int
    asks: tuple[Ask, ...]


@dataclass(frozen=True)
class Evening:
    """Where they live, how far they are linked, and what happens."""

    home: Home
    stage: str
    parts: tuple[Part, ...]


@dataclass
class Seen:
    """What he got in one world, in order: each answer as status, headers and bytes, each label as it was said.

    Attributes:
        unasked: every label that any speaker said, hers too.
    """

    got: list[tuple[str, object]] = field(default_factory=list)
    ids: dict[bytes, bytes] = field(default_factory=dict)
    unasked: list[str] = field(default_factory=list)

    def note(self, asked: str, raw: tuple[int, Sequence[tuple[bytes, bytes]], bytes]) -> None:
        """Keep an answer; ids that chance gave are numbered in the order in which he meets them."""
        status, headers, body = raw
        body = ID.sub(lambda one: self.ids.setdefault(one[0], b"id-%d" % len(self.ids)), body)
        told = CODE.sub(b"CODE", body)
        kept = [one for one in headers if one[0] != b"content-length" or told == raw[2]]
        self.got.append((asked, (status, kept, told)))


def live(evening: Evening, world: int, app: House) -> Seen:
    """Live through the evening as it is in one world; return what he got."""
    home, seen = evening.home, Seen()
    hers = app.mouth(home.hers)
    app.clock.set(app.clock.now() + APART)
    for part in evening.parts:
        for name in part.acts[world]:
            ACTS[name](app, hers)
        listening = [way for way in (home.hers, home.his[0]) if way.account.startswith(LOCAL)]
        said = app.wait(APART + timedelta(minutes=part.minutes), listening=listening)
        seen.unasked += [words for _, words in said]
        if home.own_labels:
            seen.got += [("unasked", words) for way, words in said if way == home.his[0]]
        for ask in part.asks:
            _say(app, home, ask, seen, her_memory=dict(hers.attributes))
    _say_everything(app, home, seen)
    return seen


def _say(app: House, home: Home, ask: Ask, seen: Seen, *, her_memory: dict[str, object]) -> None:
    way = home.his[ask.way % len(home.his)]
    his = app.mouth(way)
    if ask.in_her_session and way.voice is not None and way.account == home.hers.account:
        his.answer = {"response": {"shouldEndSession": False}, "sessionAttributes": her_memory}
    else:
        his.begin(room=ask.room)
    name, slots = ask.said
    his.say(name, **slots)
    seen.note(f"{way} {ask.room} {name}", app.raw)


def _say_everything(app: House, home: Home, seen: Seen) -> None:
    """Ask what tells something, in each of his ways, alone: in his own through the service, in the others at a glance.

    A glance is the same router on the same rows, without a commit and the way through the service.
    """
    for way in home.his:
        his = app.mouth(way)
        his.begin(room="RoomAloneIntent")
        begun = his.answer
        sent: list[bytes] = []
        if way != home.his[0]:
            his.hear = _put_into(sent)
        for name, slots in TELLS:
            his.answer = begun
            his.say(name, **slots)
            if way == home.his[0]:
                seen.note(f"at last {way} {name}", app.raw)
        for (name, _), told in zip(TELLS, app.look(sent), strict=bool(sent)):
            seen.note(f"at last {way} {name}", (200, [], json.dumps(told).encode()))


def _put_into(sent: list[bytes]) -> Hear:
    def hear(body: bytes) -> dict[str, object]:
        sent.append(body)
        return {}

    return hear


def differ(evening: Evening, shelf: Shelf, fault: Fault = SOUND, *, statements: bool = True) -> tuple[str | None, int]:
    """Live the evening in both worlds; return where they differ for him, or which canary was found, and the turns.

    Args:
        statements: is each statement to the database looked through too?
    """
    seen: list[Seen] = []
    turns = 0
    for world in (0, 1):
        with ExitStack() as open_things:
            folder = shelf.copy(evening.home, evening.stage)
            open_things.callback(shutil.rmtree, folder)
            app = open_things.enter_context(House(folder, fault))
            found = open_things.enter_context(watched(app, statements=statements))
            seen.append(live(evening, world, app))
            turns += app.turns
            found |= {f"{one} in an answer of his" for one in leaks(repr(seen[-1].got).encode(), HERS)}
            found |= {f"{one} said unasked" for one in leaks(repr(seen[-1].unasked).encode(), ANYWHERE)}
        if found:
            return f"canary found: {sorted(found)}", turns
    for one, other in zip(seen[0].got, seen[1].got, strict=True):
        if one != other:
            return f"{evening.home.name}, {evening.stage}: {one} / {other}", turns
    return None, turns


def evenings(homes: Sequence[Home] = HOMES) -> st.SearchStrategy[Evening]:
    """Draw an evening: any home, any stage that it can come to, up to three parts."""
    acts = st.lists(st.sampled_from(sorted(ACTS)), max_size=3).map(tuple)
    asks = st.builds(Ask, st.integers(0, 6), st.sampled_from(ROOMS), st.sampled_from(ASKS), st.booleans())
    parts = st.builds(
        Part, st.tuples(acts, acts), st.sampled_from((0, 30, 150, 900, 2000)), st.lists(asks, max_size=5).map(tuple)
    )
    return st.sampled_from(homes).flatmap(
        lambda home: st.builds(
            Evening,
            st.just(home),
            st.sampled_from(home.stages),
            st.lists(parts, min_size=1, max_size=3).map(tuple),
        )
    )


def new_shelf() -> Shelf:
    """Return an empty shelf in a folder of its own."""
    return Shelf(Path(tempfile.mkdtemp(prefix="proof-")))


__all__ = ["Ask", "Evening", "Part", "Way", "differ", "evenings", "new_shelf"]
