"""A turn and its reply: what was heard, from whom, what is open, and what is said back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from intents.dialog.alexa_tasks import AlexaDevice, Connection, Permission, TaskKind, TaskOutcome, TaskResult
from intents.dialog.handover import Handover
from intents.dialog.question import Question
from intents.dialog.speaker import Ids
from skill.domain.confidence import OWN_LABELS, Confidence, Requirement
from skill.domain.light_evenings import LightEvenings
from skill.domain.person import Person
from skill.domain.reflection import Choose, choose
from skill.domain.risk import Risk, Sureness
from skill.domain.room import Room
from skill.speech.catalog import Catalog
from skill.storage.unit_of_work import UnitOfWork

LAUNCH = "Launch"
RESUMED = "Resumed"
"""Alexa did a task that was handed to it; the turn's result says how it went."""
CONNECTED = "Connected"
"""What is heard when Alexa comes back from a question of its own, such as one for a permission."""
YES, NO = "AMAZON.YesIntent", "AMAZON.NoIntent"
NEXT = "AMAZON.NextIntent"
DONE = "DoneIntent"
DECLINES = frozenset({NO, DONE, "NotTodayIntent"})
"""Different ways to say "no, and that is all"."""

Asked = TypeVar("Asked", bound=Question)


@dataclass(frozen=True)
class Slot:
    """What was heard for one slot.

    Attributes:
        value: the words, or Alexa's form of them ("18:00"); None when the slot is empty.
        id: the id the words resolved to, or None.
    """

    value: str | None
    id: str | None = None


@dataclass(frozen=True)
class Awaiting:
    """The one open question.

    Attributes:
        question: its topic's conversation is asked first about whatever comes next.
        misses: how often the answer was not understood.
    """

    question: Question
    misses: int = 0

    @property
    def key(self) -> str:
        """The question's key."""
        return self.question.key

    @property
    def topic(self) -> str:
        """The conversation that asked."""
        return self.key.partition(".")[0]

    @property
    def elicit(self) -> tuple[str, str] | None:
        """Intent and slot that are listened for, where free words are expected."""
        return self.question.elicit

    @property
    def is_confirmation(self) -> bool:
        """Does it ask whether something was heard right?"""
        return self.key.endswith(".confirm")


@dataclass(frozen=True)
class AmazonTask:
    """What a turn decided and Amazon must do. Its row is kept first; it is carried out after the commit.

    Attributes:
        of: the row's id, or None.
        endings: what is said in place of the turn's own reply, by outcome; empty where nobody waits for it.
    """

    act: TaskKind
    of: UUID | None = None
    endings: "Mapping[TaskOutcome, Reply]" = field(default_factory=dict)


@dataclass(frozen=True)
class Reply:
    """What is said back. It asks (something is awaited, the session stays open) or tells (the session closes).

    Attributes:
        speech: pieces of SSML without the outer element.
        awaiting: the question that is now open, or None.
        reprompt: said once if nothing is heard; the question again where a reply asks.
        room: who is in the room, if this turn said so.
        speaker: who is taken to speak in this session from now on, or None for as it was.
        connection: a task for Alexa, in place of speech and question, or None.
        is_short_lived: True where the words should not be said again by "repeat".
        amazon_task: what Amazon is asked to do after the commit; the reply then says what holds if that does not work.
        consent: let Alexa ask for the permission to remind, and bring this id back; or None.
        shows_consent: show the card by which that permission can be given in the app.
        after_pin: what would be done with a PIN at this local speaker, as `write_wish` writes it; "" where its free
            words may not travel, and the speaker sends its sentence anew; None where no PIN would help.
        then: what another conversation takes over after this speech, or None; the router sees to it.
        zone_here: the time zone of the speaker, as whoever only says a name told it in this session; or None.
    """

    speech: str
    awaiting: Awaiting | None = None
    reprompt: str | None = None
    room: Room | None = None
    speaker: UUID | None = None
    connection: Connection | None = None
    is_short_lived: bool = False
    amazon_task: AmazonTask | None = None
    consent: UUID | None = None
    shows_consent: bool = False
    after_pin: str | None = None
    then: Handover | None = None
    zone_here: str | None = None

    def waits_for(self, kind: type[Question]) -> bool:
        """Is a question of this kind open after this reply?"""
        return self.awaiting is not None and isinstance(self.awaiting.question, kind)


