"""What one of two chose to share with the other: an item, at a level, until it ends by itself; never raw words."""

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from skill.domain.checkin import CheckIn, MoodEntry
from skill.domain.commitment import Commitment, CommitmentState
from skill.domain.person import Person

KEPT_FOR = timedelta(days=60)
"""How long what has ended is kept, so that its end can be told at the next visit."""
TAKEN_BACK = frozenset({CommitmentState.WITHDRAWN, CommitmentState.SKIPPED})
"""Nothing is promised any more: the other one hears no promise, as where it was never shared."""
ITEM_FOR = timedelta(days=1)
"""How long a check-in, or a keeping, that was shared can be heard: it speaks of a day, and is not a record."""
STANDING_FOR = timedelta(days=30)
"""After how long a standing share ends by itself (rules.md A4)."""
ASK_FOR = timedelta(days=7)
"""How long an ask for a promise waits to be heard."""
NOTICE_EVERY = timedelta(days=30)
"""How often each hears in an own session how much is shared (rules.md A6)."""
NOTICE_AGAIN = timedelta(days=7)
"""How long the notice waits after it could not be said, because the person was in company."""
WAITS_AFTER = frozenset({"rage"})
"""Families of which a word that was said in the heat of it is asked about once more before somebody else hears it."""


class ShareKind(StrEnum):
    """What is shared."""

    CHECKIN = "checkin"
    STANDING = "standing"
    COMMITMENT = "commitment"
    KEPT = "kept"
    ASK = "ask"
    ANSWER = "answer"


OF_PROMISES = (ShareKind.COMMITMENT, ShareKind.KEPT)


class ShareLevel(StrEnum):
    """How much of it. NOTHING holds one check-in back from a standing share, or an answer to an ask."""

    NOTHING = "nothing"
    DAY = "day"
    WORD = "word"
    WHOLE = "whole"


class Ask(StrEnum):
    """What one may ask the other to promise: a closed list, so that nobody's own words are carried (rules.md B4)."""

    CALL = "call"
    MESSAGE = "message"
    LISTENING = "listening"
    WALK = "walk"
    EVENING = "evening"


_TO_WHOM = r"(?: (?:you|him|her|them|my (?:partner|husband|wife)))?"
_ENDS = r"(?=$| (?:at|by|during|from|when|if|before|after|today|tonight|tomorrow|this|on|in|every|around|once)\b)"
_NAMES = {
    Ask.CALL: rf"\b(?:a|one|phone) call\b|\b(?:call|phone){_TO_WHOM}{_ENDS}",
    Ask.MESSAGE: rf"\b(?:a|one|short) (?:message|text)\b|\b(?:message|text|write){_TO_WHOM}{_ENDS}",
    Ask.LISTENING: rf"\bof listening\b|\blisten(?:ing)?(?: to (?:you|him|her|them))?(?: for \w+ minutes)?{_ENDS}",
    Ask.WALK: r"\b(?:a|our|that|the|one) walk\b",
    Ask.EVENING: r"\bevening (?:without|with no|together)\b|\bquiet evening\b",
}


def asked_for(words: str) -> Ask | None:
    """Return what of the list a promise is about, or None: what names another object, or two things, is none of it."""
    said = " ".join(words.lower().split()).strip(" .,;:!?")
    found = [ask for ask, names in _NAMES.items() if re.search(names, said)]
    return found[0] if len(found) == 1 else None


@dataclass(eq=False)
class Share:
    """One thing that its author shares with the other one of a couple.

    What it says is kept nowhere a second time: it is opened with the author's own key when the other one asks, so that
    what is deleted, corrected or taken back is gone for the other one too.

    Attributes:
        couple_id: with whom; a later link of the same two does not bring it back.
        person_id: the author.
        subject_id: the check-in or commitment, of an answer the ask, or None.
        due_at: the time of a promise as it was shared; once it is moved it is heard no more, until its owner shares the
            new time.
        ask: which ask, or None.
        ends_at: after which instant it is not heard any more.
        seen_at: not None once the other one said "I saw it"; the instant is neither told nor kept.
        held_at: not None once it was stopped under its author's name alone; nobody hears it until its author, known
            again, wants it back. The instant is not kept.
    """

    id: UUID
    couple_id: UUID
    person_id: UUID
    kind: ShareKind
    level: ShareLevel
    shared_at: datetime
    ends_at: datetime
    subject_id: UUID | None = None
    due_at: datetime | None = None
    ask: Ask | None = None
    seen_at: datetime | None = None
    held_at: datetime | None = None


@dataclass(frozen=True)
class HeardShare:
    """One thing as the other one may hear it.

    Attributes:
        share_id: the share that it comes from.
        on: local date of the check-in, on the hearer's own clock; None for anything else.
        words: id of the family (DAY) or of the feeling (WORD), the promise in its owner's words, or which ask.
        due_at: the time of a promise as it was shared, or None.
    """

    share_id: UUID
    kind: ShareKind
    level: ShareLevel
    words: str
    on: date | None = None
    due_at: datetime | None = None


def newest_day(live: Sequence[Share], said: Iterable[tuple[CheckIn, MoodEntry]], hearer: Person) -> HeardShare | None:
    """Return the newest check-in of which something is shared: by itself, or by a standing share.

    Args:
        live: what its author shares now.
        said: the author's own check-ins that could still be heard, opened, the newest first.
    """
    chosen = {one.subject_id: one for one in live if one.kind is ShareKind.CHECKIN}
    standing = next((one for one in live if one.kind is ShareKind.STANDING), None)
    for checkin, word in said:
        share = chosen.get(checkin.id)
        if share is None and standing is not None and checkin.said_at > standing.shared_at:
            share = standing
        if share is None or share.level is ShareLevel.NOTHING:
            continue
        words = word.mood if share.level is ShareLevel.WORD else word.family
        if words is not None:
            return HeardShare(share.id, ShareKind.CHECKIN, share.level, words, hearer.day(checkin.said_at))
    return None


def heard_ask(share: Share, ask: Share | None) -> HeardShare | None:
    """Return an ask, or an answer to it, as it may be heard: an answer alone that says yes, while the ask stands."""
    if share.level is not ShareLevel.WHOLE or ask is None or ask.ask is None:
        return None
    return HeardShare(share.id, share.kind, share.level, ask.ask.value)


def may_hear_promise(share: Share, commitment: Commitment) -> bool:
    """May a promise be heard, or that it was kept? Not once it is taken back, nor with a time that was not shared.

    One that was moved is heard again when its owner says that the new time is to be heard.
    """
    return share.due_at in (None, commitment.due_at) and commitment.state not in TAKEN_BACK


def last_shared(live: Sequence[Share], newest: CheckIn | None, kinds: Container[ShareKind]) -> Share | CheckIn | None:
    """Return what was shared last: by itself, or the newest check-in by a standing share; None where nothing was.

    Args:
        live: what its author shares now.
        newest: the author's own newest check-in that could still be heard.
        kinds: of which kinds alone it may be.
    """
    items = [one for one in live if one.kind is not ShareKind.STANDING and one.level is not ShareLevel.NOTHING]
    last = max((one for one in items if one.kind in kinds), key=lambda one: one.shared_at, default=None)
    stands = ShareKind.CHECKIN in kinds and any(one.kind is ShareKind.STANDING for one in live)
    if newest is not None and stands and (last is None or last.shared_at < newest.said_at):
        return newest
    return last
