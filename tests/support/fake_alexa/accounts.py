"""Who has the skill: accounts with their Echo, what they agreed to, and the session that is open."""

import itertools
from dataclasses import dataclass, field
from typing import Any

from .rules import ENDPOINTS

_numbers = itertools.count(1)


@dataclass
class Account:
    """One Amazon account and the Echo it speaks to.

    Attributes:
        user: its id; a new one after the skill was disabled and enabled again (rules.md X18).
        device: the Echo's id.
        zone: the Echo's time zone, or None where Alexa knows none.
        can_remind: the developer console's simulator cannot (rules.md X12).
        stage: at which the skill is enabled, "development" or "live".
        consents: scopes that are granted now.
        subscriptions: proactive events that the account switched on.
        profile: what the Settings API tells with a consent, such as `givenName`.
        person: the recognised speaker's id, or None.
        session: what the open session carries, or None.
        elicit: intent and slot that the skill asked for, which the next sentence answers, or None.
        confidence: how sure Alexa is of that speaker: 300 for the voice, 400 once its PIN was given.
        pin: the four digits of that speaker's own profile, or None where there are none.
        endpoint: where the APIs for this account are, as its requests say.
        interfaces: what the Echo says that it can show, by interface.
        asked: the directive with which the skill asked for a permission, until it is answered.
        pin_asked: the directive with which the skill handed the question for the PIN to Alexa, until it is answered.
        cards: what the Alexa app shows, the newest last.
    """

    user: str
    device: str = field(default_factory=lambda: f"amzn1.ask.device.KITCHEN{next(_numbers)}")
    zone: str | None = "America/New_York"
    can_remind: bool = True
    stage: str = "development"
    is_enabled: bool = True
    consents: set[str] = field(default_factory=set)
    subscriptions: set[str] = field(default_factory=set)
    profile: dict[str, Any] = field(default_factory=dict)
    person: str | None = None
    confidence: int = 300
    pin: str | None = None
    endpoint: str = ENDPOINTS["NA"][0]
    interfaces: dict[str, Any] = field(default_factory=dict)
    session: dict[str, Any] | None = None
    elicit: tuple[str, str] | None = None
    asked: dict[str, Any] | None = None
    pin_asked: dict[str, Any] | None = None
    cards: list[dict[str, Any]] = field(default_factory=list)


class Accounts:
    """All accounts, by user id."""

    def __init__(self) -> None:
        self._all: dict[str, Account] = {}

    def add(self, account: Account) -> Account:
        """Keep an account."""
        self._all[account.user] = account
        return account

    def of(self, user: str) -> Account:
        """Return the account of an id, enabled or not.

        Raises:
            KeyError: nobody has that id.
        """
        if user not in self._all:
            raise KeyError(f"nobody has the id {user}; enable the skill first")
        return self._all[user]

    def knows(self, user: str) -> bool:
        """Did this id ever have the skill?"""
        return user in self._all

    def enabled(self, user: object) -> Account | None:
        """Return the account of an id if it has the skill now."""
        found = self._all.get(user) if isinstance(user, str) else None
        return found if found is not None and found.is_enabled else None

    def all_enabled(self) -> list[Account]:
        """Return every account that has the skill now."""
        return [one for one in self._all.values() if one.is_enabled]
