"""Amazon's APIs, wired: which call goes where, and how our endpoint is called, signed."""

import json
import re
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

import httpx

from skill.clock import Clock

from .accounts import Account, Accounts
from .answers import complaints
from .calls import Answer, Call, Refused
from .directives import Asked
from .events import MANIFEST, MESSAGE, event
from .faults import Faults
from .messaging import Messaging
from .model import load_model
from .post import Post, Sending
from .proactive import ProactiveEvents
from .reminders import Reminders
from .rules import MESSAGING, PROACTIVE, Rules
from .settings_api import Settings
from .signing import GOOD, HOST, NEW, OLD, honest, signatures
from .tokens import Tokens

SWITCHED_ELSEWHERE = ("alexa::person_id:", "alexa::authenticate:")
"""Permissions that no consent of the account switches on, but the speaker's own profile."""


@dataclass(frozen=True)
class Skill:
    """What Amazon knows of our skill from its manifest and the console."""

    skill_id: str
    client_id: str
    client_secret: str
    permissions: Collection[str]
    events: Collection[str]
    publications: Collection[str]


@dataclass(frozen=True)
class Heard:
    """A call that came in, and what was answered; status 0 where a fault left no answer."""

    method: str
    path: str
    status: int
    at: datetime
    body: bytes


class Cloud:
    """Every API and what they share.

    Args:
        clock: moves everything: expiry, retries, rings.
        stamps: dates the requests to our endpoint; the same clock, unless the service under test runs on its own.

    Attributes:
        signed_with: the headers that carry the signature; Amazon sends both.
        recordings: what is found at the addresses of recordings that an answer plays.
    """

    def __init__(self, skill: Skill, clock: Clock, stamps: Clock, rules: Rules) -> None:
        self.skill, self.clock, self.stamps, self.rules = skill, clock, stamps, rules
        self.lock = threading.RLock()
        self.endpoint = ""
        self.calls: list[Heard] = []
        self.complaints: list[str] = []
        self.signed_with: tuple[str, ...] = (OLD, NEW)
        self.recordings: dict[str, bytes] = {}
        self.faults = Faults()
        self.accounts = Accounts()
        scopes = {MESSAGING, *([PROACTIVE] if skill.publications else [])}
        self.tokens = Tokens(skill.client_id, skill.client_secret, scopes, rules)
        self.reminders = Reminders(self.tokens, self._report_reminder, rules)
        self.post = Post(self._send, rules)
        self.messaging = Messaging(self.tokens, self.accounts, self.post.add_message)
        self.proactive = ProactiveEvents(self.tokens, self.accounts, skill.publications, rules)
        self.settings = Settings(self.tokens, rules)
        self._client = httpx.Client(trust_env=False, verify=False, timeout=rules.answer_deadline)

    def answer(self, call: Call) -> Answer:
        """Do what a call asks for, and return what Amazon answers."""
        found = [(way, match) for way in WAYS if (match := re.fullmatch(way[1], call.path))]
        if not found:
            return Refused(404, "NOT_FOUND", "there is nothing at this address").answer
        for (method, _, work), match in found:
            if method == call.method:
                with self.lock:
                    try:
                        return work(self, call, self.clock.now(), *match.groups())
                    except Refused as refused:
                        return refused.answer
        return Refused(405, "METHOD_NOT_ALLOWED", "not with this method").answer

    def report(self, account: Account, kind: str, body: dict[str, Any] | None) -> None:
        """Put an event on its way to our endpoint, if the manifest subscribes it."""
        if MANIFEST[kind] in self.skill.events:
            request_id = f"amzn1.echo-external.request.{uuid4()}"
            now = self.stamps.now()
            self.post.add_event(account, kind, event(kind, body, now), request_id, now, self.clock.now())

    def envelope(
        self, account: Account, kind: str, fields: dict[str, Any], *, request_id: str, stamp: datetime
    ) -> dict[str, Any]:
        """Return a request as Alexa sends it; with a token if it is of a session, or a message."""
        said: dict[str, Any] = honest(kind, stamp, user=account.user)
        system = said["context"]["System"]
        system["application"]["applicationId"] = self.skill.skill_id
        system["apiEndpoint"] = account.endpoint
        said["request"] |= {**fields, "requestId": request_id}
        is_in_session = "session" in said
        if is_in_session or kind == MESSAGE:
            token = self.tokens.mint(account, request_id, self.clock.now(), is_in_session=is_in_session)
            system["apiAccessToken"] = token
        if is_in_session:
            asked = [one for one in self.skill.permissions if not one.startswith(SWITCHED_ELSEWHERE)]
            status = {one: "GRANTED" if one in account.consents else "DENIED" for one in asked}
            system["user"] = {
                "userId": account.user,
                "permissions": {"scopes": {one: {"status": word} for one, word in status.items()}},
            }
            system["device"] = {"deviceId": account.device, "supportedInterfaces": account.interfaces}
            if account.person is not None:
                level = {"level": account.confidence}
                system["person"] = {"personId": account.person, "authenticationConfidenceLevel": level}
        return said

    def call_endpoint(self, envelope: dict[str, Any], *, may_speak: bool) -> httpx.Response | None:
        """Send a request, signed, and note what Alexa would not accept of the answer; None where none came."""
        kind = envelope["request"]["type"]
        body = json.dumps(envelope).encode()
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "SignatureCertChainUrl": HOST + GOOD,
            **dict(signatures(body, self.signed_with)),
        }
        try:
            answer = self._client.post(self.endpoint, content=body, headers=headers)
        except httpx.TimeoutException:
            self.complaints.append(f"{kind}: no answer within {self.rules.answer_deadline:g} seconds")
            return None
        except (httpx.HTTPError, httpx.InvalidURL):
            return None
        if answer.status_code == 200:
            asked = self._asked(envelope, may_speak=may_speak)
            found = complaints(answer.content, asked, self.recordings.get)
            self.complaints += [f"{kind}: {one}" for one in found]
        return answer

    def _asked(self, envelope: dict[str, Any], *, may_speak: bool) -> Asked:
        request, device = envelope["request"], envelope["context"]["System"].get("device", {})
        return Asked(
            request["type"],
            load_model(),
            self.skill.permissions,
            device.get("supportedInterfaces", {}),
            request.get("intent", {}).get("name"),
            may_speak,
            self.rules,
        )

    def close(self) -> None:
        """Let go of the connections to our endpoint."""
        self._client.close()

    def _report_reminder(self, account: Account, name: str, body: dict[str, Any]) -> None:
        self.report(account, f"Reminders.{name}", body)

    def _send(self, one: Sending) -> int | None:
        stamp = self.stamps.now() if one.kind == MESSAGE else one.stamp
        envelope = self.envelope(one.account, one.kind, one.fields, request_id=one.request_id, stamp=stamp)
        answer = self.call_endpoint(envelope, may_speak=False)
        return None if answer is None else answer.status_code


