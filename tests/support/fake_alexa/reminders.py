"""The Reminders API, version 1: what it keeps, what it refuses, and what rings."""

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from .accounts import Account
from .calls import Answer, Call, Refused
from .rules import KEPT_COMPLETED, REMIND, Rules
from .tokens import RequestToken, Tokens
from .trigger import Schedule, read_trigger

PATH = "/v1/alerts/reminders"
ON, COMPLETED = "ON", "COMPLETED"
Report = Callable[[Account, str, dict[str, Any]], None]


@dataclass
class Alert:
    """A reminder as Alexa keeps it.

    Attributes:
        said: `trigger`, `alertInfo` and `pushNotification` as they were sent.
        due: UTC instant of the next ring, None where there is none left.
    """

    token: str
    account: Account
    said: dict[str, Any]
    schedule: Schedule
    created: datetime
    updated: datetime
    due: datetime | None
    status: str = ON
    version: int = 1

    def summary(self) -> dict[str, Any]:
        """Return what creating and changing answer."""
        times = {"createdTime": _stamp(self.created), "updatedTime": _stamp(self.updated)}
        href = f"{PATH}/{self.token}"
        return {"alertToken": self.token, **times, "status": self.status, "version": str(self.version), "href": href}

    def whole(self) -> dict[str, Any]:
        """Return what reading answers."""
        summary = self.summary()
        del summary["href"]
        return {**summary, **self.said}


@dataclass(frozen=True)
class Rang:
    """What Alexa said aloud.

    Attributes:
        at: UTC.
        text: by its first content; Alexa says it twice after "Here's your reminder".
    """

    at: datetime
    user: str
    device: str
    token: str
    text: str


