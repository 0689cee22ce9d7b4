"""Queries for invitations, the codes that were said, and couples; limits stand in rows (rules.md K1)."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update

from skill.domain.couple import (
    CODE_FOR,
    CONFIRM_FOR,
    HOUR,
    MINUTE,
    TRIES_A_CODE,
    TRIES_A_MINUTE,
    TRIES_AN_HOUR,
    CodeTry,
    Couple,
    Invitation,
    InvitationState,
    Purpose,
    Side,
    new_code,
)
from skill.domain.person import Person
from skill.storage.queries.base import SealedRows
from skill.storage.tables.couples import code_tries, couples, invitations, locks

WAITS = (InvitationState.SAID, InvitationState.LEFT)
"""The code was said, and who invited may confirm it; whether the other one has left meanwhile is not told."""
CODE_LOCK = 1
"""The row of `locks` that every code waits for, so that one is looked at after the other."""


class Couples(SealedRows):
    """Invitations and couples inside one transaction."""

    table = invitations

    def invite(self, person: Person, now: datetime) -> str:
        """Return a fresh code with which somebody else may link; an earlier one is gone."""
        return self._new(person, Purpose.LINK, now)

    def give_key(self, person: Person, now: datetime) -> str:
        """Return a fresh code with which this person is let in at another account; an earlier one is gone."""
        return self._new(person, Purpose.RECOVERY_CODE, now)

    def _new(self, person: Person, purpose: Purpose, now: datetime) -> str:
        self.withdraw(person, purpose)
        code = new_code(self._transaction.draw)
        while self._session.scalar(select(invitations.c.id).where(invitations.c.code_lookup == self.code_hash(code))):
            code = new_code(self._transaction.draw)
        self._session.add(Invitation(uuid4(), person.id, now, self.code_hash(code), purpose=purpose))
        self._session.flush()
        return code

    def code_hash(self, code: str) -> bytes:
        """Return the keyed hash by which a code is found; the code itself is kept nowhere."""
        return self._ring.keyed_hash(f"pairing code|{code}")

    def withdraw(self, person: Person, purpose: Purpose = Purpose.LINK) -> None:
        """Let every code of this person go that has not been used up."""
        live = invitations.c.state.in_((InvitationState.OPEN, *WAITS)), invitations.c.purpose == purpose
        gone = update(Invitation).where(invitations.c.person_id == person.id, *live).values(state=InvitationState.GONE)
        self._session.execute(gone)

    def leave_said(self, person: Person) -> None:
        """Take back what this person said to somebody else's code, silently.

        Whoever invited may still confirm and hears no difference (rules.md F4), but nothing ever passes by that link.
        """
        mine = invitations.c.invitee_id == person.id, invitations.c.state == InvitationState.SAID
        self._session.execute(update(Invitation).where(*mine).values(state=InvitationState.LEFT))

    def say(self, code_print: bytes, invitee: Person, user_id: str, now: datetime, *, name: str | None = None) -> bool:
        """Take a code that somebody says; return whether it was taken.

        Args:
            name: what who says it is called: told to the one who invited, and the same to the end.

        False is all that is told of a code that is wrong, old, used, one's own or said too often. Whoever says the
        right one first has used it up; that grants nothing until the one who invited confirms.
        """
        found = self._try(code_print, Purpose.LINK, user_id, now)
        if found is None or found.person_id == invitee.id or not self._may_link(invitee.id, found.person_id):
            return False
        if not self._use_up(found, InvitationState.SAID, invitee.id):
            return False
        if name is not None:
            inviter = self._session.get_one(Person, found.person_id)
            sealed = self._safe.seal(inviter, found.id, column="sealed_name", text=name)
            this = update(Invitation).where(invitations.c.id == found.id)
            self._session.execute(this.values(sealed_name=sealed))
        return True

    def name_said(self, person: Person, invitation: Invitation) -> str | None:
        """Return what whoever said this person's code was called when it was said, or None."""
        return self._safe.read(person, invitation, "sealed_name")

    def say_key(self, code_print: bytes, user_id: str, now: datetime) -> UUID | None:
        """Take a key that somebody says; return whose it is, or None. The same limits hold as for every code."""
        found = self._try(code_print, Purpose.RECOVERY_CODE, user_id, now)
        is_taken = found is not None and self._use_up(found, InvitationState.LINKED, found.person_id)
        return found.person_id if found is not None and is_taken else None

    def _try(self, code_print: bytes, purpose: Purpose, user_id: str, now: datetime) -> Invitation | None:
        """Note that a code was said; return the live one that it is, or None, as always beyond the limits."""
        # Whoever comes at the same moment waits here, in other processes too, so that the counts below hold.
        self._session.execute(update(locks).where(locks.c.id == CODE_LOCK).values(passed_at=now))
        user = self._ring.keyed_hash(user_id)
        by_user = self._count(code_tries.c.user_lookup == user, code_tries.c.tried_at > now - HOUR)
        in_all = self._count(code_tries.c.tried_at > now - MINUTE)
        if by_user >= TRIES_AN_HOUR or in_all >= TRIES_A_MINUTE:
            return None
        self._session.add(CodeTry(uuid4(), now, user))
        named = invitations.c.code_lookup == code_print
        self._session.execute(update(Invitation).where(named).values(tries=invitations.c.tries + 1))
        free = invitations.c.state == InvitationState.OPEN, invitations.c.made_at > now - CODE_FOR
        fits = invitations.c.purpose == purpose, invitations.c.tries <= TRIES_A_CODE
        return self._session.scalars(select(Invitation).where(named, *free, *fits)).one_or_none()

    def _use_up(self, invitation: Invitation, state: InvitationState, by: UUID) -> bool:
        """Use a code up for the first who says it; False where somebody was faster."""
        mine = invitations.c.id == invitation.id, invitations.c.state == InvitationState.OPEN
        used = update(Invitation).where(*mine).values(state=state, invitee_id=by)
        return len(self._session.execute(used.returning(invitations.c.id)).all()) == 1

    def said(self, person: Person, now: datetime) -> Invitation | None:
        """Return this person's invitation whose code somebody said and that waits to be confirmed, or None."""
        waits = invitations.c.state.in_(WAITS), invitations.c.made_at > now - CONFIRM_FOR
        return self._session.scalars(select(Invitation).where(invitations.c.person_id == person.id, *waits)).first()

    def confirm(self, person: Person, invitation_id: UUID, now: datetime) -> Couple | None:
        """Link the one who invited with the one who said the code; None where it is not this person's to confirm.

        Whoever said the code and has left since, or stands in a link with somebody else by now, is linked and gone in
        one: the one who invited hears nothing of either.
        """
        waits = (
            invitations.c.id == invitation_id,
            invitations.c.person_id == person.id,
            invitations.c.state.in_(WAITS),
            invitations.c.made_at > now - CONFIRM_FOR,
        )
        self._session.execute(update(locks).where(locks.c.id == CODE_LOCK).values(passed_at=now))
        has_left = self._session.scalar(select(invitations.c.state).where(*waits)) is InvitationState.LEFT
        linked = update(Invitation).where(*waits).values(state=InvitationState.LINKED)
        invitee = self._session.scalar(linked.returning(invitations.c.invitee_id))
        if invitee is None or not self._may_link(person.id, invitee):
            return None
        their_side = Side.LEAVING if has_left else Side.TOGETHER
        if not self._may_link(invitee, person.id):
            their_side = Side.LEFT
        for old in self._session.scalars(select(Couple).where(_with(person.id), _with(invitee))):
            old.first_side = old.second_side = Side.LEFT
        couple = Couple(uuid4(), person.id, invitee, now, second_side=their_side)
        self._session.add(couple)
        self._session.flush()
        return couple

    def of(self, person: Person) -> Couple | None:
        """Return the couple this person stands in, in this person's own view: until it left for good itself."""
        return self._of(person.id)

    def together(self, person: Person) -> Couple | None:
        """Return the couple in which this person may share and propose: in its own view, whatever the other did."""
        couple = self.of(person)
        return couple if couple is not None and couple.side(person.id) is Side.TOGETHER else None

    def before(self, couple: Couple) -> list[Couple]:
        """Return the earlier couples of the same two."""
        both = _with(couple.first_id), _with(couple.second_id), couples.c.id != couple.id
        return list(self._session.scalars(select(Couple).where(*both)))

    def forget_before(self, now: datetime) -> None:
        """Delete codes that nobody can use or confirm any more, and the hashes of who said some."""
        self._session.execute(delete(invitations).where(invitations.c.made_at <= now - CONFIRM_FOR))
        self._session.execute(delete(code_tries).where(code_tries.c.tried_at <= now - HOUR))

    def _of(self, person_id: UUID) -> Couple | None:
        return self._session.scalars(select(Couple).where(_stands(person_id))).first()

    def _may_link(self, one: UUID, with_other: UUID) -> bool:
        """May this one link with that one: does it stand in no couple, or in one with the same?"""
        couple = self._of(one)
        return couple is None or couple.other(one) == with_other

    def _count(self, *of: ColumnElement[bool]) -> int:
        return self._session.scalar(select(func.count()).select_from(code_tries).where(*of)) or 0


def _with(person_id: UUID) -> ColumnElement[bool]:
    return or_(couples.c.first_id == person_id, couples.c.second_id == person_id)


def _stands(person_id: UUID) -> ColumnElement[bool]:
    return or_(
        and_(couples.c.first_id == person_id, couples.c.first_side != Side.LEFT),
        and_(couples.c.second_id == person_id, couples.c.second_side != Side.LEFT),
    )
