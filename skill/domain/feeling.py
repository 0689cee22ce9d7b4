"""What was said of a feeling: one word or several at once, words that are not ours, and what set it off."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from skill.domain.checkin import Mood, MoodEntry, find_mood
from skill.domain.plain_english import is_courtesy
from skill.domain.polarity import Unsaid, read_polarity

FEELINGS_AT_MOST = 4
"""How many feelings of one check-in are told apart; more than that nobody says in a breath."""
LONGEST = 200
"""Characters of one's own words that are kept of a feeling, and of what set it off."""
_JOINED = re.compile(
    r"(?:,|\s+(?:and|but|yet|or))\s+(?:also\s+|still\s+|a bit\s+|a little\s+|somehow\s+)?", re.IGNORECASE
)
_BECAUSE = re.compile(r"[\s,]+because\s+(?:of\s+)?", re.IGNORECASE)
_CAUSE = re.compile(r"[\s,]+(?:because of|because|after|by|from)\s+", re.IGNORECASE)
"""What may follow a feeling that is known; after one that is not, only "because" surely begins a cause."""
_FEELING = re.compile(
    r"(?:today |right now )?(?:i feel|i['’]m feeling|i am feeling|i['’]m|i am|i(?= can['’]t)) (?:so |very |a bit )?",
    re.IGNORECASE,
)
_SEAM = re.compile(r"^[\s,]*(?:and|because of|because)?\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Feeling:
    """What was heard.

    Attributes:
        moods: those we know, in the order said.
        own: words that are not ours, as they were said, or None.
        set_off: what brought it up, as it was said, or None.
        unsaid: why a feeling word that was heard is none to be kept, or None.
        denied: ids of those that the speaker denies of now.
    """

    moods: tuple[Mood, ...] = ()
    own: str | None = None
    set_off: str | None = None
    unsaid: Unsaid | None = None
    denied: frozenset[str] = frozenset()

    @property
    def is_silent(self) -> bool:
        """Was no feeling said at all?"""
        return not self.moods and self.own is None

    def word(self, strength: int | None) -> MoodEntry:
        """Return what is kept of it."""
        return MoodEntry.of(
            [(mood.id, mood.family) for mood in self.moods], strength, own=self.own, set_off=self.set_off
        )


def read_feeling(moods: Iterable[Mood], said: Sequence[str | None]) -> Feeling:
    """Read what was heard where a feeling was meant: "sad", "hurt but hopeful", "wobbly", "hurt because of a song".

    Args:
        said: each slot's mood id, or its words where those are not ours; None where a slot is empty.
    """
    ours = tuple(moods)
    found: list[Mood] = []
    own: list[str] = []
    causes: list[str] = []
    unsaid: list[Unsaid] = []
    denied: set[str] = set()
    for words in said:
        if words is None or not (text := words.strip()[: 4 * LONGEST]):
            continue
        head, cause = _apart(ours, text)
        exact = find_mood(ours, head)
        if exact is None and is_courtesy(head):
            continue
        causes += [cause] if cause else []
        if exact is not None:
            found.append(exact)
            continue
        reading = read_polarity(ours, head)
        if reading.is_turned:
            found += [mood for one in reading.said if (mood := find_mood(ours, one)) is not None]
            denied |= reading.denied
            own += [head] if reading.is_own else []
            unsaid += [reading.unsaid] if reading.unsaid is not None and not reading.is_own else []
            continue
        head = _FEELING.sub("", head, count=1) if _FEELING.match(head) else head
        names = [head] if find_mood(ours, head) else _JOINED.split(head)
        if not any(find_mood(ours, name) for name in names):
            # Nothing of it is ours: it stays as it was said, in one piece.
            own += [head.strip()] if head.strip() else []
            continue
        for name in names:
            mood = find_mood(ours, name)
            found += [mood] if mood is not None else []
            own += [name.strip()] if mood is None and name.strip() else []
    if unsaid and not found and not own:
        # What set off a feeling that is not there is nothing to keep either.
        return Feeling(unsaid=unsaid[0], denied=frozenset(denied))
    return Feeling(tuple(dict.fromkeys(found))[:FEELINGS_AT_MOST], _kept(own), _kept(causes), denied=frozenset(denied))


def said_in_slots(moods: Iterable[Mood], slots: Sequence[tuple[str | None, str | None]]) -> list[str | None]:
    """Return what slots (words and id) say: the id, or the words where they say more than that one feeling.

    A resolution goes by likeness: "not angry any more" may come resolved to "angry".
    """
    ours = tuple(moods)
    if len(slots) > 1 and slots[0][0] == "nothing" and slots[1] != (None, None):
        # "Nothing but sad" arrives as two feelings; the first of them is none.
        slots = slots[1:]
    return [value if value is not None and says_more(ours, value) else mood or value for value, mood in slots]


def says_more(moods: Sequence[Mood], value: str) -> bool:
    """Does it say more than the feeling word inside it, so that the word alone would be wrong?"""
    return find_mood(moods, value) is None and (is_courtesy(value) or read_polarity(moods, value).is_turned)


def holds_more(moods: Sequence[Mood], said: str) -> bool:
    """Is there a feeling word in a sentence that says more than that word, or is it a courtesy?"""
    return says_more(moods, said) and (is_courtesy(said) or read_polarity(moods, said).before is not None)


def read_set_off(moods: Iterable[Mood], said: str) -> Feeling:
    """Read what set it off, and the feeling where that stands in the same sentence ("I feel hurt, a song")."""
    ours = tuple(moods)
    text = said.strip()
    begins = _FEELING.match(text)
    if begins is not None:
        words = list(re.finditer(r"\S+", text[begins.end() :]))
        for last in range(min(len(words) - 1, 8), 0, -1):
            end = begins.end() + words[last - 1].end()
            feeling = read_feeling(ours, [text[begins.end() : end].strip(",")])
            rest = _SEAM.sub("", text[end:])
            if feeling.moods and feeling.own is None and feeling.set_off is None and rest:
                return Feeling(feeling.moods, None, _kept([rest]))
    return Feeling(set_off=_kept([text]))


def _apart(moods: Sequence[Mood], text: str) -> tuple[str, str]:
    """Return the feeling and its cause, "" where none is said."""
    for cause in _CAUSE.finditer(text):
        head = text[: cause.start()]
        if all(find_mood(moods, name) for name in _JOINED.split(head)):
            return head, text[cause.end() :].strip()
    head, *rest = _BECAUSE.split(text, maxsplit=1)
    return head, rest[0].strip() if rest else ""


def _kept(words: Sequence[str]) -> str | None:
    return ", ".join(words)[:LONGEST] or None
