"""Who speaks: from the ids of a request to a person of ours and how sure that is; an id is never the person."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from skill.domain.confidence import Confidence, SpeakerFacts, VoiceMatch, assess
from skill.domain.person import Person, stranger
from skill.storage.queries.people import KnownPerson
from skill.storage.unit_of_work import UnitOfWork

LOCAL_SPEAKER = "local-speaker."
"""How the device id of a local speaker begins; several names may share one, so a name there is only claimed."""


@dataclass(frozen=True, repr=False)
class Ids:
    """What a request says of where it comes from; bearer secrets, written down nowhere (rules.md D5).

    Attributes:
        user_id: the account, or the name on a local speaker.
        person_id: the recognised voice, or None: it may be missing for a known voice (rules.md X18).
        device_id: the device, or None.
        level: confidence in the voice for this utterance; 400 where the profile's PIN was given.
    """

    user_id: str
    person_id: str | None = None
    device_id: str | None = None
    level: int = 0

    @property
    def local(self) -> str | None:
        """The device, where it is a local speaker of ours."""
        device = self.device_id
        return device if device is not None and device.startswith(LOCAL_SPEAKER) else None

    @property
    def place(self) -> str:
        """The device, or the account where no device is told: what stands in one country, whoever speaks."""
        return self.device_id if self.device_id is not None else self.user_id

    @property
    def voice_key(self) -> str | None:
        """The voice as an external id of its own: the same voice on another account is another one."""
        return f"voice|{self.user_id}|{self.person_id}" if self.person_id is not None else None

    @property
    def external_ids(self) -> list[str]:
        """Every id that may lead to a person."""
        return [one for one in (self.user_id, self.voice_key) if one is not None]


@dataclass(frozen=True)
class IdentifiedSpeaker:
    """Who speaks.

    Attributes:
        person: whose voice it is taken to be, or nobody in particular.
        confidence: how sure that is.
        place: who came to this account first.
        is_shared: may the next word of this session be somebody else's?
        is_new: has this person not moved in, or only in this very session?
        is_only_one: is this the only person known at this account or speaker?
        cuts_in: does an unknown voice speak in a session in which a known one spoke?
    """

    person: Person
    confidence: Confidence
    place: Person
    is_shared: bool
    is_new: bool = False
    is_only_one: bool = False
    cuts_in: bool = False


def identify_speaker(
    work: UnitOfWork,
    ids: Ids,
    said_before: UUID | None,
    *,
    zone: str | None,
    now: datetime,
    began: UUID | None = None,
    proved: UUID | None = None,
    sure: Confidence = Confidence.UNKNOWN,
) -> IdentifiedSpeaker:
    """Return who speaks.

    Args:
        said_before: whom this session has been with: recognised before, or named by voice.
        zone: time zone of whoever is met for the first time, or None where it has to be asked.
        began: who said the first word in this session and is still in the first start. All that is kept of this person
            was said in it, so it goes on as it began, also where several live.
        proved: whose PIN was given in this conversation at a local speaker. It says how sure it is that this person
            speaks, never which of several it is.
        sure: how sure it was so far who speaks in this session.
    """
    here = work.people.at(ids.user_id)
    if not here:
        work.people.create_person(ids.user_id, ids.local, zone=zone, now=now)
        here = work.people.at(ids.user_id)
    moved_in = [one for one in here if one.person.onboarded_at is not None]
    voice = work.people.at(ids.voice_key) if ids.voice_key is not None else []
    if ids.voice_key is not None and not moved_in and not voice:
        # Whoever walks through the very first start here; nothing is kept yet that this voice could be told.
        work.people.give_voice(here[0].person, ids.voice_key, is_proven=True, now=now)
        voice = work.people.at(ids.voice_key)
    named = next((one for one in here if one.person.id == said_before), None)
    is_own = bool(voice) and voice[0].is_proven
    # Whoever cuts in where a known voice was speaking is heard as in a session of its own: that she left one open
    # must not be told, and nothing of it goes on.
    cuts_in = ids.person_id is not None and not is_own and sure.reaches(Confidence.VOICE)
    named = None if cuts_in else named
    entry = _entry(here, moved_in, voice, named, is_recognised=ids.person_id is not None)
    is_shared = len(here) > 1 or ids.person_id is not None
    persons = work.people.count_on_speaker(ids.local) if ids.local else len(moved_in)
    if entry is None:
        sure = _sure(SpeakerFacts(persons=persons, voice=_heard(ids, own=False)))
        return IdentifiedSpeaker(stranger(), sure, here[0].person, True, cuts_in=cuts_in)
    is_new = entry.person.onboarded_at is None or entry.person.id == began
    known = SpeakerFacts(
        persons=persons,
        is_new=is_new,
        is_named=entry is named or bool(voice) or (ids.local is not None and len(moved_in) <= 1),
        is_pin_right=ids.local is not None and entry.person.id == proved and entry.person.pin_hash is not None,
        voice=_heard(ids, own=is_own),
        level=ids.level,
        has_voice=ids.person_id is not None and not is_own and work.people.has_voice(entry.person),
    )
    is_only_one = len(here) == 1 and persons <= 1
    return IdentifiedSpeaker(entry.person, _sure(known), here[0].person, is_shared, is_new, is_only_one, cuts_in)


def _entry(
    here: list[KnownPerson],
    moved_in: list[KnownPerson],
    voice: list[KnownPerson],
    named: KnownPerson | None,
    *,
    is_recognised: bool,
) -> KnownPerson | None:
    """Return whom a voice is taken for: its own person, else whoever was named, else the only one there is."""
    if voice and voice[0].is_proven:
        return voice[0]
    if named is not None or voice:
        return named or voice[0]
    if is_recognised or len(moved_in) > 1:
        return None
    return moved_in[0] if moved_in else here[0]


def _heard(ids: Ids, *, own: bool) -> VoiceMatch:
    if ids.person_id is None:
        return VoiceMatch.ABSENT
    return VoiceMatch.OWN if own else VoiceMatch.UNKNOWN


def _sure(known: SpeakerFacts) -> Confidence:
    return assess(known)
