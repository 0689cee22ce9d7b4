"""The events our endpoint hears of, by the names the manifest subscribes them with, and the shape of each."""

from datetime import UTC, datetime
from typing import Any

MESSAGE = "Messaging.MessageReceived"
MANIFEST = {
    "AlexaSkillEvent.SkillEnabled": "SKILL_ENABLED",
    "AlexaSkillEvent.SkillDisabled": "SKILL_DISABLED",
    "AlexaSkillEvent.SkillPermissionAccepted": "SKILL_PERMISSION_ACCEPTED",
    "AlexaSkillEvent.SkillPermissionChanged": "SKILL_PERMISSION_CHANGED",
    "AlexaSkillEvent.SkillAccountLinked": "SKILL_ACCOUNT_LINKED",
    "AlexaSkillEvent.SkillAccountUnlinked": "SKILL_ACCOUNT_UNLINKED",
    "AlexaSkillEvent.ProactiveSubscriptionChanged": "SKILL_PROACTIVE_SUBSCRIPTION_CHANGED",
    "Reminders.ReminderCreated": "REMINDER_CREATED",
    "Reminders.ReminderUpdated": "REMINDER_UPDATED",
    "Reminders.ReminderDeleted": "REMINDER_DELETED",
    "Reminders.ReminderStarted": "REMINDER_STARTED",
    "Reminders.ReminderStatusChanged": "REMINDER_STATUS_CHANGED",
}
"""Request type to manifest name (rules.md X15; that of an unlinked account is presumed)."""


def event(kind: str, body: dict[str, Any] | None, now: datetime) -> dict[str, Any]:
    """Return what an event adds to its request.

    Args:
        kind: the request's type, a key of MANIFEST.
        body: None where the event has none, as when the skill is enabled.
        now: when it happened.
    """
    stamp = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    said: dict[str, Any] = {} if body is None else {"body": body}
    if kind.startswith("AlexaSkillEvent."):
        said |= {"eventCreationTime": stamp, "eventPublishingTime": stamp}
    return said


def permissions(scopes: set[str]) -> dict[str, Any]:
    """Return the body of a permission event: the full present set (rules.md X15)."""
    return {"acceptedPermissions": [{"scope": one} for one in sorted(scopes)], "acceptedPersonPermissions": []}


def subscriptions(names: set[str]) -> dict[str, Any]:
    """Return the body of a subscription event: what is switched on now; an empty list means switched off."""
    return {"subscriptions": [{"eventName": one} for one in sorted(names)]}
