"""Requests with a good signature that are not for us, not of now, or heard before; and those that come in a flood."""

from datetime import timedelta
from typing import Any

from support.fake_alexa import GOOD, Letter, honest, letter

from .row import Class, Make, Row, Scene

LAUNCH, EVENT, OTHER = "LaunchRequest", "AlexaSkillEvent.SkillDisabled", "amzn1.ask.skill.of-nora"
REMINDER, MESSAGE = "Reminders.ReminderStarted", "Messaging.MessageReceived"


def before(seconds: int) -> Any:
    """Say a time so many seconds ago, below zero ahead."""
    return lambda now: f"{now - timedelta(seconds=seconds)}"


ENVELOPES: dict[str, tuple[str, str, str, Any]] = {
    "for another skill": ("skill", LAUNCH, "context.System.application.applicationId", OTHER),
    "an event for another skill": ("skill", EVENT, "context.System.application.applicationId", OTHER),
    "from the session of another skill": ("skill", LAUNCH, "session.application.applicationId", OTHER),
    "from the session of no skill": ("skill", LAUNCH, "session.application", {}),
    "from an empty session": ("body", LAUNCH, "session", None),
    "for no skill": ("skill", LAUNCH, "context.System.application", {}),
    "from nowhere": ("body", LAUNCH, "context", []),
    "for a list of skills": ("skill", LAUNCH, "context.System.application.applicationId", [OTHER]),
    "151 seconds old": ("time", LAUNCH, "request.timestamp", before(151)),
    "151 seconds ahead": ("time", LAUNCH, "request.timestamp", before(-151)),
    "an event over an hour old": ("time", EVENT, "request.timestamp", before(3601)),
    "an event of the future": ("time", EVENT, "request.timestamp", before(-2)),
    "without a zone": ("time", LAUNCH, "request.timestamp", lambda now: f"{now.replace(tzinfo=None)}"),
    "with seconds since 1970": ("time", LAUNCH, "request.timestamp", lambda now: now.timestamp()),
    "with a word for a time": ("time", LAUNCH, "request.timestamp", "now"),
    "without a time": ("time", LAUNCH, "request.timestamp", None), "that asks nothing": ("body", LAUNCH, "request", {}),
    "at the end of time": ("time", LAUNCH, "request.timestamp", "9999-12-31T23:59:59-14:00"),
    "without an id": ("replay", LAUNCH, "request.requestId", None),
    "with an empty id": ("replay", LAUNCH, "request.requestId", ""),
    "with a number for an id": ("replay", LAUNCH, "request.requestId", 7),
    "a reminder's event over an hour old": ("time", REMINDER, "request.timestamp", before(3601)),
    "a message over an hour old": ("time", MESSAGE, "request.timestamp", before(3601)),
    "a message of the future": ("time", MESSAGE, "request.timestamp", before(-2)),
    "a reminder's event of the future": ("time", REMINDER, "request.timestamp", before(-149)),
    "with a list for a time": ("time", LAUNCH, "request.timestamp", ["2026"]),
    "on the thirtieth of February": ("time", LAUNCH, "request.timestamp", "2026-02-30T00:00:00Z"),
    "whose id of the skill is longer": ("skill", LAUNCH, "context.System.application.applicationId",
        "amzn1.ask.skill.steady-ground2"),
    "whose skill is in capitals": ("skill", LAUNCH, "session.application.applicationId",
        "AMZN1.ASK.SKILL.STEADY-GROUND"),
    "a message for another skill": ("skill", MESSAGE, "context.System.application.applicationId", OTHER),
    "with a list for an id": ("replay", LAUNCH, "request.requestId", ["a"]),
}  # fmt: skip
_CLASSES = {"skill": Class.IDENTITY, "time": Class.TIME, "replay": Class.REPLAY, "body": Class.BODY}


def _made(kind: str, path: str, value: Any) -> Make:
    def made(scene: Scene) -> tuple[Letter, ...]:
        envelope = inner = honest(kind, scene.now)
        *ways, last = path.split(".")
        for way in ways:
            inner[way] = dict(inner[way])  # its own copy, since Alexa writes the skill in two places
            inner = inner[way]
        inner[last] = value(scene.now) if callable(value) else value
        return (letter(envelope, GOOD),)

    return made


def _again(end: bytes) -> Make:
    def made(scene: Scene) -> tuple[Letter, ...]:
        one = letter(honest("SessionEndedRequest", scene.now), GOOD)
        return one, letter(one.body + end, GOOD)

    return made


def _same_id(scene: Scene) -> tuple[Letter, ...]:
    first, second = (honest("SessionEndedRequest", scene.now) for _ in range(2))
    second["request"]["requestId"] = first["request"]["requestId"]
    return letter(first, GOOD), letter(second, GOOD)


def _unknown_names(number: int) -> Make:
    def made(scene: Scene) -> tuple[Letter, ...]:
        names = [scene.fresh() for _ in range(number)]
        return tuple(letter(honest(LAUNCH, scene.now), name) for name in names)

    return made


def _in_the_next_minute(scene: Scene) -> tuple[Letter, ...]:
    """Also a good file is not fetched while made-up names have used the budget: else a name would cost nothing."""
    good = scene.fresh()
    scene.shelf.files[good] = scene.authority.chain()
    return (*_unknown_names(6)(scene), letter(honest(LAUNCH, scene.now), good))


ROWS: tuple[Row, ...] = (
    *(Row(_CLASSES[reason], f"a request {said}", reason, _made(kind, path, value))
      for said, (reason, kind, path, value) in ENVELOPES.items()),
    Row(Class.REPLAY, "the same request again", "replay", _again(b"")),
    Row(Class.REPLAY, "the same request again, signed anew", "replay", _again(b"\n")),
    Row(Class.REPLAY, "another request with the id of one that was heard", "replay", _same_id),
    Row(Class.FLOOD, "the seventh made-up address in a minute", "budget", _unknown_names(7)),
    Row(Class.FLOOD, "the sixtieth made-up address in a minute", "budget", _unknown_names(60)),
    Row(Class.FLOOD, "a good address after six made-up ones", "budget", _in_the_next_minute),
)  # fmt: skip
