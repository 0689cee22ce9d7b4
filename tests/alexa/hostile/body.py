"""Bodies with a good signature that can be read in two ways or in none."""

import json
from collections.abc import Callable
from typing import Any

from support.fake_alexa import GOOD, Letter, honest, letter

from .row import Class, Make, Row, Scene

BODIES: dict[str, Callable[[bytes], bytes]] = {
    "not in UTF-8": lambda body: body.replace(b"1.0", b"\xff"),
    "in UTF-16": lambda body: body.decode().encode("utf-16"),
    "with a mark before it": lambda body: b"\xef\xbb\xbf" + body, "in a list": lambda body: b"[" + body + b"]",
    "a word": lambda body: b'"Mara"', "empty": lambda body: b"", "cut short": lambda body: body[:-1],
    "with more after it": lambda body: body + b"{}", "with a comma too many": lambda body: body[:-1] + b",}",
    "with no number": lambda body: body[:-1] + b',"a":NaN}', "endless": lambda body: body[:-1] + b',"a":-Infinity}',
    "with too large a float": lambda body: body[:-1] + b',"a":1e999}',
    "with an integer of 21 digits": lambda body: body[:-1] + b',"a":' + b"9" * 21 + b"}",
    "with an integer of 100,000 digits": lambda body: body[:-1] + b',"a":' + b"9" * 100_000 + b"}",
    "with a key twice": lambda body: body[:-1] + b',"version":"1.0"}',
    "with a key twice within": lambda body: body[:-1] + b',"a":[{"b":1,"\\u0062":2}]}',
    "33 deep": lambda body: body[:-1] + b',"a":' + b"[" * 32 + b"]" * 32 + b"}",
    "60,000 deep": lambda body: body[:-1] + b',"a":' + b"[" * 60_000 + b"]" * 60_000 + b"}",
    "with an integer of 21 digits below nothing": lambda body: body[:-1] + b',"a":-' + b"9" * 21 + b"}",
    "with a lone surrogate": lambda body: body[:-1] + b',"a":"\\ud83d"}',
    "with a lone surrogate in a key": lambda body: body[:-1] + b',"\\uDE00":1}',
    "with a word before it": lambda body: b"a" + body, "with single quotes": lambda body: body.replace(b'"', b"'"),
    "with a remark": lambda body: body[:-1] + b"/*a*/}",
    "with a plus before a number": lambda body: body[:-1] + b',"a":+1}',
    "with a zero before a number": lambda body: body[:-1] + b',"a":01}',
    "with a line end in a word": lambda body: body[:-1] + b',"a":"\n"}', "of nothing": lambda body: b"null",
    "with an overlong character": lambda body: body[:-1] + b',"a":"\xc0\x80"}',
}  # fmt: skip


FORMS: dict[str, Callable[[dict[str, Any]], object]] = {
    "without a request": lambda it: it.pop("request"),
    "whose request is a list": lambda it: it.update(request=[it["request"]]),
    "whose request has no type": lambda it: it["request"].pop("type"),
    "whose type is empty": lambda it: it["request"].update(type=""),
    "whose type is a list": lambda it: it["request"].update(type=["IntentRequest"]),
    "whose session is a word": lambda it: it.update(session="new"),
    "whose context is a list": lambda it: it.update(context=[it["context"]]),
    "without an intent": lambda it: it["request"].pop("intent"),
    "whose intent is a word": lambda it: it["request"].update(intent="CheckInIntent"),
    "whose intent has no name": lambda it: it["request"]["intent"].pop("name"),
    "whose slots are a list": lambda it: it["request"]["intent"].update(slots=[{"name": "mood", "value": "sad"}]),
    "whose slots are a word": lambda it: it["request"]["intent"].update(slots="sad"),
    "whose slot is a word": lambda it: it["request"]["intent"].update(slots={"mood": "sad"}),
}  # fmt: skip


def _formed(spoil: Callable[[dict[str, Any]], object]) -> Make:
    def made(scene: Scene) -> tuple[Letter, ...]:
        request = honest("IntentRequest", scene.now)
        request["request"]["intent"] = {"name": "CheckInIntent", "slots": {"mood": {"name": "mood", "value": "sad"}}}
        spoil(request)
        return (letter(request, GOOD),)

    return made


def _made(change: Callable[[bytes], bytes]) -> Make:
    def made(scene: Scene) -> tuple[Letter, ...]:
        return (letter(change(json.dumps(honest("LaunchRequest", scene.now)).encode()), GOOD),)

    return made


ROWS: tuple[Row, ...] = tuple(
    Row(Class.BODY, f"a body {said}", "body", _made(change)) for said, change in BODIES.items()
) + tuple(Row(Class.BODY, f"a request {said}", "body", _formed(spoil)) for said, spoil in FORMS.items())
