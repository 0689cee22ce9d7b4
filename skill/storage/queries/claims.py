"""Queries for claims: what a name alone said of promises, and what it silenced, until its person decides."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, select

from skill.domain.claim import STOPPED, Claim, ClaimKind
from skill.domain.commitment import Commitment, CommitmentState
from skill.domain.occurrence import OccurrenceReason
from skill.domain.person import Person
from skill.domain.series import CommitmentSeries
from skill.storage.queries.base import Queries
from skill.storage.queries.calendar import Calendar
from skill.storage.queries.commitment_series import Series
from skill.storage.queries.commitments import Commitments
from skill.storage.tables.people import claims


class Claims(Queries):
    """Claims inside one transaction."""

    def add(
        self,
        person: Person,
        kind: ClaimKind,
        now: datetime,
        *,
        subject_id: UUID | None = None,
        due_at: datetime | None = None,
    ) -> None:
        """Let it wait for the person; said again of the same promise, or silenced again, the last one counts."""
        same = claims.c.person_id == person.id, claims.c.kind == kind, claims.c.subject_id == subject_id
        self._session.execute(delete(Claim).where(*same))
        self._session.add(Claim(uuid4(), person.id, now, kind, subject_id, due_at))
        self._session.flush()

    def of_promises(self, person: Person) -> list[tuple[Claim, Commitment | CommitmentSeries]]:
        """Return what waits about promises that still stand, with each promise, the first said first."""
        found = select(Claim).where(claims.c.person_id == person.id, claims.c.kind.not_in(STOPPED))
        several = self._session.scalars(found.order_by(claims.c.said_at, claims.c.id)).all()
        return [(one, subject) for one in several if (subject := self._subject(person, one)) is not None]

    def stopped(self, person: Person) -> set[ClaimKind]:
        """Return what was silenced under this person's name and not told to the person yet."""
        found = select(claims.c.kind).where(claims.c.person_id == person.id, claims.c.kind.in_(STOPPED))
        return set(self._session.scalars(found))

    def forget_stopped(self, person: Person) -> None:
        """It was told: it is not told again."""
        self._session.execute(delete(Claim).where(claims.c.person_id == person.id, claims.c.kind.in_(STOPPED)))

    def forget_of_promises(self, person: Person) -> None:
        """Let go what waits about this person's promises: it was taken up, or discarded."""
        of_promises = claims.c.person_id == person.id, claims.c.kind.not_in(STOPPED)
        self._session.execute(delete(Claim).where(*of_promises))

    def forget_before(self, instant: datetime) -> None:
        """Delete what was said of promises before `instant` and never taken up."""
        old = claims.c.said_at < instant, claims.c.kind.not_in(STOPPED)
        self._session.execute(delete(Claim).where(*old))

    def take_up(self, person: Person, now: datetime) -> None:
        """Do now what was said, in the order in which it was said; what nothing stands of any more is let go."""
        for claim, subject in self.of_promises(person):
            if isinstance(subject, CommitmentSeries):
                self._ask(Series).end(subject, now)
            elif subject.state is not CommitmentState.WITHDRAWN:
                self._apply(person, claim, subject, now)
        self.forget_of_promises(person)
        self._session.flush()

    def _apply(self, person: Person, claim: Claim, commitment: Commitment, now: datetime) -> None:
        """What counts beforehand is beforehand where it was said so: by the instant of the claim."""
        if claim.kind is ClaimKind.MOVED:
            if claim.due_at is not None:
                commitment.move(claim.said_at, claim.due_at)
                self._ask(Calendar).ask_about(person, commitment, now)
            return
        if claim.kind is ClaimKind.LEFT_OUT:
            if not commitment.skip(claim.said_at):
                return
        elif claim.kind is ClaimKind.TAKEN_BACK:
            commitment.withdraw(claim.said_at)
        else:
            (commitment.keep if claim.kind is ClaimKind.KEPT else commitment.own_missed)(claim.said_at)
            self._ask(Commitments).settle(commitment, claim.said_at)
        is_answer = claim.kind in (ClaimKind.KEPT, ClaimKind.MISSED)
        self._ask(Calendar).cancel_follow_ups(
            commitment, now, OccurrenceReason.ANSWERED if is_answer else OccurrenceReason.WITHDRAWN
        )

    def _subject(self, person: Person, claim: Claim) -> Commitment | CommitmentSeries | None:
        """Return the promise that is meant, while there is anything to decide about it."""
        if claim.subject_id is None:
            return None
        if claim.kind is ClaimKind.ENDED:
            series = self._ask(Series).get(person, claim.subject_id)
            return series if series is not None and series.ended_at is None else None
        found = self._ask(Commitments).get(person, claim.subject_id)
        return found if found is not None and found.state is not CommitmentState.WITHDRAWN else None
