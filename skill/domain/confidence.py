"""How sure it is who speaks, decided in one place, and what an answer needs before it may be said (rules.md W1)."""

from dataclasses import dataclass
from enum import StrEnum

from skill.domain.room import Room


class Confidence(StrEnum):
    """How sure it is who speaks, from the least to the most (rules.md W1)."""

    UNKNOWN = "none"
    NAME_ONLY = "claimed_by_name"
    ACCOUNT = "claimed"
    VOICE = "recognised"
    PIN = "confirmed"
    WEB = "page_only"

    def reaches(self, least: "Confidence") -> bool:
        """Is this at least as sure as `least`?"""
        return _LADDER.index(self) >= _LADDER.index(least)


_LADDER = tuple(Confidence)


class VoiceMatch(StrEnum):
    """Whether the speaker's maker recognised a voice, and whose it is."""

    ABSENT = "absent"
    UNKNOWN = "unknown"
    OWN = "own"


PIN_LEVEL = 400
"""Confidence from which Alexa says that the profile's own PIN was given (rules.md X18)."""


@dataclass(frozen=True)
class SpeakerFacts:
    """What is known of whoever speaks.

    Attributes:
        persons: how many persons have moved in at this account, or at this local speaker.
        is_new: has this person not walked through the first start yet? Nothing is kept for it that could be told.
        is_named: was this person's name said: in this session, or as a name on a local speaker?
        is_pin_right: was this person's PIN given on this local speaker in the last minutes?
        voice: OWN: a recognised voice that was proven to be this person's; UNKNOWN: a recognised voice that proves
            nothing, whoever it says to be; ABSENT: none was recognised.
        level: Alexa's confidence in the voice, for this utterance.
        has_voice: is another voice than this one known to be this person's?
        is_on_page: did this person sign in on the private page? Nothing that is spoken comes from there.
    """

    persons: int = 1
    is_new: bool = False
    is_named: bool = False
    is_pin_right: bool = False
    voice: VoiceMatch = VoiceMatch.ABSENT
    level: int = 0
    has_voice: bool = False
    is_on_page: bool = False


def assess(known: SpeakerFacts) -> Confidence:
    """Return how sure it is that the person speaks for whom this is known."""
    if known.is_on_page:
        return Confidence.WEB
    if known.is_pin_right or (known.voice is VoiceMatch.OWN and known.level >= PIN_LEVEL):
        return Confidence.PIN
    if known.voice is VoiceMatch.OWN:
        return Confidence.VOICE
    if known.voice is VoiceMatch.UNKNOWN and not known.is_named:
        # Somebody is there whom nobody knows: never taken for the one who lives here (rules.md D3).
        return Confidence.UNKNOWN
    if known.voice is VoiceMatch.UNKNOWN and known.has_voice:
        return Confidence.NAME_ONLY
    if known.is_new or known.persons <= 1:
        return Confidence.ACCOUNT
    return Confidence.NAME_ONLY if known.is_named else Confidence.UNKNOWN


class Audience(StrEnum):
    """Who may hear an answer."""

    ANYBODY = "anybody"
    DECLARED = "told"
    ALONE = "alone"


@dataclass(frozen=True)
class Requirement:
    """What an answer needs before it is given.

    Attributes:
        least: how sure it must be who speaks.
        audience: ANYBODY: it may be said into any room; DECLARED: it is first asked who is there, and company gets a
            discreet form; ALONE: it is said to nobody but a person who says to be alone (rules.md R16).
    """

    least: Confidence
    audience: Audience = Audience.ANYBODY

    def is_met(self, sure: Confidence, room: Room) -> bool:
        """May the answer be given at this certainty and into this room?"""
        if not sure.reaches(self.least):
            return False
        if self.audience is Audience.ALONE:
            return room is Room.ALONE
        return self.audience is Audience.ANYBODY or room is not Room.UNKNOWN


ANYBODY = Requirement(Confidence.UNKNOWN)
"""Breathing, help, the numbers: whoever speaks, whoever hears."""
WRITE_ONLY = Requirement(Confidence.NAME_ONLY)
"""What is only taken down: a check-in, a promise, private words; nothing that depends on rows is said back."""
OWN_LABELS = Requirement(Confidence.ACCOUNT)
"""What changes own rows, or tells neutral labels and clock times of them."""
OWN_LIST = Requirement(Confidence.ACCOUNT, Audience.DECLARED)
"""Own lists: in the person's words when alone, as a clock time in company."""
OWN_FACTS = Requirement(Confidence.ACCOUNT, Audience.ALONE)
"""Own counted facts, and questions that are asked of one person alone."""
PARTNER_ITEMS = Requirement(Confidence.VOICE, Audience.ALONE)
"""What the other one chose to share."""
PARTNER_SIGNAL = Requirement(Confidence.VOICE)
"""A word to the other one from a closed list: an ask for a promise, "I saw it"; its answer is the same for all."""
GIVE_SHARE = Requirement(Confidence.PIN)
"""What gives somebody else a share, or ends a link for good."""
PRIVATE_WORDS = Requirement(Confidence.PIN, Audience.ALONE)
"""Own private words, read back."""
NEVER = Requirement(Confidence.WEB, Audience.ALONE)
"""What is declared nowhere: no voice reaches it."""
