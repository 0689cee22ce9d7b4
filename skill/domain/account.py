"""An account of Amazon's as its events tell of it: enabled or not, what it allowed, what it subscribed to."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

KEPT_AFTER_DISABLING = timedelta(days=30)
"""How long sealed data is kept once the skill was disabled (rules.md F6)."""


class Region(StrEnum):
    """Which of Amazon's regions serves an account."""

    NORTH_AMERICA = "na"
    EUROPE = "eu"
    FAR_EAST = "fe"


@dataclass(eq=False)
class Account:
    """What is known of one account. Events come late, more than once and in any order: the latest word counts.

    Attributes:
        lookup: keyed hash of the account's id, by which it is found.
        person_id: whose it is, or None as long as only events told of it.
        region: where its APIs are; known from its own requests.
        enabled_at, disabled_at: the latest instants at which the skill was enabled and disabled.
        may_remind, may_remind_at: may reminders be made, as of when; None where nothing was heard.
        notifies, notifies_at: did it subscribe to notices, as of when.
        linked, linked_at: is it linked to an account of ours, as of when.
    """

    lookup: bytes
    person_id: UUID | None = None
    region: Region = Region.NORTH_AMERICA
    enabled_at: datetime | None = None
    disabled_at: datetime | None = None
    may_remind: bool | None = None
    may_remind_at: datetime | None = None
    notifies: bool = False
    notifies_at: datetime | None = None
    linked: bool = False
    linked_at: datetime | None = None

    @property
    def is_disabled(self) -> bool:
        """Is the skill switched off? Of two events of one instant the one that silences counts."""
        return self.disabled_at is not None and (self.enabled_at is None or self.enabled_at <= self.disabled_at)

    def enable(self, at: datetime) -> None:
        """The skill was enabled at `at`."""
        self.enabled_at = max(self.enabled_at or at, at)

    def disable(self, at: datetime) -> None:
        """The skill was disabled at `at`."""
        self.disabled_at = max(self.disabled_at or at, at)

    def allow_reminders(self, may: bool, at: datetime) -> None:
        """Reminders are allowed, or no longer, as of `at`."""
        if _is_news(self.may_remind_at, at, is_quiet=not may):
            self.may_remind, self.may_remind_at = may, at

    def subscribe(self, notifies: bool, at: datetime) -> None:
        """Notices are wanted, or no longer, as of `at`."""
        if _is_news(self.notifies_at, at, is_quiet=not notifies):
            self.notifies, self.notifies_at = notifies, at

    def link(self, linked: bool, at: datetime) -> None:
        """The account was linked, or unlinked, at `at`."""
        if _is_news(self.linked_at, at, is_quiet=not linked):
            self.linked, self.linked_at = linked, at


@dataclass(eq=False)
class Device:
    """One device of an account and the time zone that Alexa last told for it.

    Attributes:
        lookup: keyed hash of the device's id.
        zone: IANA name; another one later means that the device moved.
        told_at: when it was last told.
    """

    lookup: bytes
    person_id: UUID
    zone: str
    told_at: datetime


def _is_news(known_at: datetime | None, at: datetime, *, is_quiet: bool) -> bool:
    """Is this the latest word? Of two of one instant the one that takes something away counts."""
    return known_at is None or at > known_at or (at == known_at and is_quiet)
