"""Whether a sentence is a request, its opposite or a question: a near match must agree in this with its sample."""

import re
from dataclasses import dataclass

_NOT = re.compile(
    r"\b(?:not|never|no longer|no more|no way|nor|neither|less|hardly|barely|without|any ?more|"
    r"instead of|rather than|refuse|cannot|unshar\w+|\w+n't|(?:don|doesn|didn|won|can|isn|aren|wasn|shouldn|wouldn)t)\b"
    r"|\bno\b"
)
"""Words that turn a sentence into its opposite; a "no" at the beginning that answers is left out before."""
_CLAUSES = (
    "i|i'm|i'll|i've|it|it's|that|that's|this|there|there's|we|we're|he|she|you|make|move|by|at|wait|actually|not|don't|"
    "do|let's|cancel|please|but|take|share|stop|keep|change|set|say|rather|just|really|never"
)
"""Words that begin a clause of their own: after one of them a "no" has answered; before anything else it negates."""
_LEADING_NO = re.compile(rf"^(?:oh |well )?(?:nope|nah|no(?= (?:{_CLAUSES})\b)) +")
_BEFORE = r"^(?:and |but |so |then |well |okay |oh |hey |please )*"
_ASKS = re.compile(
    rf"{_BEFORE}(?:how|should|shall|what|when|where|why|who|whose|which|do|does|did|is|are|am|was|were|has|have|had|will|"
    r"would|may|might|must|can|could|isn't|aren't|wasn't|won't|wouldn't|don't (?:i|we|you|they)|doesn't (?:he|she|it)|"
    r"didn't|if|what if|i wonder|suppose|imagine|tell me (?:how|what|when|whether|if|why)|explain)\b"
)
_REQUESTS = re.compile(
    rf"{_BEFORE}(?:(?:can|could|will|would) (?:you|we|i|my|our|the|it|everything|that|this)|may (?:i|we)|"
    r"do me a favor|have (?:a|my|the)|will do|what about)\b"
)
"""What begins like a question and asks for something to be done."""
_SOMEBODY = (
    "he|she|they|his|her|everyone|everybody|people|my (?:husband|wife|partner|mother|father|sister|brother|son|"
    "daughter|friend|therapist|lawyer)"
)
_MENTIONS = re.compile(
    rf"^(?:{_SOMEBODY}) |"
    r"\b(?:i wish|mean(?:t)? to|(?:i|he|she|they|we|you)(?: never| just)? (?:said|say|says|told|asked)|"
    r"wants? (?:me|us|you) to|supposed to|what (?:would|will) happen|if (?:i|we|you|he|she|they)|as if)\b"
)
"""What only speaks of a request: meant, reported, wanted by somebody else, or imagined."""


@dataclass(frozen=True)
class Polarity:
    """What kind of sentence it is.

    Attributes:
        is_negated: does it hold a word that turns it into its opposite?
        asks: is it a question, rather than a request?
        mentions: does it only speak of a request?
    """

    is_negated: bool
    asks: bool
    mentions: bool


def polarity(said: str) -> Polarity:
    """Return the polarity of a sentence, in lower case and without punctuation."""
    answered = _LEADING_NO.sub("", said)
    asks = _ASKS.match(answered) is not None and _REQUESTS.match(answered) is None
    return Polarity(_NOT.search(answered) is not None, asks, _MENTIONS.search(answered) is not None)


_TELLS = re.compile(
    r"\b(?:not|never|he|she|they|him|her|his|used to|was|were|had|came|went|left|called|last night|yesterday|ago)\b"
)


def tells(said: str) -> bool:
    """Does a sentence tell of somebody else, of something past, or of what is not? Then a time in it is no answer."""
    return _TELLS.search(said) is not None
