"""Words that leave the script: danger, heavy words that get one kind question first, and what only sounds like them."""

import re
from collections.abc import Iterable, Mapping, Sequence

from skill.domain.danger_patterns import DangerPattern, PatternReader

SOFT = "soft_flag"
"""The kind of phrases that are heavy, but no danger by themselves."""
AT_HOME = "unsafe_at_home"
"""The kind of phrases that somebody says who is afraid of someone."""
NO_BREATH = "cannot_breathe"
"""The kind of phrases that may mean panic or a medical emergency."""
HARMLESS = "harmless"
"""The kind of everyday phrases that only sound like danger ("trapped in traffic")."""


class DangerSearch:
    """Searches a text for phrases and patterns of danger.

    Args:
        phrases: phrases and patterns by their kind, in lower case.
        words: the word lists that the patterns name.
    """

    def __init__(self, phrases: Mapping[str, Iterable[str]], words: Mapping[str, Iterable[str]] | None = None) -> None:
        reader = PatternReader(words or {})
        self._beginning_with: dict[str, list[tuple[str, DangerPattern]]] = {}
        self._beginning_anyhow: list[tuple[str, DangerPattern]] = []
        for kind, them in phrases.items():
            for pattern in map(reader.read, them):
                begins = pattern.begins
                lists = (
                    [self._beginning_anyhow]
                    if begins is None
                    else [self._beginning_with.setdefault(word, []) for word in begins]
                )
                for one in lists:
                    one.append((kind, pattern))

    def kinds_in(self, heard: Sequence[str]) -> list[str]:
        """Return the kinds of what was found, harmless ones too, in the order of the words."""
        kinds: list[str] = []
        at, said = 0, frozenset(heard)
        while at < len(heard):
            found = self._best(heard, at, said)
            if found is not None:
                kinds.append(found[0])
            at = max(at + 1, found[1] if found is not None else 0)
        return kinds

    def _best(self, heard: Sequence[str], at: int, said: frozenset[str]) -> tuple[str, int] | None:
        """Return kind and end of what counts among all that begin at a word: the longest, then the most exact one."""
        candidates = (*self._beginning_with.get(heard[at], ()), *self._beginning_anyhow)
        fits = [
            (end, -pattern.open_words, kind == HARMLESS, kind)
            for kind, pattern in candidates
            if not any(need.isdisjoint(said) for need in pattern.needs)
            and (end := pattern.longest(heard, at)) is not None
        ]
        if not fits:
            return None
        end, _, _, kind = max(fits)
        return kind, end


def danger_in(text: str, search: DangerSearch) -> str | None:
    """Return the kind of danger that `text` speaks of, else the soft kind, else None.

    Of what fits from the same word on the longest counts, so that a soft or harmless phrase hides the danger inside;
    the rest of the text is still looked at. Danger from somebody or to oneself goes before a breath that does not come,
    and that before a heavy word.

    Args:
        text: what was heard, in any case and with any punctuation.
    """
    plain = re.sub(r"(?<!\w)'|'(?!\w)", " ", re.sub("[‘’`´]", "'", text.lower()))  # quotes stay only inside a word
    heard = re.sub(r"[^\w']+", " ", plain).split()
    kinds = [kind for kind in search.kinds_in(heard) if kind != HARMLESS]
    return min(kinds, key=lambda kind: (kind == SOFT, kind == NO_BREATH), default=None)
