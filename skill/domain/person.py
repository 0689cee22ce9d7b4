"""A person of ours, the external ids that lead to one, and when this person wants to be left in peace."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

MINUTES_A_DAY = 24 * 60
QUIET_FROM = 22 * 60
"""Start of the quiet hours, minute of the local day (rules.md B4)."""
QUIET_UNTIL = 7 * 60
"""End of the quiet hours, minute of the local day (rules.md B4)."""
NIGHT_ENDS = 4
"""Hour of the local day at which an evening is over."""
SHORTEST_PAUSE, LONGEST_PAUSE = timedelta(minutes=10), timedelta(days=90)
"""How long nothing is said unasked where somebody asks for a while of silence."""
LONGEST_NAME = 40
"""Characters of a name that are kept."""
UNASKED_A_DAY = 3
"""How many prompts a person may hear unasked on one local date (rules.md B4)."""


SILENT_AFTER_NO = timedelta(days=7)
"""After a "no" nobody is offered that Alexa rings for at least this long."""
ASKED_AT_MOST = 2
"""How often the first start asks for one thing: where an answer does not come, once more at a quiet point."""
LISTENING_FOR = timedelta(minutes=7)
"""How long a local speaker counts as listening after it last asked for what is due; it does not ask while it breathes
with somebody, for five minutes and a little more."""


class ExternalIdKind(StrEnum):
    """Where a voice comes from."""

    ACCOUNT = "account"
    VOICE = "voice"
    ENDED = "ended"
    """It leads nowhere; the account is only still told to take away what it rings."""


class SchedulePreferences:
    """What must be known of somebody before a word is said unasked: whose clock counts, and when to leave in peace.

    Attributes:
        created_at: when this person first came.
        zone: IANA name of the time zone, or None until it is known.
        quiet_from, quiet_until: minutes of the local day; the same number twice means no quiet hours.
        paused_until: instant until which nothing is said unasked, or None.
        muted: True after "stop reminding me": nothing is said unasked until the person asks again.
    """

    created_at: datetime
    zone: str | None
    quiet_from: int
    quiet_until: int
    paused_until: datetime | None
    muted: bool

    @property
    def seed(self) -> str:
        """What this person's variants are chosen from: the instant of the first visit, so that scripts replay alike."""
        return str(int(self.created_at.timestamp()))

    def local(self, instant: datetime) -> datetime:
        """Return `instant` on this person's own clock (UTC as long as the zone is not known)."""
        return instant.astimezone(ZoneInfo(self.zone or "UTC"))

    @property
    def day_begins(self) -> int:
        """The minute of the local date at which this person's day begins: when the quiet hours of a night end.

        Whoever has no quiet hours, or has them at noon, begins where an evening is over for everybody.
        """
        has_night = self.quiet_from != self.quiet_until and self.quiet_until <= MINUTES_A_DAY // 2
        return self.quiet_until if has_night else NIGHT_ENDS * 60

    def day(self, instant: datetime) -> date:
        """Return the day of this person that `instant` belongs to: after midnight still the one that has not ended.

        This is what "today" means of what was said or heard; when something is due goes by the date of the calendar.
        """
        local = self.local(instant)
        return local.date() - timedelta(days=local.hour * 60 + local.minute < self.day_begins)

    def is_quiet(self, instant: datetime) -> bool:
        """Is `instant` inside this person's quiet hours?"""
        local = self.local(instant)
        return is_within(local.hour * 60 + local.minute, self.quiet_from, self.quiet_until)

    def may_be_asked(self, instant: datetime) -> bool:
        """May something be said unasked at `instant`, as far as pause and quiet hours go?"""
        return not self.is_paused(instant) and not self.is_quiet(instant)

    def is_paused(self, instant: datetime) -> bool:
        """Has this person asked for nothing unasked at `instant`?"""
        return self.muted or (self.paused_until is not None and instant < self.paused_until)


@dataclass(frozen=True)
class Recipient(SchedulePreferences):
    """A person as the clock knows one: nothing that was said, nothing sealed."""

    id: UUID
    created_at: datetime
    zone: str | None
    quiet_from: int
    quiet_until: int
    paused_until: datetime | None
    muted: bool


