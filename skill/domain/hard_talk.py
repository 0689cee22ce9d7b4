"""A hard talk: planned ahead, never close to the night, held in turns, paused with a return, and then let rest."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from skill.domain.occurrence import quiet_begins
from skill.domain.person import SchedulePreferences
from skill.domain.rule import due_instant

USUAL_MINUTES, SHORTEST_MINUTES, LONGEST_MINUTES = 30, 10, 60
"""How long a talk lasts where nobody says, at least and at most, minutes (rules.md R20)."""
BEFORE_BEDTIME = timedelta(minutes=90)
"""No talk starts closer than this to the beginning of the quiet hours (rules.md R20)."""
SIGN_BEFORE = timedelta(minutes=10)
"""How long before its start the neutral label is said (rules.md H4)."""
BREATH_MINUTES = 3
"""Minutes of the longer breath out before a talk (rules.md H4)."""
NEAR = timedelta(minutes=15)
"""From this long before its start whoever comes is met with it (rules.md T1)."""
TURN = timedelta(minutes=2)
"""How long one person has the floor (rules.md H4)."""
TURN_COUNTS_AT_MOST = timedelta(minutes=6)
"""A turn that nobody ended counts no longer than this: a talk that was stopped may be taken up again."""
TAKEN_UP_WITHIN = timedelta(hours=3)
"""How long after its last turn a talk that was stopped may be taken up again."""
TIME_OUT, SHORTEST_TIME_OUT, LONGEST_TIME_OUT = timedelta(minutes=30), timedelta(minutes=20), timedelta(hours=24)
"""How long a time-out lasts where nobody says, at least and at most (rules.md R19)."""
RETURN_WITHIN = timedelta(hours=12)
"""How long after its return time a time-out is still asked about."""
ASKED_WITHIN = timedelta(hours=36)
"""How long after a talk its one private question may be asked."""
TOPIC_SAID_AT_MOST = 120
"""Characters of a topic that are said back; the words that were kept are longer."""


class TalkState(StrEnum):
    """Where a talk stands.

    CLAIMED is what was planned under a name alone: no talk until its person takes it up, and nothing rings for it.
    """

    CLAIMED = "claimed"
    PROPOSED = "proposed"
    PLANNED = "planned"
    OPEN = "open"
    TIMED_OUT = "timed_out"
    ENDED = "ended"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"


STANDING = (TalkState.PLANNED, TalkState.OPEN, TalkState.TIMED_OUT)
"""The states in which a talk is still to be held or taken up; one that is only proposed to another is none yet."""


class Afterwards(StrEnum):
    """The answer to the one question after a talk, as one character each: sealed, all three are equally long."""

    BETTER = "+"
    SAME = "="
    HEAVIER = "-"


@dataclass(eq=False)
class HardTalk:
    """One planned talk of one person. What is said in it is kept nowhere.

    Attributes:
        starts_at: the instant it is planned for.
        minutes: how long it shall last.
        zone: the time zone in which its times are spoken.
        stands_until: after this instant it falls away by itself.
        sealed_topic: what it is about, sealed; None where nothing was said, and as soon as it is over.
        seconds_spent: how much of its length its turns have used; a time-out uses none.
        last_at: when its last turn began, or None.
        back_at: when its time-out ends, or None.
        asks_until: until when the question afterwards may be asked; None before the end and once it was answered.
        sealed_afterwards: the answer to it, sealed, or None.
        shared_id: what this person agreed on with another, of which this is the own side; None in a talk for one.
        is_ready: said to be ready again after a time-out, while the other one has not.
        is_imported: did it come in with an export? Then it says so when it is read back.
    """

    id: UUID
    person_id: UUID
    made_at: datetime
    starts_at: datetime
    minutes: int
    zone: str
    stands_until: datetime
    sealed_topic: bytes | None = None
    state: TalkState = TalkState.PLANNED
    seconds_spent: int = 0
    last_at: datetime | None = None
    back_at: datetime | None = None
    ended_at: datetime | None = None
    asks_until: datetime | None = None
    sealed_afterwards: bytes | None = None
    shared_id: UUID | None = None
    is_ready: bool = False
    is_imported: bool = False

    def local_start(self) -> datetime:
        """Return the start on the person's own clock."""
        return self.starts_at.astimezone(ZoneInfo(self.zone))

    def stands(self, now: datetime) -> bool:
        """May it still be held or taken up at `now`?"""
        return self.state in STANDING and now < self.stands_until

    def calls(self, now: datetime) -> bool:
        """Is it its time: near its start, stopped and not ended, or back from a time-out?"""
        if not self.stands(now):
            return False
        if self.state is TalkState.PLANNED:
            return now >= self.starts_at - NEAR
        return self.state is TalkState.OPEN or (self.back_at is not None and now >= self.back_at)

    def move(self, starts_at: datetime) -> None:
        """Plan it for another instant; "not today" needs no reason (rules.md R20)."""
        self._require((*STANDING, TalkState.CLAIMED))
        self.state = self.state if self.state is TalkState.CLAIMED else TalkState.PLANNED
        self.starts_at, self.back_at, self.last_at = starts_at, None, None
        self.stands_until = starts_at + timedelta(minutes=self.minutes)

    def propose(self, starts_at: datetime, minutes: int) -> None:
        """Let it wait for the other one's yes; until then there is no talk (rules.md A7)."""
        self._require((*STANDING, TalkState.PROPOSED))
        self.state, self.starts_at, self.minutes = TalkState.PROPOSED, starts_at, minutes
        self.back_at, self.last_at, self.is_ready, self.stands_until = None, None, False, starts_at

    def agree(self) -> None:
        """Both said yes: it is planned."""
        self._require((TalkState.PROPOSED,))
        self.state, self.stands_until = TalkState.PLANNED, self.starts_at + timedelta(minutes=self.minutes)

    def accept(self) -> None:
        """Its person, known now, takes up what was planned under the name alone."""
        self._require((TalkState.CLAIMED,))
        self.state = TalkState.PLANNED

    def last(self, minutes: int) -> None:
        """Give it another length."""
        self._require((TalkState.PLANNED, TalkState.CLAIMED))
        self.minutes = minutes
        self.stands_until = self.starts_at + timedelta(minutes=minutes)

    def begin(self, now: datetime) -> None:
        """Open it, or take it up again after a stop or a time-out."""
        self._require(STANDING)
        self._spend(now)
        self.state, self.back_at, self.last_at, self.is_ready = TalkState.OPEN, None, now, False
        self.stands_until = now + TAKEN_UP_WITHIN

    def go_on(self, now: datetime) -> bool:
        """Begin another turn; return False where the length of the talk leaves no room for one (rules.md R20)."""
        self._require((TalkState.OPEN,))
        self._spend(now)
        self.last_at, self.stands_until = now, now + TAKEN_UP_WITHIN
        return timedelta(seconds=self.seconds_spent) + TURN <= timedelta(minutes=self.minutes)

    def time_out(self, now: datetime, back_at: datetime) -> None:
        """Pause it until `back_at`, or give a pause another end."""
        self._require((TalkState.OPEN, TalkState.TIMED_OUT))
        self._spend(now)
        self.state, self.back_at, self.last_at, self.is_ready = TalkState.TIMED_OUT, back_at, None, False
        self.stands_until = back_at + RETURN_WITHIN

    def rest(self) -> None:
        """Leave a time-out without a return: nobody is asked, and it may still be taken up while it stands."""
        self._require((TalkState.TIMED_OUT,))
        self.back_at = None

    def end(self, now: datetime) -> None:
        """End it; what it was about is let go of, and one question may be asked afterwards."""
        self._require((TalkState.OPEN, TalkState.TIMED_OUT))
        self._close(TalkState.ENDED, now)
        self.asks_until = now + ASKED_WITHIN

    def cancel(self, now: datetime) -> None:
        """Take it out of the calendar."""
        self._require((*STANDING, TalkState.PROPOSED, TalkState.CLAIMED))
        self._close(TalkState.CANCELLED, now)

    def fall_away(self, now: datetime) -> None:
        """Its time passed: one that was opened has ended, one that nobody came to is never mentioned."""
        self._require((*STANDING, TalkState.PROPOSED))
        if self.state is TalkState.OPEN:
            self.end(now)
        else:
            self._close(TalkState.LAPSED, now)

    def _spend(self, now: datetime) -> None:
        """Count the turn that was open until now, if one was."""
        if self.last_at is not None:
            self.seconds_spent += int(min(now - self.last_at, TURN_COUNTS_AT_MOST).total_seconds())

    def _close(self, state: TalkState, now: datetime) -> None:
        self.state, self.ended_at, self.stands_until = state, now, now
        self.sealed_topic, self.back_at, self.last_at = None, None, None

    def _require(self, states: tuple[TalkState, ...]) -> None:
        """Refuse what its state does not allow.

        Raises:
            ValueError: no way leads there.
        """
        if self.state not in states:
            raise ValueError(f"a talk that is {self.state} cannot do this")