class Reminders:
    """Every reminder of the skill.

    Args:
        tokens: knows whose call it is.
        report: takes an account, an event's name without prefix and its body.
    """

    def __init__(self, tokens: Tokens, report: Report, rules: Rules) -> None:
        self._tokens = tokens
        self._report = report
        self._rules = rules
        self.alerts: dict[str, Alert] = {}
        self.rang: list[Rang] = []

    def create(self, call: Call, now: datetime) -> Answer:
        """Answer `POST /v1/alerts/reminders`: never out of a session."""
        token = self._allowed(call, now)
        if not token.is_in_session:
            words = "a reminder is created with the token of a session's request only"
            raise Refused(self._rules.out_of_session_status, self._rules.no_consent_code, words)
        if not token.account.can_remind:
            raise Refused(403, "DEVICE_NOT_SUPPORTED", "this device has no reminders")
        said, schedule = self._read(call, token, now)
        of_device = [one for one in self.alerts.values() if one.account is token.account and one.status == ON]
        if len(of_device) >= self._rules.reminders_per_device:
            raise Refused(403, "MAX_REMINDERS_EXCEEDED", "this device has too many reminders")
        alert = Alert(str(uuid4()), token.account, said, schedule, now, now, schedule.next_after(now))
        self.alerts[alert.token] = alert
        self._tell(alert, "ReminderCreated")
        return Answer(200, alert.summary())

    def read_all(self, call: Call, now: datetime) -> Answer:
        """Answer `GET /v1/alerts/reminders`; `totalCount` is a string (rules.md X11)."""
        token = self._allowed(call, now)
        self._forget(now)
        found = [one.whole() for one in self.alerts.values() if one.account is token.account]
        return Answer(200, {"totalCount": str(len(found)), "alerts": found, "links": None})

    def read(self, call: Call, now: datetime, alert: str) -> Answer:
        """Answer `GET /v1/alerts/reminders/{alertToken}`."""
        return Answer(200, self._own(call, now, alert).whole())

    def update(self, call: Call, now: datetime, alert: str) -> Answer:
        """Answer `PUT /v1/alerts/reminders/{alertToken}`, with the whole object; what has rung may be set anew."""
        token = self._allowed(call, now)
        found = self._own(call, now, alert)
        found.said, found.schedule = self._read(call, token, now)
        found.updated, found.due = now, found.schedule.next_after(now)
        found.status, found.version = ON, found.version + 1
        self._tell(found, "ReminderUpdated")
        return Answer(200, found.summary())

    def delete(self, call: Call, now: datetime, alert: str) -> Answer:
        """Answer `DELETE /v1/alerts/reminders/{alertToken}`."""
        self.remove(self._own(call, now, alert).token)
        return Answer(200)

    def remove(self, alert: str) -> None:
        """Let a reminder go, as the person may in the Alexa app.

        Raises:
            KeyError: there is none.
        """
        gone = self.alerts.pop(alert)
        self._report(gone.account, "ReminderDeleted", {"alertTokens": [alert]})

    def complete(self, alert: str) -> None:
        """Mark a reminder as done, as the person may in the Alexa app.

        Raises:
            KeyError: there is none.
        """
        done = self.alerts[alert]
        done.status, done.due = COMPLETED, None
        self._tell(done, "ReminderStatusChanged")

    def of(self, account: Account) -> list[Alert]:
        """Return an account's reminders, the oldest first."""
        return [one for one in self.alerts.values() if one.account is account]

    def next_due(self) -> datetime | None:
        """Return the instant of the next ring."""
        return min((one.due for one in self.alerts.values() if one.due is not None), default=None)

    def ring(self, now: datetime) -> None:
        """Say aloud whatever is due, in order; each reminder at most once for a stretch that was slept through."""
        due = [one for one in self.alerts.values() if one.due is not None and one.due <= now]
        for alert in sorted(due, key=lambda one: (one.due, one.token)):
            if alert.account.is_enabled or self._rules.rings_when_disabled:
                text = alert.said["alertInfo"]["spokenInfo"]["content"][0]["text"]
                self.rang.append(Rang(now, alert.account.user, alert.account.device, alert.token, text))
                self._tell(alert, "ReminderStarted")
            alert.due = alert.schedule.next_after(now)
            if alert.due is None:
                alert.status, alert.updated = COMPLETED, now
                self._tell(alert, "ReminderStatusChanged")

    def _allowed(self, call: Call, now: datetime) -> RequestToken:
        token = self._tokens.of_request(call, now)
        if token is None:
            raise Refused(401, self._rules.stale_token_code, "the token is none of a request, or an old one")
        if REMIND not in token.consents & token.account.consents:
            status = self._rules.without_consent[call.method]
            raise Refused(status, self._rules.no_consent_code, f"no consent to {REMIND}")
        return token

    def _own(self, call: Call, now: datetime, alert: str) -> Alert:
        token = self._allowed(call, now)
        self._forget(now)
        found = self.alerts.get(alert)
        if found is None or found.account is not token.account:
            raise Refused(404, "ALERT_NOT_FOUND", "there is no such reminder")
        return found

    def _read(self, call: Call, token: RequestToken, now: datetime) -> tuple[dict[str, Any], Schedule]:
        code = self._rules.bad_field_code
        body = call.object(code)
        schedule = read_trigger(body, token.account.zone, now, self._rules)
        info = body.get("alertInfo")
        spoken = info.get("spokenInfo") if isinstance(info, dict) else None
        content = spoken.get("content") if isinstance(spoken, dict) else None
        if not isinstance(content, list) or not content:
            raise Refused(400, code, "alertInfo.spokenInfo.content is missing")
        for one in content:
            _check_words(one, code)
        push = body.get("pushNotification", {"status": "DISABLED"})
        if not isinstance(push, dict) or push.get("status") not in ("ENABLED", "DISABLED"):
            raise Refused(400, code, "pushNotification.status is neither ENABLED nor DISABLED")
        return {"trigger": body["trigger"], "alertInfo": info, "pushNotification": push}, schedule

    def _forget(self, now: datetime) -> None:
        for one in list(self.alerts.values()):
            if one.status == COMPLETED and now - one.updated > KEPT_COMPLETED:
                del self.alerts[one.token]

    def _tell(self, alert: Alert, name: str) -> None:
        self._report(alert.account, name, {"alertToken": alert.token, "status": alert.status})


def _check_words(one: object, code: str) -> None:
    if not isinstance(one, dict) or not re.fullmatch(r"[a-z]{2}-[A-Z]{2}", str(one.get("locale"))):
        raise Refused(400, code, "content has no locale of the form en-US")
    text, ssml = one.get("text"), one.get("ssml")
    if not isinstance(text, str) or not text.strip():
        raise Refused(400, code, "content has no text")
    if ssml is not None:
        try:
            is_speech = ElementTree.fromstring(ssml).tag == "speak"
        except (ElementTree.ParseError, TypeError) as fault:
            raise Refused(400, code, "ssml is not well-formed") from fault
        if not is_speech:
            raise Refused(400, code, "ssml is not one <speak> element")


def _stamp(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{instant.microsecond // 1000:03d}Z"
