"""Words that leave the script: danger, heavy words that get one kind question first, and what only sounds like them."""

import re
from collections.abc import Mapping
from functools import lru_cache

SOFT = "soft_flag"
"""The kind of phrases that are heavy, but no danger by themselves."""
AT_HOME = "unsafe_at_home"
"""The kind of phrases that somebody says who is afraid of someone."""
HARMLESS = "harmless"
"""The kind of everyday phrases that only sound like danger ("trapped in traffic")."""


def danger_in(text: str, phrases: Mapping[str, tuple[str, ...]]) -> str | None:
    """Return the kind of danger that `text` speaks of, else the soft kind, else None (product.md R23).

    Of phrases that begin at the same word the longest counts, so that a soft or harmless one hides the danger inside;
    the rest of the text is still looked at.

    Args:
        text: what was heard, in any case and with any punctuation.
        phrases: phrases by their kind, in lower case.
    """
    plain = re.sub(r"(?<!\w)'|'(?!\w)", " ", re.sub("[‘’`´]", "'", text.lower()))  # quotes stay only inside a word
    heard = " ".join(re.sub(r"[^\w']+", " ", plain).split())
    pattern, kind_of = _search(tuple((kind, tuple(them)) for kind, them in phrases.items()))
    kinds = [kind for phrase in pattern.findall(heard) if (kind := kind_of[phrase]) != HARMLESS]
    return next((kind for kind in kinds if kind != SOFT), kinds[0] if kinds else None)


@lru_cache(maxsize=4)
def _search(phrases: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[re.Pattern[str], dict[str, str]]:
    """Return one search for all phrases, the longest first, and the kind of each."""
    kind_of = {phrase: kind for kind, them in phrases for phrase in them}
    longest_first = sorted(kind_of, key=len, reverse=True)
    return re.compile(rf"(?<![\w'])(?:{'|'.join(map(re.escape, longest_first))})(?![\w'])"), kind_of
