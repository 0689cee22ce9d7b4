"""Somebody speaks to an Echo: sessions with their attributes, and the answer to a question for permission."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from .accounts import Account
from .cloud import Cloud
from .directives import asked_scopes, consent_asked, is_open, pin_asked
from .events import permissions
from .rules import PIN_TRIES
from .understanding import LEAVING, Understanding

ACCEPTED, DENIED, NOT_ANSWERED = "ACCEPTED", "DENIED", "NOT_ANSWERED"
ACHIEVED, NOT_ACHIEVED, NOT_ENABLED = "ACHIEVED", "NOT_ACHIEVED", "NOT_ENABLED"
"""What came of the question for the voice PIN."""
PROVEN = 400


@dataclass(frozen=True)
class Said:
    """What came back from our skill.

    Attributes:
        status: of HTTP, or None where no answer came in time.
        response: the response's object, empty where there was none.
        ssml: what Alexa says, "" for nothing.
        is_open: does the Echo listen now?
        asks_for: scopes that Alexa now asks the person for, in its own words.
        asks_pin: does Alexa now ask for the voice PIN, in its own words?
    """

    status: int | None
    response: dict[str, Any] = field(default_factory=dict)
    ssml: str = ""
    is_open: bool = False
    asks_for: tuple[str, ...] = ()
    asks_pin: bool = False


class Visits:
    """Speaks for people."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        self._understanding = Understanding()

    def open(self, account: Account) -> Said:
        """Say "open steady ground"; what was open before is over."""
        account.session = account.elicit = account.pin_asked = None
        return self._ask(account, "LaunchRequest", {})

    def say(self, account: Account, name: str, slots: dict[str, str]) -> Said:
        """Speak an intent, in the open session or as a one-shot.

        Args:
            slots: values by name; those of our own types by the id they resolve to (`understanding`).

        Raises:
            ValueError: the interaction model has no such intent or slot.
        """
        if account.pin_asked is not None:  # whoever speaks of something else has left Alexa's question, and the session
            account.session = account.elicit = account.pin_asked = None
        return self._ask(account, "IntentRequest", self._understanding.fields(name, slots, account.elicit))

    def hear(self, account: Account, text: str) -> Said:
        """Say a sentence to the Echo; "exit" and "quit" end the session without our stop handler."""
        if text.strip().lower() in LEAVING and account.session is not None:
            return self.end(account)
        today = self._cloud.stamps.now().astimezone(ZoneInfo(account.zone or "UTC")).date()
        heard = self._understanding.hear(text, account.elicit, today)
        return self.open(account) if heard is None else self.say(account, *heard)

    def end(self, account: Account, reason: str = "USER_INITIATED", error: str = "") -> Said:
        """End the open session without our doing, as "exit" or silence does."""
        fields: dict[str, Any] = {"reason": reason}
        if error:
            fields["error"] = {"type": error, "message": "planted by the stand-in"}
        said = self._ask(account, "SessionEndedRequest", fields, may_speak=False)
        account.session = account.elicit = None
        return said

    def answer_consent(self, account: Account, status: str = ACCEPTED, *, depth: int = 1) -> Said:
        """Answer what Alexa asks for the skill: "I approve", no, or nothing.

        Args:
            depth: 2 puts the result one level deeper, as Amazon's own sample for version 2 can be read
                (rules.md X13).

        Raises:
            ValueError: nothing was asked for.
        """
        asked = account.asked
        if asked is None:
            raise ValueError("Alexa has asked for no permission")
        account.asked = None
        account.session = None
        scopes = asked_scopes(asked)
        if status == ACCEPTED:
            is_first = not account.consents
            account.consents |= set(scopes)
            name = "Accepted" if is_first else "Changed"
            self._cloud.report(account, f"AlexaSkillEvent.SkillPermission{name}", permissions(account.consents))
        version = asked["payload"]["@version"]
        result: dict[str, Any] = {"@type": "AskForPermissionsConsentResult", "@version": version, "status": status}
        if version == "1":
            result["permissionScope"] = scopes[0]
        else:
            result["permissionScopes"] = asked["payload"]["permissionScopes"]
        fields = {
            "name": "AskFor",
            "status": {"code": "200", "message": "OK"},
            "token": asked["token"],
            "payload": result if depth == 1 else {"payload": result},
        }
        # It brings no session attributes back (rules.md X13).
        return self._ask(account, "Connections.Response", fields)

    def answer_pin(self, account: Account, said: Sequence[str]) -> Said:
        """Answer Alexa's question for the voice PIN, which brings the session back with what came of it.

        Args:
            said: the digits that are said, try after try; none at all is silence, and what comes after the third is
                not heard. Whose voice is not recognised, or has no PIN, is not asked.

        Raises:
            ValueError: nothing was asked for.
        """
        asked = account.pin_asked
        if asked is None:
            raise ValueError("Alexa has asked for no PIN")
        account.pin_asked = None
        if account.person is None or account.pin is None:
            status = NOT_ENABLED
        else:
            status = ACHIEVED if account.pin in said[:PIN_TRIES] else NOT_ACHIEVED
        cause = {
            "type": "ConnectionCompleted",
            "token": asked.get("token"),
            "status": {"code": "200", "message": "OK"},
            "result": {"status": status},
        }
        usual = account.confidence
        if status == ACHIEVED:
            account.confidence = PROVEN
        try:
            return self._ask(account, "SessionResumedRequest", {"cause": cause})
        finally:
            account.confidence = usual

    def _ask(self, account: Account, kind: str, fields: dict[str, Any], *, may_speak: bool = True) -> Said:
        if not account.is_enabled:
            raise ValueError("the skill is disabled for this account")
        cloud = self._cloud
        session = account.session or {"sessionId": f"amzn1.echo-api.session.{uuid4()}", "attributes": {}}
        request_id = f"amzn1.echo-api.request.{uuid4()}"
        envelope = cloud.envelope(account, kind, fields, request_id=request_id, stamp=cloud.stamps.now())
        envelope["session"] |= {
            **session,
            "new": account.session is None,
            "application": {"applicationId": cloud.skill.skill_id},
            "user": envelope["context"]["System"]["user"],
        }
        before = len(cloud.complaints)
        cloud.settings.open_requests.add(request_id)
        answer = cloud.call_endpoint(envelope, may_speak=may_speak)
        cloud.settings.open_requests.discard(request_id)
        if answer is None or answer.status_code != 200 or len(cloud.complaints) > before:
            if may_speak:  # Alexa says that there was a problem, and tells the skill why
                account.session = session
                error = "ENDPOINT_TIMEOUT" if answer is None else "INVALID_RESPONSE"
                self.end(account, "ERROR", error)
            return Said(None if answer is None else answer.status_code)
        heard = fields.get("intent", {}).get("name")
        return self._take(account, session, answer.json(), heard)

    def _take(self, account: Account, session: dict[str, Any], said: dict[str, Any], heard: str | None) -> Said:
        response = said["response"]
        listens = is_open(response)
        account.asked, account.pin_asked = consent_asked(response), pin_asked(response)
        attributes = said.get("sessionAttributes") or {}
        if account.pin_asked is not None and not self._cloud.rules.resumes_with_attributes:
            attributes = {}
        goes_on = listens or account.pin_asked is not None
        account.session = {"sessionId": session["sessionId"], "attributes": attributes} if goes_on else None
        account.elicit = _elicited(response, heard) if listens else None
        if response.get("card"):
            account.cards.append(response["card"])
        speech = response.get("outputSpeech") or {}
        scopes = tuple(asked_scopes(account.asked)) if account.asked is not None else ()
        return Said(
            200,
            response,
            speech.get("ssml") or speech.get("text") or "",
            listens,
            scopes,
            account.pin_asked is not None,
        )


def _elicited(response: dict[str, Any], heard: str | None) -> tuple[str, str] | None:
    """Return the slot that is asked for, by its intent: the one named, or the one that was heard."""
    for one in response.get("directives") or []:
        if one["type"] == "Dialog.ElicitSlot":
            return (one.get("updatedIntent") or {"name": heard})["name"], one["slotToElicit"]
    return None
