"""SSML: escaping every value, pauses, and reading it back as cues in time or as one readable line."""

import re
from dataclasses import dataclass
from enum import StrEnum
from xml.etree import ElementTree
from xml.sax.saxutils import escape as _escape

LONGEST_BREAK = 10.0
"""The longest single pause Alexa allows, seconds (rules.md X7)."""
SECONDS_A_WORD = 60 / 165
"""How long a spoken word takes: about 165 words a minute, the usual pace of a reading voice."""
SECONDS_A_SENTENCE = 0.3
"""The breath a voice takes at the end of a sentence."""
SHOWN_PAUSE = 1.0
"""From how many seconds on a pause is shown in the readable line."""
_ENDS = re.compile(r"[.,;:?](?:\s|$)")


class SpeechPhase(StrEnum):
    """What a stretch of speech is for the one who listens."""

    SPEECH = "speech"
    REST = "rest"
    IN = "in"
    HOLD = "hold"
    OUT = "out"


RATES = {"slow": 0.8}
"""How fast a voice speaks at a named rate, where 1 is its usual pace; other rates count as usual."""
PITCHES = {"high": SpeechPhase.IN, "medium": SpeechPhase.HOLD, "low": SpeechPhase.OUT}
"""The pitch that a phase of breath is spoken in; its pause lies inside, so that silence has a direction."""


@dataclass(frozen=True)
class SpeechCue:
    """One stretch of a spoken text.

    Attributes:
        at: seconds from the beginning.
        length: seconds.
        text: what is said, "" for silence.
    """

    at: float
    length: float
    text: str
    phase: SpeechPhase


def escape(value: str) -> str:
    """Return a value from outside, safe inside SSML; characters that no XML can hold are left out."""
    kept = "".join(char for char in value if char in "\t\n\r" or (char >= " " and char not in "\ufffe\uffff"))
    return _escape(kept.encode("utf-8", "ignore").decode(), {'"': "&quot;"})


def pause(seconds: float) -> str:
    """Return silence of that many seconds; more than ten become several pauses."""
    parts: list[str] = []
    left = round(seconds, 1)
    while left > 0:
        one = min(left, LONGEST_BREAK)
        parts.append(f'<break time="{round(one * 1000)}ms"/>')
        left = round(left - one, 1)
    return "".join(parts)


def speaking_seconds(text: str, rate: float = 1.0) -> float:
    """Return how long a voice takes for `text`: an estimate by words and sentences.

    Args:
        rate: its pace, where 1 is the usual one.
    """
    words = len(re.findall(r"[\w']+", text))
    sentences = len(re.findall(r"[.?!:](?:\s|$)", text))
    return round((words * SECONDS_A_WORD + sentences * SECONDS_A_SENTENCE) / rate, 1)


def timeline(ssml: str) -> tuple[SpeechCue, ...]:
    """Return what is heard when.

    Args:
        ssml: well-formed SSML, with or without the outer element.

    Raises:
        ValueError: it is not well-formed.
    """
    cues: list[SpeechCue] = []
    for text, length, phase in _pieces(_parse(ssml), None, 1.0):
        at = cues[-1].at + cues[-1].length if cues else 0.0
        cues.append(SpeechCue(round(at, 3), length, text, phase))
    return tuple(cues)


def seconds(ssml: str) -> float:
    """Return how long the whole takes."""
    cues = timeline(ssml)
    return cues[-1].at + cues[-1].length if cues else 0.0


def plain(ssml: str) -> str:
    """Return one readable line; a pause of a second or more is shown as an ellipsis."""
    shown: list[str] = []
    for text, length, _ in _pieces(_parse(ssml), None, 1.0):
        if text:
            # A mark that ends a sentence stands at what was said before the pause; inside a piece all stays as it is.
            shown.append(text if not shown or _ENDS.match(text) else f" {text}")
        elif length >= SHOWN_PAUSE and shown and shown[-1] != " …":
            shown.append(" …")
    return "".join(shown)


def _parse(ssml: str) -> ElementTree.Element:
    if "<!" in ssml or "<?" in ssml:
        raise ValueError("SSML holds no declarations")
    inner = ssml if ssml.startswith("<speak>") else f"<speak>{ssml}</speak>"
    try:
        # Entities and declarations were refused above, so that the standard parser reads nothing else.
        return ElementTree.fromstring(inner.replace("<amazon:", "<").replace("</amazon:", "</"))  # noqa: S314
    except ElementTree.ParseError as fault:
        raise ValueError("SSML is not well-formed") from fault


def _pieces(
    element: ElementTree.Element, inside: SpeechPhase | None, rate: float
) -> list[tuple[str, float, SpeechPhase]]:
    pieces: list[tuple[str, float, SpeechPhase]] = []
    phase = PITCHES.get(element.get("pitch", ""), inside)
    pace = RATES.get(element.get("rate", ""), rate)
    if element.tag == "break":
        pieces.append(("", _length(element), phase or SpeechPhase.REST))
    else:
        pieces += _said(element.text, phase, pace)
    for child in element:
        pieces += _pieces(child, phase, pace)
        pieces += _said(child.tail, phase, pace)
    return pieces


def _said(text: str | None, phase: SpeechPhase | None, rate: float) -> list[tuple[str, float, SpeechPhase]]:
    said = " ".join((text or "").split())
    return [(said, speaking_seconds(said, rate), phase or SpeechPhase.SPEECH)] if said else []


def _length(element: ElementTree.Element) -> float:
    found = re.fullmatch(r"(\d+(?:\.\d+)?)(ms|s)", element.get("time", ""))
    if found is None:
        return 0.0
    return float(found[1]) / (1000 if found[2] == "ms" else 1)
