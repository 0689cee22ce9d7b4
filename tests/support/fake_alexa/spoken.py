"""The words of our answers as Alexa reads them: tags and values of SSML, pauses, and recordings within their limits."""

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from .recordings import read_mp3
from .rules import Rules

SPEECH_CHARACTERS = 8000
"""Of one speech (documented in 2019; no newer number was found)."""
AUDIO_SECONDS = {"outputSpeech": 240, "reprompt": 90}
"""All recordings of one speech together (documented)."""
LIBRARY = "soundbank://soundlibrary/"
"""Amazon's own sounds, which are always within the limits (recalled)."""
STRENGTHS = "none|x-weak|weak|medium|strong|x-strong"
NAMES = {"amazon": "amazon", "alexa": "alexa", "xml": "http://www.w3.org/XML/1998/namespace"}
TAGS: dict[str, dict[str, str]] = {
    "speak": {},
    "p": {},
    "s": {},
    "break": {"time": r"\d+(\.\d+)?m?s", "strength": STRENGTHS},
    "audio": {"src": ".+"},
    "sub": {"alias": ".+"},
    "say-as": {"interpret-as": r"[\w-]+", "format": "[dmy]+"},
    "phoneme": {"alphabet": "ipa|x-sampa", "ph": ".+"},
    "prosody": {
        "rate": r"x-slow|slow|medium|fast|x-fast|([2-9]\d|\d{3,})%",
        "pitch": r"x-low|low|medium|high|x-high|[+-]\d+(\.\d+)?%",
        "volume": r"silent|x-soft|soft|medium|loud|x-loud|[+-]\d+(\.\d+)?dB",
    },
    "emphasis": {"level": "strong|moderate|reduced"},
    "lang": {"xml:lang": "[a-z]{2}-[A-Z]{2}"},
    "voice": {"name": ".+"},
    "w": {"role": ".+"},
    "amazon:effect": {"name": "whispered"},
    "amazon:emotion": {"name": "excited|disappointed", "intensity": "low|medium|high"},
    "amazon:domain": {"name": ".+"},
    "alexa:name": {"type": "first", "personId": ".+"},
}
"""Tags and their values, as patterns (recalled from Amazon's SSML reference)."""


class SpeechCheck:
    """Checks the words of one answer.

    Args:
        recordings: what is found at the address of a recording, None for nothing.
    """

    def __init__(self, rules: Rules, recordings: Callable[[str], bytes | None]) -> None:
        self._rules = rules
        self._recordings = recordings

    def faults(self, speeches: Mapping[str, Any]) -> list[str]:
        """Return what Alexa would not say, by name of the speech; None is no speech, and well."""
        found: list[str] = []
        files = 0
        for name, speech in speeches.items():
            if speech is not None:
                root = _root(name, speech, found)
                files += len(list(root.iter("audio"))) if root is not None else 0
                found += self._ssml(name, root) if root is not None else []
        if files > self._rules.audio_files:
            found.append(f"{files} recordings, where {self._rules.audio_files} are the most")
        return found

    def _ssml(self, name: str, root: ElementTree.Element) -> list[str]:
        found: list[str] = []
        seconds = 0.0
        for number, one in enumerate(root.iter()):
            tag = _short(one.tag)
            if tag not in TAGS or (tag == "speak") is not (number == 0):
                found.append(f"{name}: <{tag}> is no tag that Alexa knows here")
                continue
            found += [f"{name}: {fault}" for fault in self._attributes(tag, one)]
            if tag == "audio":
                length, faults = self._audio(one.get("src", ""))
                seconds += length
                found += [f"{name}: {fault}" for fault in faults]
        if seconds > AUDIO_SECONDS[name]:
            found.append(f"{name}: recordings of {seconds:.0f} seconds, where {AUDIO_SECONDS[name]} are the most")
        return found

    def _attributes(self, tag: str, one: ElementTree.Element) -> list[str]:
        found = []
        for name, value in ((_short(name), value) for name, value in one.attrib.items()):
            if name not in TAGS[tag]:
                found.append(f"<{tag}> has no {name}")
            elif not re.fullmatch(TAGS[tag][name], value):
                found.append(f"<{tag}> does not know {name} {value}")
            elif tag == "break" and name == "time" and (length := _seconds(value)) > self._rules.longest_break:
                found.append(f"a pause of {length:g} seconds, where {self._rules.longest_break:g} are the most")
        return found

    def _audio(self, address: str) -> tuple[float, list[str]]:
        if address.startswith(LIBRARY):
            return 0.0, []
        if urlsplit(address).scheme != "https":
            return 0.0, ["a recording that is not at an https address"]
        file = self._recordings(address)
        try:
            one = read_mp3(file) if file is not None else None
        except ValueError:
            return 0.0, ["a recording that is no MP3 file"]
        if one is None:
            return 0.0, ["a recording that cannot be fetched"]
        found = [] if one.mpeg == "2" else [f"a recording of MPEG {one.mpeg}, where 2 is needed"]
        if one.kbps != {self._rules.audio_kbps}:
            kbps = " and ".join(str(each) for each in sorted(one.kbps))
            found.append(f"a recording of {kbps} kbps, where {self._rules.audio_kbps} is needed")
        if one.hertz not in self._rules.audio_hertz:
            found.append(f"a recording of {one.hertz} Hz")
        return one.seconds, found


def is_silent(speech: Any) -> bool:
    """Is there nothing to be heard, though nothing else is wrong with it?"""
    found: list[str] = []
    root = _root("", speech, found) if speech is not None else None
    if root is None:
        return speech is None
    return not "".join(root.itertext()).strip() and root.find(".//audio") is None


def _root(name: str, speech: Any, found: list[str]) -> ElementTree.Element | None:
    """Return the tree of an SSML speech; None for plain text and where `found` is told what is wrong."""
    kind = speech.get("type")
    words = speech.get({"SSML": "ssml", "PlainText": "text"}.get(kind, ""))
    if not words:
        found.append(f"{name} has no words of its type")
    elif len(words) > SPEECH_CHARACTERS:
        found.append(f"{name} has {len(words)} characters")
    elif kind == "SSML":
        declared = " ".join(f'xmlns:{one}="{address}"' for one, address in NAMES.items())
        try:
            whole = ElementTree.fromstring(f"<all {declared}>{words}</all>")
        except ElementTree.ParseError:
            found.append(f"{name} is not well-formed")
            return None
        if len(whole) == 1 and whole[0].tag == "speak" and not (whole.text or "") + (whole[0].tail or ""):
            return whole[0]
        found.append(f"{name} is not one <speak> element")
    return None


def _short(tag: str) -> str:
    """Return a name as it is written: "amazon:effect" where the parser says "{amazon}effect"."""
    address, _, name = tag.rpartition("}")
    prefixes = {f"{{{one}": prefix for prefix, one in NAMES.items()}
    return f"{prefixes.get(address, address)}:{name}" if address else name


def _seconds(time: str) -> float:
    return float(time.removesuffix("ms")) / 1000 if time.endswith("ms") else float(time.removesuffix("s"))
