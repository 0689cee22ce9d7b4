"""What an Echo brings with a turn, and what Amazon may be asked to do after it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from skill.alexa.api.reminders import SCOPE

ASKED: dict[str, Any] = {
    "@type": "AskForPermissionsConsentRequest",
    "@version": "2",
    "permissionScopes": [{"permissionScope": SCOPE, "consentLevel": "ACCOUNT"}],
}
"""With what Alexa asks for the permission in words of her own (rules.md X13)."""


@dataclass(frozen=True)
class AlexaDevice:
    """The Echo that a turn came from, where Alexa can be asked to ring.

    Attributes:
        user_id: Amazon's id of the account.
        may_remind: did Alexa say that the account allows reminders?
    """

    user_id: str = field(repr=False)
    may_remind: bool = False


@dataclass(frozen=True)
class Permission:
    """What Alexa came back with from its question for a permission.

    Attributes:
        token: what we gave it to bring back.
        is_granted: yes, no, or None where it was not answered.
    """

    token: UUID | None
    is_granted: bool | None


@dataclass(frozen=True)
class Connection:
    """A task that is handed to Alexa; the session goes on with its result (rules.md X13, X18).

    Attributes:
        uri: which task.
        input: what it needs, as Alexa defines it.
        token: comes back with the result; begins with the name of whoever hands it over, and "|".
    """

    uri: str
    input: Mapping[str, object]
    token: str


@dataclass(frozen=True)
class TaskResult:
    """What came back of a task.

    Attributes:
        token: as it was handed over.
        status: Alexa's word for how it went, or None.
    """

    token: str
    status: str | None


class TaskKind(StrEnum):
    """What Amazon is asked to do after a turn's commit."""

    MAKE = "make"
    SYNC = "sync"
    ZONE = "zone"


class TaskOutcome(StrEnum):
    """How that went."""

    DONE = "done"
    NOT_ALLOWED = "not_allowed"
    NOT_HERE = "not_here"
    FULL = "full"
    UNCERTAIN = "uncertain"
    LATER = "later"
