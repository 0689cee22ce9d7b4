"""A walk through linking, leaving, keys, restarts, rooms and time, asking everything of everyone after each step."""

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta

from slow.proof.faults import SOUND, Fault
from slow.proof.homes import ECHO, GUEST, HOMES, JONAS, MARA, NEXT_DOOR, Way
from slow.proof.oracle import Oracle, Pair
from slow.proof.questions_of_his import SLOTS
from slow.proof.rooms import HERS_AT_FIRST, HIS_AT_FIRST, Mouth, Shelf
from support.echo import NO

WISHES = (
    *("CommitmentListIntent", "ScheduleAgendaIntent", "PrivateWordsReadIntent", "HardTalkListIntent", "EvidenceIntent"),
    *("SharingHearIntent", "SharingListIntent", "SharingWasSeenIntent"),
    *("Launch", "AMAZON.RepeatIntent", "CommitmentMoveIntent", "CommitmentKeptIntent"),
)
"""What tells something that is kept."""
VERSION = {"version": 1}
GO_ON = {**VERSION, "room": "alone", "awaiting": {"question": "linking.safety", "data": {"invites": True}}}
"""Asked alone about fear, and about to say no."""
ROOMS = ("alone", "company")
Acts = Mapping[str, Callable[["Walk", str], None]]


class WrongEarError(AssertionError):
    """Something was heard that should not be, or went otherwise than the people were told."""


@dataclass(frozen=True)
class Ear:
    """One way to ask, and who the oracle takes it for."""

    way: Way
    who: str | None
    sure: str


@dataclass
class Reached:
    """What a walk came through."""

    steps: int = 0
    asked: int = 0
    heard_own: int = 0
    heard_shared: int = 0
    states: set[str] = field(default_factory=set)
    moves: set[tuple[str, str, str]] = field(default_factory=set)
    acts: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Reached") -> None:
        """Count what another walk came through as well."""
        self.steps += other.steps
        self.asked += other.asked
        self.heard_own += other.heard_own
        self.heard_shared += other.heard_shared
        self.states |= other.states
        self.moves |= other.moves
        self.acts += other.acts


