"""A speaker: hears, sends true requests, and keeps a session open while it is asked to."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta, tzinfo
from typing import Any, Protocol

from skill.clock import Clock
from skill.domain.occurrence import Announcement
from skill.domain.room import Room
from skill.speaker import alexa_request as envelope
from skill.speaker.alexa_request import Sender, SessionSent
from skill.speaker.pin_proof import NoPinProof, PinProof
from skill.speaker.pin_setting import PinSetting
from skill.speaker.understanding.intent_matcher import LAUNCH, IntentMatcher
from skill.speaker.understanding.slots import SlotHeard
from skill.speech.ssml import plain

PATIENCE = timedelta(minutes=30)
"""How long an open session waits for a word, longer than an Echo's eight seconds: feelings need time."""

FRESH = timedelta(minutes=2)
"""How long after the last word a conversation counts as going on, so that nothing else is said."""

REPROMPT_AFTER = timedelta(seconds=60)
"""After how much silence an open question is said once more; an Echo waits eight seconds."""

Transport = Callable[[bytes], bytes]


class Announcements(Protocol):
    """Where due prompts lie for a speaker; what is taken is never given out again."""

    def take(self, user_id: str, now: datetime) -> Sequence[Announcement]:
        """Return what is to be said to this account now, and note that its speaker listens."""
        ...

    def heartbeat(self, user_id: str, now: datetime) -> None:
        """Note that this account's speaker listens, but is in the middle of a conversation."""
        ...

    def stop_listening(self, user_id: str) -> None:
        """Note that nobody listens for this account any more."""
        ...


