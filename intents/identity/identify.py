"""Who is speaking: a name that is said, a voice that nobody knows yet, and somebody who moves in."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from intents.dialog.speaker import identify_speaker
from intents.dialog.turn import DECLINES, NO, READS, YES, Awaiting, Datum, Reply, Stake, Turn
from intents.dialog.wish import wished_for
from intents.onboarding.conversation import begin_with_name, said_name
from skill.domain.confidence import ANYBODY, Confidence, Requirement
from skill.storage.unit_of_work import UnitOfWork

ELICIT_NAME = ("WhoNameIntent", "name")


@dataclass(frozen=True)
class IdentifyConversation:
    """ "This is Jonas", "I'm new here"."""

    topic: str = "who"
    hears: frozenset[str] = frozenset({"WhoNameIntent", "WhoNewIntent"})
    needs: ClassVar[Mapping[str, Requirement]] = {
        "WhoNameIntent": ANYBODY,
        "WhoNewIntent": ANYBODY,
        "who.name": ANYBODY,
        "who.new": ANYBODY,
        "who.move_in": ANYBODY,
    }

    stakes: ClassVar[Mapping[str, Stake]] = {"WhoNameIntent": READS, "WhoNewIntent": READS}

    def answer(self, turn: Turn, work: UnitOfWork) -> Reply | None:
        """Take a name for what it is worth, or let somebody move in."""
        is_asked = turn.awaiting is not None and turn.awaiting.topic == self.topic
        if turn.intent == "WhoNameIntent" or (is_asked and turn.intent == "OnboardingNameIntent"):
            return self._named(turn, work)
        if turn.intent == "WhoNewIntent" and not turn.is_open("who.move_in"):
            return turn.ask(turn.phrase("onboarding.what_name"), awaiting=Awaiting("who.new", elicit=ELICIT_NAME))
        if turn.is_open("who.move_in") and turn.intent in (YES, "WhoNewIntent"):
            return self._move_in(turn, work, str(turn.datum("name")))
        if is_asked and turn.intent in DECLINES | {NO}:
            return turn.tell(turn.phrase("courtesy.another_time"))
        return None

    def _named(self, turn: Turn, work: UnitOfWork) -> Reply | None:
        name = said_name(turn)
        if not name:
            return ask_who(turn, _waiting(turn))
        if turn.confidence.reaches(Confidence.VOICE) and not turn.is_open("who.new"):
            # A voice or a PIN says more than a name.
            return turn.ask(turn.phrase("who.as_before"), turn.phrase("courtesy.what_now"), awaiting=_anything())
        found = work.people.by_name(turn.ids.user_id, name)
        if turn.is_open("who.new"):
            if found is not None:
                return turn.ask(turn.phrase("who.taken"), awaiting=Awaiting("who.new", elicit=ELICIT_NAME))
            return self._move_in(turn, work, name)
        if found is not None:
            if turn.ids.voice_key is not None:
                # Asked once: from now on this voice counts as the name, and never as more than the name.
                work.people.give_voice(found, turn.ids.voice_key, is_proven=False)
            said = turn.phrase("who.hello", name=name)
            asked = turn.ask(said, turn.phrase("courtesy.what_now"), awaiting=_anything())
            return replace(asked, speaker=found.id)
        if turn.confidence is Confidence.UNKNOWN or turn.is_open("who.name"):
            asked_in = Awaiting("who.move_in", {**_waiting(turn), "name": name})
            return turn.ask(turn.phrase("who.not_known"), turn.phrase("who.move_in"), awaiting=asked_in)
        return None

    def _move_in(self, turn: Turn, work: UnitOfWork, name: str) -> Reply:
        """Let somebody else live behind this door; what was kept here stays with whom it belongs to."""
        if work.people.by_name(turn.ids.user_id, name) is not None:
            return turn.ask(turn.phrase("who.taken"), awaiting=Awaiting("who.new", elicit=ELICIT_NAME))
        zone = turn.person.zone if turn.ids.local else None
        person = work.people.create_person(turn.ids.user_id, turn.ids.local, zone=zone, now=turn.now)
        work.people.rename(person, name)
        if turn.ids.voice_key is not None and not turn.confidence.reaches(Confidence.VOICE):
            work.people.give_voice(person, turn.ids.voice_key, is_proven=True, now=turn.now)
        # What was asked before was asked of somebody else.
        theirs = replace(turn, person=person, awaiting=None)
        return replace(begin_with_name(theirs, work, name), speaker=person.id)


def named_now(turn: Turn, reply: Reply, work: UnitOfWork) -> Turn | None:
    """Return what was wished for before somebody was asked for a name, as of whoever has said one by this reply.

    None where nothing waits, or where it is not known yet who it is.
    """
    is_answer = turn.is_open("who.name") or turn.is_open("who.move_in")
    if not is_answer or reply.speaker is None or not isinstance(turn.datum("heard"), str):
        return None
    speaking = identify_speaker(work, turn.ids, reply.speaker, zone=None, now=turn.now)
    return replace(wished_for(turn), person=speaking.person, confidence=speaking.confidence)


def ask_who(turn: Turn, wish: Mapping[str, Datum] | None = None) -> Reply:
    """Ask an unknown voice who it is, in the same words whoever lives here (rules.md C4); `wish` is done afterwards."""
    asked = Awaiting("who.name", dict(wish or {}), ELICIT_NAME)
    return turn.ask(turn.phrase("who.unknown"), turn.phrase("who.say_name"), awaiting=asked)


def _waiting(turn: Turn) -> Mapping[str, Datum]:
    """Return the wish that waits in the question that is open."""
    return turn.awaiting.data if turn.awaiting is not None and turn.is_open("who.name") else {}


def _anything() -> Awaiting:
    return Awaiting("courtesy.anything")
