"""A promise of the other one as it is heard: who promises whom is cut at its beginning, the rest stays as said."""

import re
from dataclasses import dataclass

SAID_AT_MOST = 100
"""Characters of a promise that are said back; the words that were kept are longer."""
_WHOM = r"(?:my (?:partner|husband|wife|spouse|fianc[eé]e?|boyfriend|girlfriend)|you|him|her|them)"
_PROMISE = r"(?:promise|swear|vow|pledge|commit(?: myself)?|give (?:my word|you my word|my promise))"
_I = r"(?:(?:please note that |note that )?(?:i(?:'d like to| would like to| want to| will|'ll| do| can)? |let me )?)"
_LEAD = re.compile(
    rf"(?:{_I}{_PROMISE}|(?:my|(?:make )?a) promise)\b(?: (?:to )?{_WHOM}\b)?(?: is\b)?[,:]?(?:\s+|$)"
    rf"|(?:to )?{_WHOM}[,:]?\s+(?=(?:to|that|i|i'\w+)\b)",
    re.IGNORECASE,
)
_THAT = re.compile(r"that[,:]?\s+", re.IGNORECASE)
_INFINITIVE = re.compile(r"(?:(?:not|never|always) )?to \w", re.IGNORECASE)
_OWN = re.compile(r"\b(?:i|i'\w+|me|my|mine|myself|we|we'\w+|us|our|ours|you|your|yours|he|she|him|her|his)\b", re.I)
"""Whoever hears these would take them for somebody else, unless the promise is told as the owner's own words."""
_THING = re.compile(
    r"(?:an?|the|no|some|one|two|three|four|five|six|seven|eight|nine|ten|fifteen|twenty|thirty|half|more|less|fewer"
    r"|another|every|each|this|that|these|those|\d+)\s",
    re.IGNORECASE,
)
_DOING = re.compile(
    r"(?:(?:not|never|always|only|just|really|at least) )?(?:answer|apologi[sz]e|arrive|ask|avoid|be|begin|book|bring"
    r"|buy|call|cancel|carry|change|check|clean|come|cook|delete|do|drink|drive|eat|end|explain|feed|finish|fix|fold"
    r"|follow|get|give|go|have|hear|help|hold|invite|join|keep|lead|learn|leave|let|lie|listen|look|make|meet|mend"
    r"|mow|move|open|order|pack|pay|phone|pick|plan|play|prepare|put|read|remember|reply|rest|ring|run|say|see|send"
    r"|set|share|shop|show|sit|sleep|smoke|speak|spend|start|stay|stop|take|talk|tell|text|think|tidy|try|turn|use"
    r"|visit|wait|wake|walk|wash|water|work|write|yell)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Promised:
    """A promise as it is heard by whom it was given.

    Attributes:
        words: what follows "they promised you".
        is_quoted: does it only read as the owner's own words, after a colon?
    """

    words: str
    is_quoted: bool


def promised(kept: str) -> Promised:
    """Return a promise as the other one hears it: its owner's words, less "I promise my partner" at the beginning."""
    said = " ".join(kept.replace("\u2019", "'").split()).strip(" .,;:!?")
    lead = _LEAD.match(said)
    rest = said[lead.end() :] if lead is not None else said
    rest = rest[that.end() :] if (that := _THAT.match(rest)) is not None and _is_clause(rest[that.end() :]) else rest
    words = rest.strip(" ,:") or said
    if _INFINITIVE.match(words):
        return Promised(words, _OWN.search(words) is not None)
    if _OWN.search(words) is not None:
        return Promised(words, is_quoted=True)
    if _DOING.match(words):
        return Promised(f"to {words}", is_quoted=False)
    return Promised(words, is_quoted=_THING.match(words) is None)


def _is_clause(rest: str) -> bool:
    """Does a whole sentence follow "that", and not the thing which it points at ("that walk")?"""
    return re.match(r"(?:i|i'\w+|we|we'\w+|there|it|it'\w+|nobody|nothing|no)\b", rest, re.IGNORECASE) is not None
