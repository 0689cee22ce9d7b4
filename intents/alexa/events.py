"""Requests without a session: what Amazon tells of an account, what it says of a reminder, our own messages come back.

All of it comes late, more than once and in any order; nothing is ever said to it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from intents.dialog.alexa_tasks import TaskKind
from intents.dialog.turn import AmazonTask
from skill.alexa.api.proactive import EVENT
from skill.alexa.api.reminders import SCOPE
from skill.domain.account import Account
from skill.domain.reminder import EndReason
from skill.storage.unit_of_work import UnitOfWork

JOB = "reminder"
"""The only thing that a skill message asks for; beside it stands a row's id and nothing else."""


@dataclass(frozen=True)
class Event:
    """One request without a session.

    Attributes:
        kind: for example "AlexaSkillEvent.SkillEnabled".
        user_id: the account it tells of.
        at: when it happened, never after it came.
        body: what it tells; empty where it tells nothing.
        message: what one of our own skill messages carried.
    """

    kind: str
    user_id: str
    at: datetime
    body: Mapping[str, Any]
    message: Mapping[str, Any]


def read_event(request: Mapping[str, Any], user_id: str, now: datetime) -> Event:
    """Read an event's `request` block; whatever is not of the known form is left out.

    Args:
        now: UTC; the time of an event that says none, or one that is still to come.
    """
    said = request.get("eventCreationTime") or request.get("timestamp")
    return Event(
        str(request.get("type")), user_id, _instant(said, now), _block(request, "body"), _block(request, "message")
    )


def receive(event: Event, work: UnitOfWork, now: datetime) -> AmazonTask | None:
    """Keep what an event tells, within its transaction; return what Amazon must be told in turn, or None.

    A kind that nobody here knows changes nothing.
    """
    if event.kind == "Messaging.MessageReceived":
        return _message(event)
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


def _message(event: Event) -> AmazonTask | None:
    said = event.message.get("id")
    if event.message.get("job") != JOB or not isinstance(said, str):
        return None
    try:
        return AmazonTask(TaskKind.MIRROR, UUID(said))
    except ValueError:
        return None


def _reminder(event: Event, work: UnitOfWork, now: datetime) -> None:
    """Alexa said it, it is over, or the person removed it; what we do not know is somebody's of an earlier account."""
    tokens = event.body.get("alertTokens") if event.kind == "Reminders.ReminderDeleted" else None
    for token in tokens if isinstance(tokens, list) else [event.body.get("alertToken")]:
        reminder = work.reminders.by_alert(token) if isinstance(token, str) else None
        if reminder is None:
            if isinstance(token, str) and event.kind == "Reminders.ReminderCreated":
                work.alexa_rings.adopt_unknown(event.user_id, token, now)
        elif event.kind == "Reminders.ReminderStarted":
            work.alexa_rings.record_spoken(reminder, event.at)
        elif event.kind == "Reminders.ReminderDeleted":
            person = work.people.get(reminder.person_id)
            is_ours = person is not None and work.reminders.wanted(reminder, person, now) is None
            reminder.end(EndReason.NOT_WANTED if is_ours else EndReason.REMOVED, now)
        elif event.body.get("status") == "COMPLETED" and not reminder.is_daily:
            reminder.end(EndReason.DONE, now)


def _permissions(account: Account, event: Event) -> None:
    accepted = event.body.get("acceptedPermissions")
    scopes = {one.get("scope") for one in accepted if isinstance(one, Mapping)} if isinstance(accepted, list) else set()
    account.allow_reminders(SCOPE in scopes, event.at)


def _subscriptions(account: Account, event: Event) -> None:
    said = event.body.get("subscriptions")
    names = {one.get("eventName") for one in said if isinstance(one, Mapping)} if isinstance(said, list) else set()
    account.subscribe(EVENT in names, event.at)


_ACTS: dict[str, Callable[[Account, Event], None]] = {
    "AlexaSkillEvent.SkillEnabled": lambda account, event: account.enable(event.at),
    "AlexaSkillEvent.SkillDisabled": lambda account, event: account.disable(event.at),
    "AlexaSkillEvent.SkillPermissionAccepted": _permissions,
    "AlexaSkillEvent.SkillPermissionChanged": _permissions,
    "AlexaSkillEvent.ProactiveSubscriptionChanged": _subscriptions,
    "AlexaSkillEvent.SkillAccountLinked": lambda account, event: account.link(True, event.at),
    "AlexaSkillEvent.SkillAccountUnlinked": lambda account, event: account.link(False, event.at),
}
"""What each event of an account means; the last one is not in the SDK (rules.md X15)."""


def _block(request: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = request.get(name)
    return found if isinstance(found, Mapping) else {}


def _instant(said: Any, now: datetime) -> datetime:
    try:
        found = datetime.fromisoformat(said) if isinstance(said, str) else None
        return min(found.astimezone(UTC), now) if found is not None and found.tzinfo is not None else now
    except (ValueError, OverflowError):
        return now