@dataclass(eq=False)
class Person(SchedulePreferences):
    """One person. Owns every row that is kept for it.

    Attributes:
        zone: IANA name of the person's time zone, or None until it is known.
        quiet_from, quiet_until: minutes of the local day; the same number twice means no quiet hours.
        paused_until: instant until which nothing is said unasked, or None.
        muted: True after "stop reminding me": nothing is said unasked until the person asks again.
        holds_allowed: the answer to the one health question before breath holds (rules.md R22); None if unasked.
        step: which of the seven steps the evening prompts fit (1-7).
        sealed_name: what the person wants to be called, sealed, or None.
        wrapped_key, key_id: this person's data key, wrapped by the key of that id.
        onboarded_at: when the first thing was done for this person, or the first start ended; None before.
        welcomed_at: when it was said what this is and where words stay, or None.
        name_asks, evening_asks, city_asks: how often the first start may still ask for it; 0 once it was answered or
            declined.
        sealed_wish: a wish that waits for the person's city, sealed, or None.
        wished_at: when that wish was said, or None.
        pin_hash, recovery_hash: the hashed PIN of the local speaker and the code that stands in for it, or None.
        words_lock: the public key that private words are sealed for from the first PIN on, or None.
        words_key_by_pin, words_key_by_code: the key that opens them, wrapped by the PIN and by the recovery code.
        words_key_on_echo: the same key, sealed, where this person lets Alexa read them; else None.
        declined_at: when this person last refused an offered reminder of Alexa's, or None.
    """

    id: UUID
    created_at: datetime
    wrapped_key: bytes
    key_id: str
    zone: str | None = None
    quiet_from: int = QUIET_FROM
    quiet_until: int = QUIET_UNTIL
    paused_until: datetime | None = None
    muted: bool = False
    holds_allowed: bool | None = None
    step: int = 1
    sealed_name: bytes | None = None
    onboarded_at: datetime | None = None
    welcomed_at: datetime | None = None
    name_asks: int = ASKED_AT_MOST
    evening_asks: int = ASKED_AT_MOST
    city_asks: int = ASKED_AT_MOST
    sealed_wish: bytes | None = None
    wished_at: datetime | None = None
    pin_hash: bytes | None = None
    recovery_hash: bytes | None = None
    words_lock: bytes | None = None
    words_key_by_pin: bytes | None = None
    words_key_by_code: bytes | None = None
    words_key_on_echo: bytes | None = None
    declined_at: datetime | None = None

    def may_be_offered(self, now: datetime) -> bool:
        """May it be offered at `now` that Alexa rings, as far as this person's earlier "no" goes?"""
        return self.declined_at is None or now - self.declined_at >= SILENT_AFTER_NO

    def evening_ends(self, now: datetime) -> datetime:
        """Return the instant at which the evening of `now` is over: four in the morning of this person's next day."""
        local = self.local(now)
        ends = datetime.combine(local.date() + timedelta(days=local.hour >= NIGHT_ENDS), time(NIGHT_ENDS), local.tzinfo)
        return ends.astimezone(UTC)

    def morning_after(self, now: datetime) -> datetime:
        """Return the instant at which the night after `now` is over: the end of the quiet hours, else seven."""
        has_quiet_hours = self.quiet_from != self.quiet_until
        minute = self.quiet_until if has_quiet_hours else QUIET_UNTIL
        local = self.local(now)
        on = local.date() + timedelta(days=local.hour * 60 + local.minute >= minute)
        return datetime.combine(on, time(minute // 60, minute % 60), local.tzinfo).astimezone(UTC)

    def pause(self, now: datetime, span: timedelta) -> datetime:
        """Say nothing unasked for `span` from `now` on; return the instant at which it ends."""
        self.paused_until = now + span
        return self.paused_until


@dataclass(eq=False)
class ExternalId:
    """One way in that leads to a person: an account, a recognised voice on it, or a name on a local speaker.

    One person may have several, and one account may lead to several persons.

    Attributes:
        is_proven: was it shown that what comes in here is this person? A voice that only said a name proves nothing.
        lookup: keyed hash of the outside id, for finding it (rules.md D5).
        sealed_id: the outside id itself, sealed.
        speaker_lookup: keyed hash of the device behind it, or None.
        listening_until: until when a local speaker behind this id is known to listen, or None.
        sealed_since: the local day on which it was opened, and whether its person was told of it, sealed; None where
            that was never noted.
        is_sole: is it the one of its outside id that only one process may have made: the first of an account, and a
            voice's? Further persons of an account come in by ids of their own.
    """

    id: UUID
    person_id: UUID
    kind: ExternalIdKind
    lookup: bytes
    sealed_id: bytes
    speaker_lookup: bytes | None
    listening_until: datetime | None = None
    is_proven: bool = True
    sealed_since: bytes | None = None
    is_sole: bool = False


NOBODY_CAME = datetime(2000, 1, 1, tzinfo=UTC)


def stranger() -> Person:
    """Return nobody in particular: an unknown voice on an account of several persons.

    It belongs to no row, is the same whoever lives here, and is never kept.
    """
    return Person(
        UUID(int=0),
        NOBODY_CAME,
        b"",
        "",
        onboarded_at=NOBODY_CAME,
        welcomed_at=NOBODY_CAME,
        name_asks=0,
        evening_asks=0,
        city_asks=0,
    )


def is_within(minute: int, start: int, end: int) -> bool:
    """Does `minute` of the day lie in [start, end), where the span may cross midnight? An empty span holds nothing."""
    if start <= end:
        return start <= minute < end
    return minute >= start or minute < end
