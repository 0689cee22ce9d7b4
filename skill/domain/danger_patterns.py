"""Patterns of words: what no list of phrases can hold, matched word by word, longest first."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

SEVERAL_AT_MOST = 3
"""How many words `**`, or how many of a list `<name*>`, may stand for."""


@dataclass(frozen=True)
class DangerPatternPart:
    """One part of a pattern.

    Attributes:
        ways: the words it may stand for, by their first word, the longest first; empty for any word.
        ending: how an open word must end.
        least, most: how often it may come.
        edge: is it the start (-1) or the end (1) of what was said?
    """

    ways: Mapping[str, Sequence[tuple[str, ...]]] = field(default_factory=dict)
    ending: str = ""
    least: int = 1
    most: int = 1
    edge: int = 0

    @property
    def is_open(self) -> bool:
        """Does it stand for words that are on no list?"""
        return not self.ways and not self.edge

    def once(self, heard: Sequence[str], at: int) -> Iterator[int]:
        """Yield where it may end when it stands once from a word on."""
        if at >= len(heard):
            return
        if self.is_open:
            if heard[at].endswith(self.ending) and heard[at] != self.ending:
                yield at + 1
            return
        for way in self.ways.get(heard[at], ()):
            if tuple(heard[at : at + len(way)]) == way:
                yield at + len(way)


@dataclass(frozen=True)
class DangerPattern:
    """A sequence of parts."""

    parts: tuple[DangerPatternPart, ...]

    @property
    def open_words(self) -> int:
        """How many of its parts stand for words that are on no list; of two patterns the more exact one counts."""
        return sum(part.is_open for part in self.parts)

    @cached_property
    def needs(self) -> tuple[frozenset[str], ...]:
        """Of each of these sets a word must have been said, or it cannot fit: far quicker to tell than a match."""
        must = (frozenset(part.ways) for part in self.parts if part.least and part.ways)
        return tuple(sorted(must, key=len))

    @property
    def begins(self) -> frozenset[str] | None:
        """The words it may begin with, or None where that may be any."""
        words: set[str] = set()
        for part in self.parts:
            if part.is_open:
                return None
            words |= part.ways.keys()
            if part.least and not part.edge:
                return frozenset(words)
        return None

    def longest(self, heard: Sequence[str], start: int) -> int | None:
        """Return the farthest word at which it may end when it begins at `start`, or None where it does not fit."""
        return max(self._ends(heard, start, 0, 0), default=None)

    def _ends(self, heard: Sequence[str], at: int, index: int, times: int) -> Iterator[int]:
        if index == len(self.parts):
            yield at
            return
        part = self.parts[index]
        if part.edge:
            if at == (0 if part.edge < 0 else len(heard)):
                yield from self._ends(heard, at, index + 1, 0)
            return
        if times < part.most:
            for after in part.once(heard, at):
                yield from self._ends(heard, after, index, times + 1)
        if times >= part.least:
            yield from self._ends(heard, at, index + 1, 0)


class PatternReader:
    """Reads patterns with their word lists; the pieces are explained in the file that holds them.

    Args:
        words: the word lists by name; a word may name another list.
    """

    def __init__(self, words: Mapping[str, Iterable[str]]) -> None:
        self._words = words
        self._ways: dict[str, Mapping[str, Sequence[tuple[str, ...]]]] = {}

    def read(self, pattern: str) -> DangerPattern:
        """Return a pattern, for example "<they> <aux*> hit <us>"."""
        return DangerPattern(tuple(self._part(piece) for piece in pattern.split()))

    def _part(self, piece: str) -> DangerPatternPart:
        if piece in ("<start>", "<end>"):
            return DangerPatternPart(edge=-1 if piece == "<start>" else 1)
        if piece == "**":
            return DangerPatternPart(least=0, most=SEVERAL_AT_MOST)
        if piece.startswith("*"):
            return DangerPatternPart(ending=piece[1:])
        if not piece.startswith("<"):
            return DangerPatternPart(_by_first_word([piece]))
        name = piece.strip("<>?*")
        if name not in self._ways:
            self._ways[name] = _by_first_word(self._listed(name))
        is_optional = piece.endswith(("?>", "*>"))
        return DangerPatternPart(
            self._ways[name], least=0 if is_optional else 1, most=SEVERAL_AT_MOST if piece.endswith("*>") else 1
        )

    def _listed(self, name: str) -> list[str]:
        """Return the words of a list, with those of the lists that it names."""
        listed: list[str] = []
        for word in self._words[name]:
            before, _, rest = word.partition("<")
            inner, _, after = rest.partition(">")
            listed += [f"{before}{one}{after}" for one in self._listed(inner)] if inner else [word]
        return listed


def _by_first_word(listed: Iterable[str]) -> Mapping[str, Sequence[tuple[str, ...]]]:
    ways: dict[str, list[tuple[str, ...]]] = {}
    for words in sorted({tuple(one.split()) for one in listed}, key=len, reverse=True):
        ways.setdefault(words[0], []).append(words)
    return ways
