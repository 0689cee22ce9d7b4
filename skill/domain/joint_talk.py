"""A hard talk of two: proposed by one, agreed by the other; nothing in it tells who let it lie, or why."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class JointTalkState(StrEnum):
    """Where a talk of two stands. Declined, ignored and left is all the same: it stays PROPOSED until its time."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    OFF = "off"


@dataclass(eq=False)
class JointTalk:
    """What two persons agree on. What belongs to one alone (topic, answer, sign) hangs on that person's own row.

    There is no field for a refusal: "not today" without another time keeps nothing, so that whoever proposed can
    neither be told of it nor find it out (rules.md A5, B2).

    Attributes:
        proposer_id: who proposed the time that stands here; only the other one may agree.
        starts_at: the instant it is proposed or agreed for; a proposal counts until then.
        minutes: how long it shall last.
        offered_at: when the other one was first asked; a proposal is offered at one visit, and told when asked for.
    """

    id: UUID
    couple_id: UUID
    proposer_id: UUID
    made_at: datetime
    starts_at: datetime
    minutes: int
    state: JointTalkState = JointTalkState.PROPOSED
    offered_at: datetime | None = None

    def is_proposed(self, now: datetime) -> bool:
        """Does it still wait for a yes? An agreement after its time would be none."""
        return self.state is JointTalkState.PROPOSED and now < self.starts_at

    def agree(self, person_id: UUID, now: datetime) -> None:
        """Take the other one's yes; nobody agrees with a proposal of one's own (rules.md A7).

        Raises:
            ValueError: it is not proposed any more, or by this very person.
        """
        if not self.is_proposed(now) or person_id == self.proposer_id:
            raise ValueError(f"a talk that is {self.state} cannot be agreed on here")
        self.state = JointTalkState.AGREED

    def propose(self, person_id: UUID, *, starts_at: datetime, minutes: int, now: datetime) -> None:
        """Propose another time or length: what was agreed is off for both, until the other one says yes."""
        self.state, self.proposer_id, self.made_at = JointTalkState.PROPOSED, person_id, now
        self.starts_at, self.minutes, self.offered_at = starts_at, minutes, None

    def call_off(self) -> None:
        """Let it go, for both at once; no reason is kept."""
        self.state = JointTalkState.OFF