class Walk:
    """One life of four people: Mara and Jonas on one Echo, linked at first; Nora and Ben on an Echo each.

    Args:
        seed: what the steps are drawn from; the same seed is the same walk.
    """

    def __init__(self, shelf: Shelf, seed: int, fault: Fault = SOUND, reached: Reached | None = None) -> None:
        self.dice = random.Random(seed)
        self._open = ExitStack()
        self.app = self._open.enter_context(shelf.open(HOMES[0], "linked", fault))
        self.oracle = Oracle(pairs=[Pair(frozenset({"Mara", "Jonas"}))])
        self.reached = reached if reached is not None else Reached()
        self.ways = {"Mara": Way(ECHO, MARA, 400), "Jonas": Way(ECHO, JONAS, 400), "Nora": Way(NEXT_DOOR)}
        self.ways["Ben"] = Way("amzn1.ask.account.BEN")
        self.app.mouth(self.ways["Ben"]).move_in("Ben")
        for marker, who in ((HERS_AT_FIRST, "Mara"), (HIS_AT_FIRST, "Jonas")):
            self.oracle.kept[marker] = (who, "promise")
        self.doors = [Way(ECHO, voice, level) for voice in (MARA, JONAS) for level in (300, 400)]
        # The two linked here: the code that was said then counts against the tries of this hour.
        self.oracle.tries[ECHO].append(self.app.clock.now())
        self.numbers = 0
        self.app.clock.set(self.app.clock.now() + timedelta(minutes=1))
        self.ids = {who: self._id(who) for who in self.ways}

    def run(self, steps: int, acts: Acts, opening: Sequence[tuple[str, str]] = ()) -> None:
        """Take steps, the opening first; after each ask everything of everyone.

        Raises:
            WrongEarError: what was found.
        """
        try:
            self.ask_everyone()
            for number in range(steps):
                before = self.state
                act, who = opening[number] if number < len(opening) else self._draw(acts)
                self.reached.acts[act] += 1
                acts[act](self, who)
                self.reached.steps += 1
                self.reached.states.add(self.state)
                self.reached.moves.add((before, f"{who} {act}", self.state))
                self.ask_everyone()
        finally:
            self._open.close()

    def _draw(self, acts: Acts) -> tuple[str, str]:
        """Draw what happens next, rather what leads on from where they stand: a code is said, a half link confirmed."""
        now, dice, oracle = self.app.clock.now(), self.dice, self.oracle
        waiting = [one for one in self.ways if oracle.waits(one, now)]
        if waiting and dice.random() < 0.4:
            return "confirms", dice.choice(waiting)
        if any(one.state == "open" for one in oracle.invited) and dice.random() < 0.4:
            return "says a code", dice.choice(list(self.ways))
        if any(not one.is_open for one in oracle.pairs if not one.left) and dice.random() < 0.2:
            return "leaves for good", dice.choice(list(self.ways))
        return dice.choice(list(acts)), dice.choice(list(self.ways))

    @property
    def state(self) -> str:
        """Where everybody stands, without names of rows: what the states that were reached are counted by."""
        now, oracle = self.app.clock.now(), self.oracle
        pairs = sorted(f"{sorted(one.who)}{sorted(one.leaving)}{sorted(one.left)}" for one in oracle.pairs[-3:])
        asked = sorted(f"{one.of[0]}{one.state}{one.by}" for one in oracle.invited if one.state in ("open", "said"))
        tired = sorted(who for who, tries in oracle.tries.items() if len(tries) > 4)
        kinds = sorted({f"{whose[0]}{kind}" for whose, kind in oracle.kept.values()})
        fresh = sorted(
            one.of[0] for one in oracle.invited if one.state == "open" and one.at > now - timedelta(minutes=10)
        )
        shares = sorted(whose[0] for whose in {oracle.kept[one][0] for one in oracle.shared})
        return json.dumps([shares, pairs, asked, fresh, tired, len(self.doors), kinds])

    def ears(self) -> Iterator[Ear]:
        """Yield every way in which somebody may ask now."""
        for way in self.doors:
            who = next(one for one, door in self.ways.items() if door.voice == way.voice)
            yield Ear(way, who, "confirmed" if way.level >= 400 else "recognised")
        yield Ear(Way(ECHO), None, "none")
        for name in ("Mara", "Jonas"):
            yield Ear(Way(ECHO, says=name), name, "named")
            yield Ear(Way(ECHO, GUEST, 400, says=name), name, "named")
        yield Ear(Way(ECHO, GUEST, 400), None, "none")
        for who in ("Nora", "Ben"):
            yield Ear(self.ways[who], who, "claimed")
            yield Ear(Way(self.ways[who].account, MARA, 400), None, "none")

    def ask_everyone(self) -> None:
        """Ask everything in every way, alone and in company, without changing a row."""
        for number, ear in enumerate(self.ears()):
            sure = {"speaker": str(self.ids[ear.who])} if ear.way.says and ear.who else {}
            # In company less is said than to somebody alone, whoever it is: each ear is asked there every third time.
            rooms = ROOMS if (self.reached.steps + number) % 3 == 0 else ROOMS[:1]
            asks = [(wish, room, {**VERSION, "room": room, **sure}) for wish in WISHES for room in rooms]
            if is_own := ear.sure in ("claimed", "recognised", "confirmed"):
                asks += [("LinkingConfirmIntent", "alone", {**VERSION, "room": "alone"}), (NO, "alone", GO_ON)]
            told = self.app.look([self._letter(ear.way, wish, memory) for wish, _, memory in asks])
            for (wish, room, _), one in zip(asks, told, strict=True):
                self._judge(ear, wish, room, json.dumps(one))
            if is_own and ear.who:
                self._judge_link(ear.who, *(json.dumps(one) for one in told[-2:]))

    def _letter(self, way: Way, wish: str, memory: Mapping[str, object]) -> bytes:
        """Return what an Echo sends when somebody says this in a session that remembers that."""
        mouth = self.app.mouth(way)
        mouth.answer = {"response": {"shouldEndSession": False}, "sessionAttributes": memory}
        return mouth.letter(wish, **SLOTS.get(wish, {}))

    def _judge(self, ear: Ear, wish: str, room: str, told: str) -> None:
        self.reached.asked += 1
        for marker in (one for one in self.oracle.kept if one in told):
            if not self.oracle.may_hear(marker, ear.who, ear.sure, self.app.clock.now(), alone=room == "alone"):
                raise WrongEarError(f"{ear} in {room} hears {self.oracle.kept[marker]} by {wish}")
            if self.oracle.kept[marker][0] == ear.who:
                self.reached.heard_own += 1
            else:
                self.reached.heard_shared += 1
        alone = ear.sure == "confirmed" and room == "alone"
        own = self.oracle.last_words.get(ear.who or "", [])
        if wish == "PrivateWordsReadIntent" and alone and own and own[-1] not in told:
            raise WrongEarError(f"{ear.who} does not hear what {ear.who} kept last")
        if '"card"' in told:
            raise WrongEarError(f"{ear.who} is sent a card by {wish}")

    def _judge_link(self, who: str, confirming: str, inviting: str) -> None:
        """Judge what one is told of being linked and of whoever said the code: in this one's own view."""
        linked = "Your side stands as you left it." in inviting
        if linked != (self.oracle.pair(who) is not None):
            raise WrongEarError(f"{who} is told to be {'' if linked else 'not '}linked")
        waits = self.oracle.waits(who, self.app.clock.now())
        if (" said your code" in confirming) != (waits is not None) or (waits and str(waits.by) not in confirming):
            raise WrongEarError(f"{who} asked who said the code, and heard: {confirming}")
        self._look_at_pair(who)

    def _look_at_pair(self, who: str) -> None:
        """Look whether anything may pass between the two, as every share asks before it is told."""
        with self.app.application.database.work() as work:
            person = work.people.get(self.ids[who])
            couple = work.couples.of(person) if person is not None else None
            opened = couple is not None and couple.is_open
        pair = self.oracle.pair(who)
        if opened != (pair is not None and pair.is_open):
            raise WrongEarError(f"between {who} and the other one is {'open' if opened else 'closed'}")

    def _id(self, who: str) -> object:
        way = self.ways[who]
        with self.app.application.database.work() as work:
            found = work.people.by_name(way.account, who)
        assert found is not None
        return found.id

    def mouth(self, who: str) -> Mouth:
        """Return this one, speaking as surely as can be, in a new session."""
        mouth = self.app.mouth(self.ways[who])
        mouth.begin()
        return mouth

    def is_sure(self, who: str) -> bool:
        """Has this one a PIN to prove who it is?"""
        return self.ways[who].level >= 400 and self.ways[who].voice is not None

    def marker(self) -> str:
        """Return a word that nobody said before."""
        self.numbers += 1
        return f"Zirbel{self.numbers}x"