def length_within(length: timedelta) -> int:
    """Return a length as minutes that a talk may last."""
    return min(max(int(length.total_seconds() // 60), SHORTEST_MINUTES), LONGEST_MINUTES)


def may_start(person: SchedulePreferences, at: datetime) -> bool:
    """May a talk start at `at`: outside the quiet hours, and 90 minutes or more before they begin?"""
    return not person.is_quiet(at) and at <= quiet_begins(person, at) - BEFORE_BEDTIME


def latest_start(person: SchedulePreferences, wanted: datetime, now: datetime) -> datetime | None:
    """Return the latest start that works before `wanted`, else the first evening's after `now`; None where none does.

    Args:
        wanted: an instant at which no talk may start.
    """
    evening = person.local(wanted).date()
    days = [evening + timedelta(days=ahead) for ahead in (-1, 0, 1)]
    beds = [due_instant(day, person.quiet_from, person.zone or "UTC") for day in days]
    latest = [bed - BEFORE_BEDTIME for bed in beds if bed is not None and bed - BEFORE_BEDTIME > now]
    works = [at for at in latest if may_start(person, at)]
    before = [at for at in works if at <= wanted]
    return max(before) if before else min(works, default=None)


def back_from_time_out(person: SchedulePreferences, now: datetime, length: timedelta | None) -> datetime:
    """Return when a time-out that begins now ends: in 30 minutes, or in 20 minutes to 24 hours as said (rules.md R19).

    It ends on a whole minute, the one that is said. A return inside the quiet hours waits for their end: nobody is
    called back in the night.
    """
    back = now + min(max(length or TIME_OUT, SHORTEST_TIME_OUT), LONGEST_TIME_OUT)
    back = (back + timedelta(seconds=59, microseconds=999_999)).replace(second=0, microsecond=0)
    if not person.is_quiet(back):
        return back
    on = person.local(back).date()
    wakes = (due_instant(on + timedelta(days=ahead), person.quiet_until, person.zone or "UTC") for ahead in range(3))
    return next(at for at in wakes if at is not None and at > back)
