"""A commitment: promised by one person, due at an instant, and confirmed by that person alone."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

ASK_AFTER = timedelta(minutes=10)
"""How long after the due time the person is asked: long enough to have come through the door."""
LATELY = timedelta(days=7)
"""How long after its time what did not happen may be owned or made good without being asked about."""
GRACE_DAYS = 1
"""An unanswered commitment is 'not heard' once this many whole local days have passed after its own."""


class CommitmentState(StrEnum):
    """What is known of a commitment; only its owner's words change it, save for NOT_HEARD (rules.md R8, R9).

    CLAIMED is what was promised under a name alone: it is no promise, rings nowhere and counts for nothing, until its
    person takes it up where that person is known (rules.md W2).
    """

    CLAIMED = "claimed"
    PROMISED = "promised"
    KEPT = "kept"
    MISSED_OWNED = "missed_owned"
    REPAIRED = "repaired"
    SKIPPED = "skipped"
    NOT_HEARD = "not_heard"
    WITHDRAWN = "withdrawn"


@dataclass(eq=False)
class Commitment:
    """What one person promised.

    Attributes:
        due_at: the instant it is due now; `first_due_at` is the one first promised.
        moved_before: how often it was moved before its due time, which keeps faith (rules.md R9).
        moved_after: how often it was moved once it was already due.
        zone: the time zone in which its times are spoken.
        sealed_text: the promise in the person's words, sealed.
        decided_at: when the person said how it went, or None.
        series_id, local_date: the recurring promise it comes from and the local date it stands for, or None.
        repairs_id: the one that did not happen and that this one makes good, or None.
        sealed_owning: one sentence of its owner about its not happening, sealed, never said again; or None.
        is_imported: did it come in with an export? Then it says so when it is read back.
    """

    id: UUID
    person_id: UUID
    made_at: datetime
    first_due_at: datetime
    due_at: datetime
    zone: str
    sealed_text: bytes
    state: CommitmentState = CommitmentState.PROMISED
    moved_before: int = 0
    moved_after: int = 0
    decided_at: datetime | None = None
    series_id: UUID | None = None
    local_date: date | None = None
    repairs_id: UUID | None = None
    sealed_owning: bytes | None = None
    is_imported: bool = False

    def local_due(self) -> datetime:
        """Return the due time on the person's own clock."""
        return self.due_at.astimezone(ZoneInfo(self.zone))

    def is_due(self, now: datetime) -> bool:
        """Is it time to ask, and has nobody answered yet?"""
        return self.state is CommitmentState.PROMISED and now >= self.due_at

    def grace_ends(self) -> datetime:
        """Return the instant after which silence means 'not heard': the end of the local day after its own."""
        local = self.local_due()
        end = (local + timedelta(days=GRACE_DAYS + 1)).replace(hour=0, minute=0, second=0, microsecond=0)
        return end.astimezone(self.due_at.tzinfo)

    def keep(self, now: datetime) -> None:
        """Its owner says that it happened."""
        self._become(CommitmentState.KEPT, now)

    def own_missed(self, now: datetime) -> None:
        """Its owner says that it did not happen."""
        self._become(CommitmentState.MISSED_OWNED, now)

    def repair(self, now: datetime) -> None:
        """What its owner promised to make it good was kept (rules.md R9).

        Raises:
            ValueError: nothing was missed.
        """
        if self.state is not CommitmentState.MISSED_OWNED:
            raise ValueError(f"a commitment that is {self.state} needs no repair")
        self._become(CommitmentState.REPAIRED, now)

    def skip(self, now: datetime) -> bool:
        """Its owner says beforehand "not today" of one of a series, which keeps faith (rules.md R9).

        Returns:
            False where that comes too late or it belongs to no series: then nothing changes.
        """
        if self.series_id is None or now >= self.due_at or self.state is not CommitmentState.PROMISED:
            return False
        self._become(CommitmentState.SKIPPED, now)
        return True

    def replan(self, due_at: datetime, zone: str) -> None:
        """Let one of a series that is still to come follow its owner's clock, which a journey set anew."""
        self.first_due_at = self.due_at = due_at
        self.zone = zone

    def follows_series(self, now: datetime) -> bool:
        """Is it one of a series, still to come, and at the series' own time?"""
        is_ahead = self.state is CommitmentState.PROMISED and self.due_at > now
        return is_ahead and self.series_id is not None and self.due_at == self.first_due_at

    def withdraw(self, now: datetime) -> None:
        """Its owner takes it back."""
        self._become(CommitmentState.WITHDRAWN, now)

    def move(self, now: datetime, due_at: datetime) -> bool:
        """Give it a new due time; return True when that was said before the old one."""
        before = now < self.due_at
        if self.state is CommitmentState.CLAIMED:
            self.first_due_at = self.due_at = due_at
            return before
        self._become(CommitmentState.PROMISED, None)
        self.moved_before += before
        self.moved_after += not before
        self.due_at = due_at
        return before

    def accept(self) -> None:
        """Its person, known now, takes up what was said under the name alone."""
        if self.state is CommitmentState.CLAIMED:
            self._become(CommitmentState.PROMISED, None)

    def rest(self) -> None:
        """Its owner had asked for silence all through the grace: it counts neither way."""
        self._become(CommitmentState.WITHDRAWN, None)

    def mark_not_heard(self) -> None:
        """Nobody said how it went within the grace."""
        self._become(CommitmentState.NOT_HEARD, None)

    def _become(self, state: CommitmentState, now: datetime | None) -> None:
        """Go to another state.

        Raises:
            ValueError: no way leads there: what is taken back stays so, and silence undoes no word of the owner's.
        """
        if self.state is CommitmentState.CLAIMED and state not in _OF_CLAIMED:
            raise ValueError(f"a commitment that is {self.state} cannot become {state}")
        is_settled = self.state is not CommitmentState.PROMISED and state is CommitmentState.NOT_HEARD
        if is_settled or (self.state is CommitmentState.WITHDRAWN and state is not CommitmentState.WITHDRAWN):
            raise ValueError(f"a commitment that is {self.state} cannot become {state}")
        self.state, self.decided_at = state, now


_OF_CLAIMED = (CommitmentState.PROMISED, CommitmentState.WITHDRAWN)
"""What a claim may become: its person takes it up, or it is taken back."""
