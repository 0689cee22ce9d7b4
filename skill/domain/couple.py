"""Two people who link: a spoken code, a second act, each side leaving by itself; a half-done link grants nothing."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

CODE_FOR = timedelta(minutes=10)
"""How long a code counts (rules.md K1)."""
CONFIRM_FOR = timedelta(days=1)
"""How long the one who invited may take to confirm what was said."""
VIEW_STAYS = timedelta(days=30)
"""For how long the other one's view stays that of "nothing shared" once somebody is erased (rules.md F4)."""
PAIRS = 4
LOWEST, HIGHEST = 10, 99
"""Each pair of digits is said as one number without a leading zero: 90^4 codes, 25.9 bits (ASVS 6.5.4 asks 20)."""
TRIES_AN_HOUR = 5
"""Codes that one user may say within an hour (rules.md K1)."""
TRIES_A_MINUTE = 60
"""Codes that may be said within a minute in all (rules.md K1)."""
TRIES_A_CODE = 20
"""How often one code may be said, by whomever (rules.md K1)."""
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


class Purpose(StrEnum):
    """What a code is for: a link with somebody else, or the same person's way in at another account."""

    LINK = "link"
    RECOVERY_CODE = "key"


class InvitationState(StrEnum):
    """How far an invitation has come; LEFT: whoever said the code has left before it was confirmed."""

    OPEN = "open"
    SAID = "said"
    LEFT = "left"
    LINKED = "linked"
    GONE = "gone"


@dataclass(eq=False)
class Invitation:
    """One code of one person; the code itself is nowhere, only a keyed hash of it.

    Attributes:
        person_id: who invites; only this person may confirm.
        invitee_id: who said the code, once somebody has.
        tries: how often it was said.
        purpose: LINK, or KEY: whoever says it is let in as this person, without a second act.
        sealed_name: what who said the code was called then, sealed for who invites: it stays what was said, whatever
            the other one does afterwards; None where that one has no name.
    """

    id: UUID
    person_id: UUID
    made_at: datetime
    code_lookup: bytes
    state: InvitationState = InvitationState.OPEN
    invitee_id: UUID | None = None
    tries: int = 0
    purpose: Purpose = Purpose.LINK
    sealed_name: bytes | None = None


@dataclass(eq=False)
class CodeTry:
    """That a code was said, right or wrong: when, and by which account as a keyed hash."""

    id: UUID
    tried_at: datetime
    user_lookup: bytes


class Side(StrEnum):
    """Where one of the two stands. The other one's view does not depend on it (rules.md F4)."""

    TOGETHER = "together"
    LEAVING = "leaving"
    LEFT = "left"


@dataclass(eq=False)
class Couple:
    """Two persons who linked.

    Attributes:
        first_id, second_id: who invited, and who was invited.
        first_told_at, second_told_at: when each last heard in an own session how much it shares, or None.
        first_side, second_side: TOGETHER; LEAVING from the turn in which "leave" was said: nothing is shared either way
            any more; LEFT once that was confirmed.
    """

    id: UUID
    first_id: UUID
    second_id: UUID
    linked_at: datetime
    first_side: Side = Side.TOGETHER
    second_side: Side = Side.TOGETHER
    first_told_at: datetime | None = None
    second_told_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """May anything pass between the two? Only while neither has said to leave."""
        return self.first_side is Side.TOGETHER and self.second_side is Side.TOGETHER

    def other(self, person_id: UUID) -> UUID:
        """Return the id of the other one."""
        return self.second_id if person_id == self.first_id else self.first_id

    def side(self, person_id: UUID) -> Side:
        """Return where this one stands."""
        return self.first_side if person_id == self.first_id else self.second_side

    def told_at(self, person_id: UUID) -> datetime:
        """Return when this one last heard how much it shares; at first, when the two linked."""
        told = self.first_told_at if person_id == self.first_id else self.second_told_at
        return told if told is not None else self.linked_at

    def tell(self, person_id: UUID, at: datetime) -> None:
        """Note when this one heard how much it shares."""
        if person_id == self.first_id:
            self.first_told_at = at
        else:
            self.second_told_at = at

    def leave(self, person_id: UUID, *, for_good: bool) -> None:
        """Let one of the two go; what was left once is not undone by leaving again."""
        side = Side.LEFT if for_good or self.side(person_id) is Side.LEFT else Side.LEAVING
        if person_id == self.first_id:
            self.first_side = side
        else:
            self.second_side = side


def new_code(below: Callable[[int], int]) -> str:
    """Return a fresh code, eight digits.

    Args:
        below: draws a number from zero up to, not including, its argument; from a source that nobody can guess.
    """
    return "".join(str(LOWEST + below(HIGHEST - LOWEST + 1)) for _ in range(PAIRS))


def said_in_pairs(code: str) -> tuple[int, ...]:
    """Return a code as the numbers in which it is said: "23415678" -> 23, 41, 56, 78."""
    return tuple(int(code[at : at + 2]) for at in range(0, len(code), 2))


def code_of(parts: list[str | None]) -> str | None:
    """Return the code that was said in these parts, or None where they are not eight digits."""
    digits = "".join(char for part in parts for char in part or "" if char.isascii() and char.isdecimal())
    return digits if len(digits) == 2 * PAIRS else None


def in_order() -> Callable[[int], int]:
    """Return what draws the numbers of spoken codes in a script's own folder: in an order, so that it replays alike."""
    numbers = itertools.count(13, 28)
    return lambda below: next(numbers) % below