@dataclass(frozen=True)
class Trace:
    """What was heard and how it was understood, for people who add sentences.

    Attributes:
        heard: the words, as they were typed or heard.
        slots: per slot the id that its value resolved to, else the value.
        how: exact, free, near, asked or none.
    """

    heard: str
    intent: str
    slots: Mapping[str, str]
    how: str

    def to_json(self) -> str:
        """Return one line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)


@dataclass(frozen=True)
class Spoken:
    """What the speaker says.

    Attributes:
        ssml: the speech, "" where there is none.
        reprompt: said once if nothing is heard, or None.
        open: does the speaker listen now?
        heard: the intent that this answers, or None where nothing was heard.
        room: who is there, as the speaker knew it when it sent what it heard.
        trace: what was heard and how it was understood, or None where nothing was heard.
        is_repeatable: was it a known sentence to the letter, without words of one's own in it?
    """

    ssml: str
    reprompt: str | None
    open: bool
    heard: str | None = None
    room: Room = Room.UNKNOWN
    trace: "Trace | None" = None
    is_repeatable: bool = False

    @property
    def goes_on(self) -> str | None:
        """The reprompt where it says something that has not been said yet, such as the next thing to do; else None."""
        if self.reprompt is None or not self.open or plain(self.reprompt) in plain(self.ssml or "<speak/>"):
            return None
        return self.reprompt


@dataclass(frozen=True)
class _Said:
    """A sentence as it was understood.

    Attributes:
        understood: how, as it is sent along.
        room: who was there when it was said.
        named: the id of whoever was named in that session, or None.
        at: when it was said.
    """

    intent: str
    slots: Mapping[str, SlotHeard]
    understood: Mapping[str, str]
    room: Room
    named: str | None
    at: datetime


@dataclass
class _Session:
    id: str
    attributes: Mapping[str, Any]
    elicit: tuple[str, str] | None
    last_word: datetime


class Speaker:
    """One local speaker.

    Args:
        transport: takes a request's bytes and gives the response's, as the webhook does after the signature.
        zone: where it stands; "tomorrow" is heard by the calendar of this place.
        account: makes a user id of a name.
        ids: makes the next unused id; scripts hand in one that counts.
        proof: checks PINs; one that is right counts in the conversation that is open, or else in the next one.
    """

    def __init__(
        self,
        transport: Transport,
        matcher: IntentMatcher,
        clock: Clock,
        *,
        announcements: Announcements,
        zone: tzinfo,
        application_id: str,
        device_id: str,
        account: Callable[[str], str],
        name: str,
        ids: Callable[[], str],
        proof: PinProof | None = None,
    ) -> None:
        self._transport = transport
        self._matcher = matcher
        self._clock = clock
        self._announcements = announcements
        self._zone = zone
        self._application_id = application_id
        self._device_id = device_id
        self._account = account
        self._ids = ids
        self._proof: PinProof = proof or NoPinProof()
        self._mark: str | None = None
        self._session: _Session | None = None
        self._wants_pin: _Said | None = None
        self._room: Room | None = None
        self.become(name)

    @property
    def is_open(self) -> bool:
        """Does it listen for an answer?"""
        return self._session is not None

    @property
    def conversation(self) -> tuple[str, str | None, str | None]:
        """Which conversation this is: the account, who was named, and the session; another one is another's, or new."""
        return self._user_id, self._named_here(), self._session.id if self._session is not None else None

    def become(self, name: str) -> None:
        """Let somebody else speak from now on; an open session ends."""
        self._end("USER_INITIATED")
        self._drop_proof()
        self._room = self._wants_pin = None
        self._user_id = self._account(name)
        self._sender = Sender(self._application_id, self._user_id, self._device_id)

    def enter(self, room: Room) -> None:
        """Say who is in the room, for the session that is open or opened next."""
        self._room = room

    @property
    def is_one_claimed(self) -> bool:
        """Is it said who speaks, so that there is one person whose PIN it can be?"""
        return self._proof.is_one_claimed(self._user_id, self._named())

    def confirm(self, pin: str) -> bool:
        """Give a PIN, never aloud; return whether it was right. A wrong one ends what an earlier one opened."""
        self._mark = self._proof.prove(self._user_id, pin, self._named())
        return self._mark is not None

    def go_on(self) -> Spoken | None:
        """Say what a PIN was just wanted for, once it was given; None where it was wanted for nothing."""
        said = self._wanted_for()
        if said is None or self._mark is None:
            return None
        if said.room is not Room.UNKNOWN:
            self._room = self._room or said.room
        return self._say(said, {"speaker": said.named})

    @property
    def is_alone(self) -> bool:
        """Was it said that nobody else is in the room?"""
        return self._known_room() is Room.ALONE

    def pin_setting(self) -> PinSetting:
        """Return where the PIN of whoever is claimed to speak is set; what an earlier one opened ends."""
        self._drop_proof()
        return self._proof.setting(self._user_id, self._named())

    def hear(self, text: str) -> Spoken:
        """Hear what somebody says; without an open session it is a request of its own."""
        elicit = self._session.elicit if self._session is not None else None
        heard = self._matcher.hear(text, elicit=elicit, today=self._clock.now().astimezone(self._zone).date())
        slots = {name: slot.id or slot.value for name, slot in heard.slots.items()}
        trace = Trace(text, heard.intent, slots, heard.sureness.value)
        if heard.intent == LAUNCH:
            return replace(self.open(), trace=trace, is_repeatable=True)
        understood = {"sureness": heard.sureness.value, "sample": heard.sample}
        said = _Said(heard.intent, heard.slots, understood, self._known_room(), self._named_here(), self._clock.now())
        return replace(self._say(said), trace=trace, is_repeatable=heard.is_repeatable)

    def _say(self, said: _Said, attributes: Mapping[str, Any] | None = None) -> Spoken:
        spoken = self._send(
            lambda session, request_id, now: envelope.intent(
                self._sender, session, said.intent, slots=said.slots, request_id=request_id, now=now
            ),
            attributes,
            said=said,
        )
        return replace(spoken, heard=said.intent, room=said.room)

    def open(self, *, announced: bool = False) -> Spoken:
        """Open the skill in a new session.

        Args:
            announced: True when the speaker itself opens it after a label, which need not be said again.
        """
        self._end("USER_INITIATED")
        if announced:
            # Whoever was in the room when it was last said may have gone, or somebody may have come.
            self._room = None
            self._drop_proof()
        return self._send(
            lambda session, request_id, now: envelope.launch(self._sender, session, request_id=request_id, now=now),
            {"announced": True} if announced else {},
        )

    def due(self) -> list[Spoken]:
        """Return what the speaker says unasked now: each label, then the conversation that it opens.

        Nothing while somebody is in the middle of a conversation: a label that cuts in would lose what was being said.
        """
        spoken: list[Spoken] = []
        if self._session is not None and self._clock.now() - self._session.last_word < FRESH:
            self._announcements.heartbeat(self._user_id, self._clock.now())
            return spoken
        taken = self._announcements.take(self._user_id, self._clock.now())
        for one in taken:
            spoken.append(Spoken(f"<speak>{one.words}</speak>", None, open=False))
        if taken:
            spoken.append(self.open(announced=True))
        return spoken

    def changes_at(self) -> datetime | None:
        """Return when it will behave differently though nobody says a word, or None.

        First what waited may be said, later what is open ends.
        """
        if self._session is None:
            return None
        stops = (self._session.last_word + FRESH, self._session.last_word + PATIENCE)
        return next((at for at in stops if at > self._clock.now()), None)

    def end_idle_session(self) -> bool:
        """End the session if nobody has said a word for a long while; True when it ended."""
        if self._session is None or self._clock.now() - self._session.last_word < PATIENCE:
            return False
        self._end("EXCEEDED_MAX_REPROMPTS")
        return True

    def leave(self) -> None:
        """End what is open: the speaker is switched off."""
        self._end("USER_INITIATED")
        self._drop_proof()
        self._wants_pin = None
        self._announcements.stop_listening(self._user_id)

    def _send(
        self,
        make: Callable[[SessionSent, str, datetime], bytes],
        attributes: Mapping[str, Any] | None = None,
        *,
        said: _Said | None = None,
    ) -> Spoken:
        """Send a request and take its answer.

        Args:
            attributes: what a session that begins now carries from its beginning.
            said: the sentence that is sent, if it is one; how it was understood is not kept in the session.
        """
        now = self._clock.now()
        is_new = self._session is None
        session = self._session or _Session(self._ids(), attributes or {}, None, now)
        sent = {**session.attributes, **(said.understood if said is not None else {})}
        if self._room is not None:
            sent["room"] = self._room.value
        if self._mark is not None:
            sent["window"] = self._mark
        answered = json.loads(self._transport(make(SessionSent(session.id, is_new, sent), self._ids(), now)))
        return self._answered(session, answered, now, said)

    def _answered(self, session: _Session, answered: Mapping[str, Any], now: datetime, said: _Said | None) -> Spoken:
        response = answered.get("response") or {}
        attributes = dict(answered.get("sessionAttributes") or {})
        wanted = attributes.pop("after_pin", None)
        self._wants_pin = _wished(said, wanted) if said is not None and wanted is not None else None
        is_open = response.get("shouldEndSession") is False
        if is_open:
            self._session = _Session(session.id, attributes, _elicited(response), now)
            self._room = None
        else:
            self._session = None
            self._room = None
            self._drop_proof()
        reprompt = (response.get("reprompt") or {}).get("outputSpeech") or {}
        return Spoken((response.get("outputSpeech") or {}).get("ssml", ""), reprompt.get("ssml"), open=is_open)

    def _drop_proof(self) -> None:
        """Forget the PIN that was given: it counts for one conversation."""
        self._mark = None
        self._proof.end()

    def _named(self) -> str | None:
        """Return the id of whoever was named: in the open session, else where a PIN was just wanted; or None."""
        wanted = self._wanted_for() if self._session is None else None
        return wanted.named if wanted is not None else self._named_here()

    def _named_here(self) -> str | None:
        """Return the id of whoever was named in the session that is open, or None."""
        said = self._session.attributes.get("speaker") if self._session is not None else None
        return said if isinstance(said, str) else None

    def _wanted_for(self) -> _Said | None:
        """Return what a PIN was wanted for by the last answer, unless that was long ago; or None."""
        said = self._wants_pin
        return said if said is not None and self._clock.now() - said.at < FRESH else None

    def _known_room(self) -> Room:
        """Return who is there: as it was said to this speaker, else as the open session remembers it."""
        if self._room is not None:
            return self._room
        said = self._session.attributes.get("room") if self._session is not None else None
        return Room(said) if said in set(Room) else Room.UNKNOWN

    def _end(self, reason: str) -> None:
        session, self._session = self._session, None
        if session is None:
            return
        self._drop_proof()
        sent = SessionSent(session.id, is_new=False, attributes=session.attributes)
        self._transport(
            envelope.session_ended(self._sender, sent, reason, request_id=self._ids(), now=self._clock.now())
        )


def _wished(said: _Said, wanted: str) -> _Said:
    """Return what a PIN is wanted for: the sentence itself, or what was wished for before it was said who speaks."""
    if not wanted:
        return said
    wish = json.loads(wanted)
    slots = {name: SlotHeard(slot["value"], slot["id"]) for name, slot in wish["slots"].items()}
    return replace(
        said,
        intent=wish["intent"],
        slots=slots,
        understood={"sureness": wish["sureness"], "sample": wish["sample"]},
    )


def _elicited(response: Mapping[str, Any]) -> tuple[str, str] | None:
    for directive in response.get("directives") or ():
        if directive.get("type") == "Dialog.ElicitSlot":
            return (directive.get("updatedIntent") or {}).get("name", ""), directive.get("slotToElicit", "")
    return None