@dataclass(frozen=True)
class Turn:
    """One thing that was heard, with all that is known when it is answered.

    Attributes:
        intent: the intent's name, or "Launch".
        slots: what was heard for each slot.
        person: whose voice it is taken to be.
        now: the instant of the turn, UTC.
        awaiting: the question that was open, or None.
        room: who is in the room, as said in this session.
        confidence: how sure it is who speaks.
        last: what was said last in this session, for "repeat".
        announced: did a local speaker open this by itself, right after a label?
        find_country: looks up the country of the help lines; few turns need it.
        response_limit: how many characters one answer may have.
        light_evenings: whose evening is to stay light, remembered without a row.
        ids: where the request comes from.
        result: what came back of a task that was handed to Alexa, or None.
        alexa_device: the Echo that it came from, or None on a local speaker and where Alexa cannot be asked for
            anything.
        permission: what Alexa came back with from a question of its own, or None.
        choose: chooses tonight's prompt.
        zone_here: the time zone of the speaker, where at most a name says who speaks; None where it is not known.
        words_key: what opens this person's locked words, where the PIN was given in this conversation.
        sureness: how it was understood.
        sample: the sample of the interaction model that was said word for word, its slots unfilled; "" where unknown.
    """

    intent: str
    slots: Mapping[str, Slot]
    person: Person
    now: datetime
    catalog: Catalog
    awaiting: Awaiting | None = None
    room: Room = Room.UNKNOWN
    confidence: Confidence = Confidence.ACCOUNT
    last: str | None = None
    announced: bool = False
    find_country: Callable[[], str | None] = lambda: None
    response_limit: int = 7500
    light_evenings: LightEvenings = field(default_factory=LightEvenings)
    ids: Ids = field(default_factory=lambda: Ids(""))
    result: TaskResult | None = None
    alexa_device: AlexaDevice | None = None
    permission: Permission | None = None
    choose: Choose = choose
    sureness: Sureness = Sureness.PLATFORM
    sample: str = ""
    zone_here: str | None = None
    words_key: bytes | None = field(default=None, repr=False)

    @property
    def local(self) -> datetime:
        """The instant of the turn on the person's own clock."""
        return self.person.local(self.now)

    @property
    def country(self) -> str | None:
        """Country of the help lines (two capitals), or None where it is not known."""
        return self.find_country()

    @property
    def may_hear_own(self) -> bool:
        """May what depends on the person's own rows be said? Where a name is answered too, only more discreetly."""
        return self.meets(OWN_LABELS)

    @property
    def is_by_name(self) -> bool:
        """Is it only a name that says who speaks? Then what is said is marked, and a promise waits (rules.md W2)."""
        return self.confidence is Confidence.NAME_ONLY

    def meets(self, need: Requirement) -> bool:
        """Is what an answer needs met in this turn?"""
        return need.is_met(self.confidence, self.room)

    def asked(self, kind: type[Asked]) -> Asked | None:
        """Return the open question with what it carries, where it is one of this kind; else None."""
        found = self.awaiting.question if self.awaiting is not None else None
        return found if isinstance(found, kind) else None

    def slot(self, name: str) -> str | None:
        """Return what was heard for a slot, or None."""
        found = self.slots.get(name)
        return found.value if found is not None else None

    @property
    def today(self) -> date:
        """The person's own day, which ends with the quiet hours (`Addressee.day`); `local` has the calendar's date."""
        return self.person.day(self.now)

    def slot_id(self, name: str) -> str | None:
        """Return the id that a slot resolved to, or None."""
        found = self.slots.get(name)
        return found.id if found is not None else None

    def phrase(self, key: str, **values: str) -> str:
        """Return a phrase of the catalogue, in the wording of this person and local date.

        Whoever only says a name is told the same variants wherever that person's clock stands.
        """
        today = self.local.date() if self.may_hear_own else self.now.date()
        return self.catalog.say(key, self.person.seed, today.toordinal(), **values)

    def ask(
        self, *speech: str, awaiting: Awaiting | Question, reprompt: str | None = None, room: Room | None = None
    ) -> Reply:
        """Reply with a question: the session stays open. The last piece of speech is said again as the reprompt."""
        asked = awaiting if isinstance(awaiting, Awaiting) else Awaiting(awaiting)
        return Reply(" ".join(speech), asked, reprompt or speech[-1], room)

    def tell(self, *speech: str, room: Room | None = None) -> Reply:
        """Reply without a question: the session closes."""
        return Reply(" ".join(speech), room=room)

    def hand_over(self, then: Handover, *speech: str) -> Reply:
        """Reply with what another conversation says and asks, after some speech of our own."""
        return Reply(" ".join(speech), then=then)


Confirmation = Callable[[Turn, UnitOfWork], str | Reply | None]
"""Returns the question by which is asked whether something was meant, with its object named; a whole reply where a
question of the conversation's own asks just that; or None where there is nothing that it would do."""


@dataclass(frozen=True)
class Stake:
    """What an intent risks, and how it is asked about first.

    Attributes:
        confirm: asks whether it was meant; needed for whatever a guess must not do.
        objects: for what is always asked unless said exactly with its object: words of a sample that name the object,
            of which one must stand in the sample that was said; None for what an exact sentence does at once.
    """

    risk: Risk
    confirm: Confirmation | None = None
    objects: frozenset[str] | None = None


READS, ADDS = Stake(Risk.READS), Stake(Risk.ADDS)
