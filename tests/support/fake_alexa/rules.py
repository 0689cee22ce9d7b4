"""Every number and code of Amazon's that is only recalled, so that a test may vary it and no test proves it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

REMIND = "alexa::alerts:reminders:skill:readwrite"
NOTIFY = "alexa::devices:all:notifications:write"
MESSAGING = "alexa:skill_messaging"
PROACTIVE = "alexa::proactive_events"
AUTHENTICATE = re.compile("alexa::authenticate:2:(mandatory|optional)")
"""The manifest's name for the voice PIN (source)."""
PIN_TRIES = 3
"""After so many wrong PINs Alexa gives up (documented)."""
ENDPOINTS = {
    "NA": ("https://api.amazonalexa.com",),
    "EU": ("https://api.eu.amazonalexa.com",),
    "FE": ("https://api.fe.amazonalexa.com", "https://api.fe.amazon.com"),
}
"""What `context.System.apiEndpoint` may say, by region; of the Far East's two the first stands on older pages."""

API_TOKEN_LIFE = timedelta(minutes=60)
"""Life of `context.System.apiAccessToken` (rules.md X10)."""
KEPT_COMPLETED = timedelta(days=3)
"""How long a completed reminder stays in the app (rules.md X14)."""
EVENT_LIFE = timedelta(hours=1)
"""How long an event is delivered again until it is acknowledged (rules.md X15)."""
MESSAGE_FIRST_RETRY = timedelta(seconds=30)
"""When a message is sent again for the first time; then the wait doubles (rules.md X16)."""
MESSAGE_SECONDS = range(60, 86_401)
MESSAGE_SECONDS_DEFAULT = 3600
MESSAGE_BYTES = 6 * 1024
"""Bounds of a skill message (rules.md X16)."""


@dataclass(frozen=True)
class Rules:
    """What is only recalled or not confirmed of Amazon's platform (rules.md X23); each with a stand-in's default.

    Attributes:
        token_life: of a token of Login with Amazon; 3600 s stands in samples only (rules.md X16).
        reminders_per_device: the limit is not confirmed for v1 (2.3); MAX_REMINDERS_EXCEEDED is documented.
        without_consent: status by method: 401 for reading and deleting, 403 for creating, 409 for changing are the
            SDK's own texts (2.3, source); Amazon's samples treat a 401 on creating the same way (recalled).
        no_consent_code: recalled (2.3).
        stale_token_code: recalled (2.3).
        bad_field_code: for faults of a reminder for which no code is known (13.2).
        out_of_session_status: creating with a message's token is documented as impossible, its status is not (2.1).
        needs_time_parts: must a rule say BYHOUR, BYMINUTE and BYSECOND? Recalled (2.2).
        rings_when_disabled: does Alexa ring what a disabled skill made? Not known; its tokens are out of reach (5).
        event_retry: first wait before an event is sent again; the schedule is not known (5).
        proactive_ahead: bounds of `expiryTime` (4, recalled).
        proactive_per_day: 432 is documented, its value was not readable (4).
        progressive_per_request: (1.7, recalled).
        answer_deadline: seconds for our answer (1.5, recalled).
        rate_code: of 429 (2.3, recalled).
        longest_break: seconds of one pause in SSML (recalled); whether pauses side by side are summed is not known.
        audio_files: recordings in one answer (recalled).
        audio_kbps, audio_hertz: of a recording (recalled).
        resumes_with_attributes: does SessionResumedRequest bring the session's attributes back? Connections.Response
            does not (documented by a third party), so that nobody may rely on it here.
    """

    token_life: timedelta = timedelta(seconds=3600)
    reminders_per_device: int = 20
    without_consent: Mapping[str, int] = field(
        default_factory=lambda: {"POST": 403, "GET": 401, "PUT": 409, "DELETE": 401}
    )
    no_consent_code: str = "UNAUTHORIZED"
    stale_token_code: str = "INVALID_BEARER_TOKEN"
    bad_field_code: str = "INVALID_REQUEST"
    out_of_session_status: int = 403
    needs_time_parts: bool = True
    rings_when_disabled: bool = False
    event_retry: timedelta = timedelta(seconds=30)
    proactive_ahead: tuple[timedelta, timedelta] = (timedelta(minutes=5), timedelta(hours=24))
    proactive_per_day: int = 10
    progressive_per_request: int = 5
    answer_deadline: float = 8.0
    rate_code: str = "MAX_RATE_EXCEEDED"
    longest_break: float = 10.0
    audio_files: int = 5
    audio_kbps: int = 48
    audio_hertz: tuple[int, ...] = (16000, 22050, 24000)
    resumes_with_attributes: bool = False