Work = Callable[..., Answer]
WAYS: list[tuple[str, str, Work]] = [
    ("POST", "(?i:/auth/o2/token)", lambda cloud, call, now: cloud.tokens.grant(call, now)),
    ("POST", "/v1/alerts/reminders", lambda cloud, call, now: cloud.reminders.create(call, now)),
    ("GET", "/v1/alerts/reminders", lambda cloud, call, now: cloud.reminders.read_all(call, now)),
    ("GET", "/v1/alerts/reminders/([^/]+)", lambda cloud, call, now, one: cloud.reminders.read(call, now, one)),
    ("PUT", "/v1/alerts/reminders/([^/]+)", lambda cloud, call, now, one: cloud.reminders.update(call, now, one)),
    ("DELETE", "/v1/alerts/reminders/([^/]+)", lambda cloud, call, now, one: cloud.reminders.delete(call, now, one)),
    ("POST", "/v1/skillmessages/users/([^/]+)", lambda cloud, call, now, user: cloud.messaging.send(call, now, user)),
    ("POST", "/v1/proactiveEvents/?", lambda cloud, call, now: cloud.proactive.create(call, now, "live")),
    (
        "POST",
        "/v1/proactiveEvents/stages/development/?",
        lambda cloud, call, now: cloud.proactive.create(call, now, "development"),
    ),
    ("POST", "/v1/directives", lambda cloud, call, now: cloud.settings.directive(call, now)),
    (
        "GET",
        "/v2/devices/([^/]+)/settings/([^/]+)",
        lambda cloud, call, now, device, name: cloud.settings.device(call, now, device, name),
    ),
    (
        "GET",
        "/v2/accounts/~current/settings/([^/]+)",
        lambda cloud, call, now, name: cloud.settings.account(call, now, name),
    ),
]
"""Method, path, and whose work it is; the SDK writes the token's path with a capital O."""
