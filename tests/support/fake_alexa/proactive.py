"""The Proactive Events API: fixed templates for those who subscribed, each reference once, and not too many."""

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from .accounts import Account, Accounts
from .calls import Answer, Call, Refused
from .rules import PROACTIVE, Rules
from .tokens import Tokens

MESSAGE_ALERT = "AMAZON.MessageAlert.Activated"
SCHEMAS = (
    MESSAGE_ALERT,
    *("AMAZON.WeatherAlert.Activated", "AMAZON.SportsEvent.Updated", "AMAZON.OrderStatus.Updated"),
    *("AMAZON.Occasion.Updated", "AMAZON.TrashCollectionAlert.Activated", "AMAZON.MediaContent.Available"),
    "AMAZON.SocialGameInvite.Available",
)
"""The templates there are (rules.md X17); only the first one's payload is checked here."""
_REFERENCE = re.compile(r"[A-Za-z0-9~]{1,100}")
_UTC = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z")
_ATTRIBUTE = re.compile(r'"localizedattribute:([^"]+)"')


@dataclass(frozen=True)
class Notification:
    """What an Echo shows after the chime, and says when it is asked.

    Attributes:
        at, ends: UTC.
        words: the template's values as one line, roughly as Alexa says them (rules.md X17).
    """

    at: datetime
    ends: datetime
    user: str
    reference: str
    event: str
    words: str


@dataclass(frozen=True)
class _Told:
    stamp: datetime
    at: datetime


class ProactiveEvents:
    """Takes events and hands them to subscribers.

    Args:
        published: event names in the manifest's `events.publications`.
    """

    def __init__(self, tokens: Tokens, accounts: Accounts, published: Collection[str], rules: Rules) -> None:
        self._tokens = tokens
        self._accounts = accounts
        self._published = frozenset(published)
        self._rules = rules
        self._told: dict[tuple[str, str], _Told] = {}
        self.notifications: list[Notification] = []

    def create(self, call: Call, now: datetime, stage: str) -> Answer:
        """Answer `POST /v1/proactiveEvents/` and `.../stages/development` (rules.md X17).

        Args:
            stage: "live" or "development"; each reaches only those who have the skill at that stage.

        Raises:
            Refused: 403 token, 400 body, 409 the same reference for the same customer, 432 too many for one customer.
        """
        if not self._tokens.may(call, PROACTIVE, now):
            raise Refused(403, 403, "the authentication token is not valid, or has no access to the resource")
        body = call.object(400)
        stamp = _instant(body, "timestamp")
        ends = _instant(body, "expiryTime")
        least, most = self._rules.proactive_ahead
        if not least <= ends - now <= most:
            raise Refused(400, 400, "expiryTime is not between five minutes and a day ahead")
        reference = body.get("referenceId")
        if not isinstance(reference, str) or not _REFERENCE.fullmatch(reference):
            raise Refused(400, 400, "referenceId is not of 1 to 100 letters, digits and ~")
        name, payload = self._event(body.get("event"))
        words = _words(body.get("localizedAttributes"), payload)
        for account in self._audience(body.get("relevantAudience"), stage):
            self._check_customer(account, reference, stamp, now, stage)
            self._told[account.user, reference] = _Told(stamp, now)
            if name in account.subscriptions:
                shown = [one for one in self.notifications if (one.user, one.reference) != (account.user, reference)]
                text = _template(name, payload, words)
                self.notifications = [*shown, Notification(now, ends, account.user, reference, name, text)]
        return Answer(202)

    def shown(self, account: Account, now: datetime) -> list[Notification]:
        """Return what waits for an account now."""
        return [one for one in self.notifications if one.user == account.user and now < one.ends]

    def _event(self, event: object) -> tuple[str, dict[str, Any]]:
        name = event.get("name") if isinstance(event, dict) else None
        payload = event.get("payload") if isinstance(event, dict) else None
        if name not in SCHEMAS or not isinstance(name, str) or not isinstance(payload, dict):
            raise Refused(400, 400, "event has no name of a schema, or no payload")
        if name not in self._published:
            raise Refused(400, 400, f"{name} is not among the manifest's publications")
        if name == MESSAGE_ALERT:
            _check_message_alert(payload)
        return name, payload

    def _audience(self, said: object, stage: str) -> list[Account]:
        kind = said.get("type") if isinstance(said, dict) else None
        payload = said.get("payload") if isinstance(said, dict) else None
        at_stage = [one for one in self._accounts.all_enabled() if one.stage == stage]
        if kind == "Multicast" and payload == {}:
            return at_stage
        user = payload.get("user") if isinstance(payload, dict) else None
        if kind != "Unicast" or not isinstance(user, str):
            raise Refused(400, 400, "relevantAudience is neither Unicast with a user nor Multicast with {}")
        # A user who is unknown or at the other stage is reached by nothing; that Amazon says so is not documented.
        return [one for one in at_stage if one.user == user]

    def _check_customer(self, account: Account, reference: str, stamp: datetime, now: datetime, stage: str) -> None:
        before = self._told.get((account.user, reference))
        if before is not None and stamp <= before.stamp:
            raise Refused(409, 409, "a duplicate event: the same referenceId for the same customer")
        day = [
            one for (user, _), one in self._told.items() if user == account.user and now - one.at < timedelta(days=1)
        ]
        if stage == "live" and before is None and len(day) >= self._rules.proactive_per_day:
            raise Refused(432, 432, "the limit of this skill for this customer is reached")


