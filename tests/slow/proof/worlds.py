"""Two worlds: the same evening of his in both, with different private acts of hers; each byte that he gets is alike."""

import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from hypothesis import strategies as st
from slow.proof.canaries import ANYWHERE, HERS, leaks, watched
from slow.proof.faults import SOUND, Fault
from slow.proof.homes import HOMES, LOCAL, Home
from slow.proof.private_acts import ACTS, Said
from slow.proof.questions_of_his import ASKS, ROOMS, TELLS
from slow.proof.rooms import House, Shelf
from support.two_worlds import Worlds

APART = timedelta(minutes=6)
"""How long nobody speaks between her acts and his: a PIN that she gave counts for five minutes at her speaker."""


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


def live(evening: Evening, world: int, app: House) -> Iterator[str]:
    """Live through the evening as it is in one world; yield each answer that he gets, and each label as it was said."""
    home = evening.home
    hers = app.mouth(home.hers)
    app.clock.set(app.clock.now() + APART)
    for part in evening.parts:
        for name in part.acts[world]:
            ACTS[name](app, hers)
        listening = [way for way in (home.hers, home.his[0]) if way.account.startswith(LOCAL)]
        said = app.wait(APART + timedelta(minutes=part.minutes), listening=listening)
        if home.own_labels:
            yield from (f"unasked {words}" for way, words in said if way == home.his[0])
        for ask in part.asks:
            yield _say(app, home, ask, her_memory=dict(hers.attributes))
    yield from _say_everything(app, home)


def _say(app: House, home: Home, ask: Ask, *, her_memory: dict[str, object]) -> str:
    way = home.his[ask.way % len(home.his)]
    his = app.mouth(way)
    if ask.in_her_session and way.voice is not None and way.account == home.hers.account:
        his.answer = {"response": {"shouldEndSession": False}, "sessionAttributes": her_memory}
    else:
        his.begin(room=ask.room)
    name, slots = ask.said
    his.say(name, **slots)
    return f"{way} {ask.room} {name}: {app.sent}"


def _say_everything(app: House, home: Home) -> Iterator[str]:
    """Ask what tells something, in each of his ways, alone: in his own through the service, in the others at a glance.

    A glance is the same router on the same rows, without a commit and the way through the service.
    """
    for way in home.his:
        his = app.mouth(way)
        his.begin(room="RoomAloneIntent")
        begun = his.answer
        if way != home.his[0]:
            told = app.look([his.letter(name, **slots) for name, slots in TELLS])
            yield from (f"at last {way} {name}: {json.dumps(one)}" for (name, _), one in zip(TELLS, told, strict=True))
            continue
        for name, slots in TELLS:
            his.answer = begun
            his.say(name, **slots)
            yield f"at last {way} {name}: {app.sent}"


def differ(evening: Evening, shelf: Shelf, fault: Fault = SOUND, *, statements: bool = True) -> str | None:
    """Live the evening in both worlds; return where they differ for him, or which canary was found.

    Args:
        statements: is each statement to the database looked through too?
    """
    found: set[str] = set()

    @contextmanager
    def opens() -> Iterator[House]:
        nonlocal found
        with shelf.open(evening.home, evening.stage, fault) as app, watched(app, statements=statements) as seen:
            try:
                yield app
            finally:
                seen |= {f"{one} said unasked" for one in leaks(repr(app.unasked).encode(), ANYWHERE)}
        found |= seen

    def lives(app: House, world: int) -> Iterator[str]:
        for sent in live(evening, world, app):
            found.update(f"{one} in an answer of his" for one in leaks(sent.encode(), HERS))
            yield sent

    worlds = Worlds(opens, lives)
    worlds.sent(0)
    difference = None if found else worlds.difference(0, 1)
    if found:
        return f"canary found: {sorted(found)}"
    return difference and f"{evening.home.name}, {evening.stage}: {difference}"


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
