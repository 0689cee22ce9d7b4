"""The Settings API and the progressive response: what a request's own token may read, and say, while it is open."""

import json
import re
import xml.etree.ElementTree as ElementTree
from collections import Counter
from datetime import datetime
from typing import Any

from .calls import Answer, Call, Refused
from .rules import Rules
from .tokens import RequestToken, Tokens

PROFILE = {
    "Profile.name": ("name", "alexa::profile:name:read"),
    "Profile.givenName": ("givenName", "alexa::profile:given_name:read"),
    "Profile.email": ("email", "alexa::profile:email:read"),
    "Profile.mobileNumber": ("mobileNumber", "alexa::profile:mobile_number:read"),
}
"""Setting, the account's field, the scope (rules.md X19)."""


class Settings:
    """Answers what a live request may ask; codes are those of the SDK's `ups.error_code`."""

    def __init__(self, tokens: Tokens, rules: Rules) -> None:
        self._tokens = tokens
        self._rules = rules
        self._progressive: Counter[str] = Counter()
        self.open_requests: set[str] = set()
        self.said_meanwhile: list[tuple[str, str]] = []

    def device(self, call: Call, now: datetime, device: str, setting: str) -> Answer:
        """Answer `GET /v2/devices/{deviceId}/settings/{setting}`; the time zone needs no consent (recalled).

        Raises:
            Refused: 401 token, 403 another device's, 404 no such setting (the last status is not documented).
        """
        token = self._live(call, now)
        if device != token.account.device or not token.is_in_session:
            raise Refused(403, "INVALID_TOKEN", "the token does not have access to this device")
        known = {
            "System.timeZone": token.account.zone,
            "System.distanceUnits": "IMPERIAL",
            "System.temperatureUnit": "FAHRENHEIT",
        }
        if setting not in known:
            raise Refused(404, "INVALID_KEY", "the setting is not supported")
        return _value(known[setting])

    def account(self, call: Call, now: datetime, setting: str) -> Answer:
        """Answer `GET /v2/accounts/~current/settings/{setting}`.

        Raises:
            Refused: 401 token, 403 no consent, 404 no such setting.
        """
        token = self._live(call, now)
        if setting not in PROFILE:
            raise Refused(404, "INVALID_KEY", "the setting is not supported")
        field, scope = PROFILE[setting]
        if scope not in token.consents & token.account.consents:
            raise Refused(403, "INVALID_TOKEN", f"no consent to {scope}")
        return _value(token.account.profile.get(field))

    def directive(self, call: Call, now: datetime) -> Answer:
        """Answer `POST /v1/directives`: 204, and Alexa says the words while our answer is awaited.

        Raises:
            Refused: 401 token; 403 another request's, or one that is answered (recalled); 400 body, or too many.
        """
        token = self._live(call, now)
        body = call.object("INVALID_REQUEST")
        header, directive = body.get("header"), body.get("directive")
        request = header.get("requestId") if isinstance(header, dict) else None
        if not isinstance(request, str) or not isinstance(directive, dict):
            raise Refused(400, "INVALID_REQUEST", "header.requestId or directive is missing")
        if request != token.request_id or request not in self.open_requests:
            raise Refused(403, "UNAUTHORIZED", "the token belongs to another request, or it is answered")
        speech = directive.get("speech")
        if directive.get("type") != "VoicePlayer.Speak" or not isinstance(speech, str) or not _is_speech(speech):
            raise Refused(400, "INVALID_REQUEST", "directive is no VoicePlayer.Speak with speech")
        if self._progressive[request] >= self._rules.progressive_per_request:
            raise Refused(400, "INVALID_REQUEST", "too many directives for one request")
        self._progressive[request] += 1
        self.said_meanwhile.append((token.account.user, speech))
        return Answer(204)

    def _live(self, call: Call, now: datetime) -> RequestToken:
        token = self._tokens.of_request(call, now)
        if token is None:
            raise Refused(401, "INVALID_TOKEN", "the token is malformed, unknown or old")
        return token


def _value(value: Any) -> Answer:
    return Answer(204) if value is None else Answer(200, json.loads(json.dumps(value)))


def _is_speech(speech: str) -> bool:
    """Plain words or well-formed SSML, and not nothing."""
    if not speech.lstrip().startswith("<"):
        return bool(speech.strip()) and not re.search(r"[<&]", speech)
    try:
        return ElementTree.fromstring(speech).tag == "speak"
    except ElementTree.ParseError:
        return False
