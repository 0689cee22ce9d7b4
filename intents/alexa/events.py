"""Requests without a session: what Amazon tells of an account, what it says of a reminder, our own messages come back.

All of it comes late, more than once and in any order; nothing is ever said to it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from intents.dialog.alexa_tasks import TaskKind
from intents.dialog.turn import AmazonTask
from skill.alexa.api.proactive import EVENT
from skill.alexa.api.reminders import SCOPE
from skill.alexa.verification.request_body import within
from skill.domain.account import Account
from skill.domain.reminder import EndReason
from skill.storage.unit_of_work import UnitOfWork

JOB = "reminder"
"""The only thing that a skill message asks for; beside it stands a row's id and nothing else."""


@dataclass(frozen=True)
class Event:
    """One request without a session; whatever it does not tell is empty.

    Attributes:
        kind: for example "AlexaSkillEvent.SkillEnabled".
        user_id: the account it tells of.
        at: when it happened, never after it came.
        alerts: the reminders that it tells of.
        status: how a reminder is now.
        permissions, subscriptions: the whole set of what the account now allows, and of what it wants to be told.
        row: which row one of our own skill messages asks to bring in step, or None.
    """

    kind: str
    user_id: str
    at: datetime
    alerts: tuple[str, ...]
    status: str
    permissions: frozenset[str]
    subscriptions: frozenset[str]
    row: UUID | None


def read_event(request: Any, user_id: str, now: datetime) -> Event:
    """Read an event's `request` block; whatever is not of the known form is left out.

    Args:
        now: UTC; the time of an event that says none, or one that is still to come.
    """
    body, stamp = within(request, "body"), within(request, "eventCreationTime") or within(request, "timestamp")
    several = within(body, "alertTokens")
    alerts = several if isinstance(several, list) else [within(body, "alertToken")]
    return Event(
        kind=str(within(request, "type")),
        user_id=user_id,
        at=_instant(stamp, now),
        alerts=tuple(one for one in alerts if isinstance(one, str)),
        status=str(within(body, "status")),
        permissions=_named(within(body, "acceptedPermissions"), "scope"),
        subscriptions=_named(within(body, "subscriptions"), "eventName"),
        row=_row(within(request, "message")),
    )


def receive(event: Event, work: UnitOfWork, now: datetime) -> AmazonTask | None:
    """Keep what an event tells, within its transaction; return what Amazon must be told in turn, or None.

    A kind that nobody here knows changes nothing.
    """
    if event.kind == "Messaging.MessageReceived":
        return AmazonTask(TaskKind.SYNC, event.row) if event.row is not None else None
    if event.kind.startswith("Reminders."):
        _reminder(event, work, now)
        return None
    act = _ACTS.get(event.kind)
    if act is not None:
        account = work.accounts.of(event.user_id)
        act(account, event)
        _silence(account, work, now)
    return None


def _silence(account: Account, work: UnitOfWork, now: datetime) -> None:
    """What is not allowed any more rings no more: at once, whatever else is on its way."""
    if account.is_disabled:
        work.reminders.end_all(account.lookup, EndReason.DISABLED, now)
    elif account.may_remind is False:
        work.reminders.end_ringing(account.lookup, EndReason.NOT_ALLOWED, now)


def _reminder(event: Event, work: UnitOfWork, now: datetime) -> None:
    """Alexa said it, it is over, or the person removed it; what we do not know is somebody's of an earlier account."""
    for token in event.alerts:
        reminder = work.reminders.by_alert(token)
        if reminder is None:
            if event.kind == "Reminders.ReminderCreated":
                work.alexa_rings.adopt_unknown(event.user_id, token, now)
        elif event.kind == "Reminders.ReminderStarted":
            work.alexa_rings.record_spoken(reminder, event.at)
        elif event.kind == "Reminders.ReminderDeleted":
            person = work.people.get(reminder.person_id)
            is_ours = person is not None and work.reminders.wanted(reminder, person, now) is None
            reminder.end(EndReason.NOT_WANTED if is_ours else EndReason.REMOVED, now)
        elif event.status == "COMPLETED" and not reminder.is_daily:
            reminder.end(EndReason.DONE, now)


def _permit(account: Account, event: Event) -> None:
    account.allow_reminders(SCOPE in event.permissions, event.at)


_ACTS: dict[str, Callable[[Account, Event], None]] = {
    "AlexaSkillEvent.SkillEnabled": lambda account, event: account.enable(event.at),
    "AlexaSkillEvent.SkillDisabled": lambda account, event: account.disable(event.at),
    "AlexaSkillEvent.SkillPermissionAccepted": _permit,
    "AlexaSkillEvent.SkillPermissionChanged": _permit,
    "AlexaSkillEvent.ProactiveSubscriptionChanged": lambda account, event: account.subscribe(
        EVENT in event.subscriptions, event.at
    ),
    "AlexaSkillEvent.SkillAccountLinked": lambda account, event: account.link(True, event.at),
    "AlexaSkillEvent.SkillAccountUnlinked": lambda account, event: account.link(False, event.at),
}
"""What each event of an account means; the last one is not in the SDK (rules.md X15)."""


def _named(several: Any, key: str) -> frozenset[str]:
    names = (within(one, key) for one in several) if isinstance(several, list) else ()
    return frozenset(name for name in names if isinstance(name, str))


def _row(message: Any) -> UUID | None:
    said = within(message, "id")
    try:
        return UUID(said) if within(message, "job") == JOB and isinstance(said, str) else None
    except ValueError:
        return None


def _instant(said: Any, now: datetime) -> datetime:
    try:
        found = datetime.fromisoformat(said) if isinstance(said, str) else None
        return min(found.astimezone(UTC), now) if found is not None and found.tzinfo is not None else now
    except (ValueError, OverflowError):
        return now