def _check_message_alert(payload: dict[str, Any]) -> None:
    """Check a MessageAlert; its fields are recalled (rules.md X17)."""
    state, group = payload.get("state"), payload.get("messageGroup")
    if set(payload) != {"state", "messageGroup"} or not isinstance(state, dict) or not isinstance(group, dict):
        raise Refused(400, 400, "payload is not state and messageGroup")
    if state.get("status") not in ("UNREAD", "FLAGGED") or state.get("freshness", "NEW") not in ("NEW", "OVERDUE"):
        raise Refused(400, 400, "state is not one of the schema's")
    creator, count = group.get("creator"), group.get("count")
    if not isinstance(creator, dict) or not isinstance(creator.get("name"), str) or not creator["name"]:
        raise Refused(400, 400, "messageGroup.creator.name is missing")
    if not isinstance(count, int) or isinstance(count, bool) or count < 1:
        raise Refused(400, 400, "messageGroup.count is no number above 0")
    if group.get("urgency", "URGENT") != "URGENT":
        raise Refused(400, 400, "messageGroup.urgency is not URGENT")


def _words(said: object, payload: dict[str, Any]) -> dict[str, str]:
    """Return the first locale's attributes, once every locale has what the payload refers to."""
    if not isinstance(said, list) or not said or not all(isinstance(one, dict) for one in said):
        raise Refused(400, 400, "localizedAttributes is no list of locales")
    wanted = set(_ATTRIBUTE.findall(json.dumps(payload, ensure_ascii=False)))
    for one in said:
        if not re.fullmatch(r"[a-z]{2}-[A-Z]{2}", str(one.get("locale"))):
            raise Refused(400, 400, "localizedAttributes has no locale of the form en-US")
        if not all(isinstance(one.get(name), str) and one[name] for name in wanted):
            raise Refused(400, 400, "a localized attribute that the payload names is missing")
    return {name: said[0][name] for name in wanted}


def _template(name: str, payload: dict[str, Any], words: dict[str, str]) -> str:
    if name != MESSAGE_ALERT:
        return name
    group = payload["messageGroup"]
    creator = group["creator"]["name"]
    creator = words.get(creator.removeprefix("localizedattribute:"), creator)
    return f"{group['count']} new {'urgent ' if 'urgency' in group else ''}messages from {creator}"


def _instant(body: dict[str, Any], name: str) -> datetime:
    said = body.get(name)
    try:
        if isinstance(said, str) and _UTC.fullmatch(said):
            return datetime.fromisoformat(said)
    except ValueError:
        pass
    raise Refused(400, 400, f"{name} is no UTC time such as 2026-11-24T05:00:00Z")
