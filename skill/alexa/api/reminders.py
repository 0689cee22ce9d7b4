"""The Reminders API, version 1: what is sent, what is read back, and which of its refusals mean what."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from skill.alexa.api.client import ALL_SECONDS, Api, ApiAccess, CallFailed, CallFault, Client
from skill.domain.reminder import Alert
from skill.domain.rule import EVERY_DAY

SCOPE = "alexa::alerts:reminders:skill:readwrite"
PATH = "/v1/alerts/reminders"
FULL = "MAX_REMINDERS_EXCEEDED"
NOT_HERE = "DEVICE_NOT_SUPPORTED"
"""Codes of a 403 that are not about a permission (rules.md X12)."""
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LOCALE = "en-US"


@dataclass(frozen=True, repr=False)
class KeptAlert:
    """One alert as Alexa keeps it.

    Attributes:
        id: Alexa's own.
        text: what it says.
        trigger: when it rings, as it was sent.
    """

    id: str
    text: str
    trigger: dict[str, Any]
    is_on: bool


class ReminderCalls:
    """Makes, reads, changes and deletes; each call needs the access of a request of that account."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def create(
        self, access: ApiAccess, alert: Alert, label: str, now: datetime, *, seconds: float = ALL_SECONDS
    ) -> str:
        """Make an alert and return Alexa's id of it; inside a session only.

        Args:
            label: neutral words from the closed list; Alexa says them twice, to whoever is in the room.

        Raises:
            CallFailed: UNAUTHORISED or FORBIDDEN without the permission; FORBIDDEN with code FULL or NOT_HERE.
        """
        body = write(alert, label, now)
        answer = self._client.call(
            Api.REMINDERS, "POST", access.base + PATH, token=access.token, json=body, seconds=seconds
        )
        made = answer.get("alertToken") if isinstance(answer, dict) else None
        if not isinstance(made, str) or not made:
            raise CallFailed(CallFault.UNREADABLE)
        return made

    def update(self, access: ApiAccess, alert_id: str, alert: Alert, label: str, now: datetime) -> None:
        """Let an alert ring otherwise from now on.

        Raises:
            CallFailed: UNKNOWN where it is gone.
        """
        body = write(alert, label, now)
        self._client.call(Api.REMINDERS, "PUT", access.base + _one(alert_id), token=access.token, json=body)

    def delete(self, access: ApiAccess, alert_id: str) -> None:
        """Take an alert away.

        Raises:
            CallFailed: UNKNOWN where it is gone already.
        """
        self._client.call(Api.REMINDERS, "DELETE", access.base + _one(alert_id), token=access.token)

    def kept(self, access: ApiAccess, *, seconds: float = ALL_SECONDS) -> list[KeptAlert]:
        """Return what Alexa keeps of ours; what cannot be read is left out.

        Raises:
            CallFailed: it could not be asked.
        """
        answer = self._client.call(Api.REMINDERS, "GET", access.base + PATH, token=access.token, seconds=seconds)
        return list(_read(answer))


def write(alert: Alert, label: str, now: datetime) -> dict[str, Any]:
    """Return the body of a reminder: local wall times without offset, and the zone's name (rules.md X11)."""
    return {
        "requestTime": _wall(now.astimezone(ZoneInfo(alert.zone))),
        "trigger": {"type": "SCHEDULED_ABSOLUTE", "timeZoneId": alert.zone, **_when(alert, now)},
        "alertInfo": {
            "spokenInfo": {"content": [{"locale": LOCALE, "text": label, "ssml": f"<speak>{escape(label)}</speak>"}]}
        },
        "pushNotification": {"status": "DISABLED"},
    }


def is_same(kept: KeptAlert, alert: Alert, label: str, now: datetime) -> bool:
    """Is this the alert that was to be made, although its answer never came?"""
    meant = _when(alert, now)
    if kept.text != label or not kept.is_on or kept.trigger.get("timeZoneId") != alert.zone:
        return False
    if not alert.is_daily:
        said = kept.trigger.get("scheduledTime")
        return isinstance(said, str) and said[:19] == meant["scheduledTime"][:19]
    recurrence = kept.trigger.get("recurrence")
    rules = recurrence.get("recurrenceRules") if isinstance(recurrence, dict) else None
    return bool(rules == meant["recurrence"]["recurrenceRules"])


def _when(alert: Alert, now: datetime) -> dict[str, Any]:
    hour, minute = divmod(alert.minute, 60)
    ring = datetime.combine(alert.first_on, time(hour, minute))
    if not alert.is_daily:
        return {"scheduledTime": _wall(ring)}
    # Not in the past: it starts with its first date, or where that is today, a minute from now at the latest.
    local = now.astimezone(ZoneInfo(alert.zone)).replace(tzinfo=None)
    start = max(datetime.combine(alert.first_on, time()), min(local + timedelta(minutes=1), ring))
    names = ",".join(day for bit, day in enumerate(DAYS) if alert.days >> bit & 1)
    often = "DAILY" if alert.days == EVERY_DAY else f"WEEKLY;BYDAY={names}"
    rule = f"FREQ={often};BYHOUR={hour};BYMINUTE={minute};BYSECOND=0;INTERVAL=1;"
    return {"recurrence": {"startDateTime": _wall(start.replace(second=0)), "recurrenceRules": [rule]}}


def _wall(local: datetime) -> str:
    return local.replace(tzinfo=None, microsecond=0).isoformat() + ".000"


def _one(alert_id: str) -> str:
    return f"{PATH}/{quote(alert_id, safe='')}"


def _read(answer: Any) -> Iterator[KeptAlert]:
    alerts = answer.get("alerts") if isinstance(answer, dict) else None
    for one in alerts if isinstance(alerts, list) else ():
        try:
            content = one["alertInfo"]["spokenInfo"]["content"]
            text = content[0]["text"]
            yield KeptAlert(str(one["alertToken"]), str(text), dict(one["trigger"]), one.get("status") == "ON")
        except (KeyError, IndexError, TypeError, ValueError):
            continue
