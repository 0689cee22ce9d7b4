"""What was said, twice: plain for matching, and as it was; a place in the plain text is a place in the original."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

_CLOCK = re.compile(r"(?<=\d)[:.](?=\d\d\b)")
_HALF = re.compile(r"\b([ap])\.\s?m\b\.?")
_SEAM = re.compile(r"[,;:.!?…–—-]*(?=\s|$)\s*")
"""What belongs to the word before it and not to the words that follow: "my words are: ..."."""
_BEFORE_DIGITS = frozenset(":$€£")
_OWN_STOP = re.compile(r"(?<![.\s])\.$")
_WORDS_END = ".,;:!?…)]}'\"’”»"
"""Characters that close what stands before them and need no space."""


@dataclass(frozen=True)
class Said:
    """A text with its plain form: lower case, no punctuation, one space between words.

    Attributes:
        original: as it was typed or sent; what is kept is cut out of it.
        text: the plain form.
        spans: for each character of `text`, which part of `original` it stands for.
        begin, end: the part of `original` that this is about.
        gone: parts of `original` that were taken out.
    """

    original: str
    text: str
    spans: tuple[tuple[int, int], ...]
    begin: int
    end: int
    gone: tuple[tuple[int, int], ...] = ()

    @classmethod
    def read(cls, original: str) -> "Said":
        """Return what was said with its plain form."""
        chars: list[tuple[str, tuple[int, int]]] = [
            (char, (at, at + 1)) for at, raw in enumerate(original) for char in _lowered(raw)
        ]
        chars = _replaced(_CLOCK, chars, lambda _: ":")
        chars = _replaced(_HALF, chars, lambda found: f"{found[1]}m")
        chars = [(_plain(chars, at), span) for at, (_, span) in enumerate(chars)]
        kept = [one for at, one in enumerate(chars) if one[0] != " " or (at > 0 and chars[at - 1][0] != " ")]
        while kept and kept[-1][0] == " ":
            kept.pop()
        text = "".join(char for char, _ in kept)
        return cls(original, text, tuple(span for _, span in kept), 0, len(original))

    def cut(self, start: int, end: int) -> str:
        """Return what `text[start:end]` was in the original, with the characters that belong to it.

        At the end of the whole, these are all that follow; before other words, a comma belongs to the sentence.
        """
        first = self._after(start)
        return self.original[first : self._before(end)].strip()

    def part(self, start: int, end: int) -> "Said":
        """Return a part of it, as something said of its own."""
        first, last = self._after(start), self._before(end)
        return Said(self.original, self.text[start:end], self.spans[start:end], first, last, self.gone)

    def without(self, start: int, end: int) -> "Said":
        """Return it with `text[start:end]` taken out, a space in its place."""
        if start >= end:
            return self
        out = (self.spans[start][0], self.spans[end - 1][1])
        text = f"{self.text[:start]} {self.text[end:]}"
        return Said(
            self.original, text, (*self.spans[:start], out, *self.spans[end:]), self.begin, self.end, (*self.gone, out)
        )

    def left(self) -> str:
        """Return what is left of the original, without the full stop of its sentence."""
        pieces: list[str] = []
        at = self.begin
        for start, end in sorted(one for one in self.gone if self.begin <= one[0] < self.end):
            pieces.append(self.original[at : max(at, start)])
            at = max(at, end)
        left = pieces[0] if pieces else self.original[at : self.end]
        for piece in [*pieces[1:], self.original[at : self.end]] if pieces else []:
            left = _joined(left, piece)
        return _OWN_STOP.sub("", left.strip())

    def _after(self, start: int) -> int:
        """Return where in the original the words begin that begin at `start`: characters before them are theirs."""
        before = self.text[:start].rstrip()
        if not before:
            return self.begin
        seam = _SEAM.match(self.original, self.spans[len(before) - 1][1])
        at = seam.end() if seam is not None else self.spans[len(before) - 1][1]
        return min(at, self.spans[start][0]) if start < len(self.spans) else at

    def _before(self, end: int) -> int:
        """Return where in the original the words end that end at `end`: a comma before other words is not theirs."""
        next_word = next((at for at in range(end, len(self.text)) if self.text[at] != " "), None)
        if next_word is None:
            return self.end
        return len(self.original[: self.spans[next_word][0]].rstrip().rstrip(",;:"))


def whole_characters(text: str) -> str:
    """Return a text that can be written down: a lone surrogate becomes the replacement character."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def plain(text: str) -> str:
    """Return a text as it is matched: lower case, no punctuation, one space between words."""
    return Said.read(text).text


def _lowered(char: str) -> str:
    return {"’": "'", "_": " "}.get(char, char.lower())


def _plain(chars: list[tuple[str, tuple[int, int]]], at: int) -> str:
    """Return a character where it is part of a word: letters, digits and the marks on them, as in Hindi and Thai."""
    char = chars[at][0]
    if char.isalnum() or char == "'" or unicodedata.category(char)[0] == "M":
        return char
    follows = chars[at + 1][0] if at + 1 < len(chars) else ""
    # A sum of money keeps its sign: "$3.50" is no time of day.
    return char if char in _BEFORE_DIGITS and follows.isdecimal() else " "


def _replaced(
    pattern: re.Pattern[str],
    chars: list[tuple[str, tuple[int, int]]],
    by: Callable[[re.Match[str]], str],
) -> list[tuple[str, tuple[int, int]]]:
    text = "".join(char for char, _ in chars)
    result: list[tuple[str, tuple[int, int]]] = []
    at = 0
    for found in pattern.finditer(text):
        span = (chars[found.start()][1][0], chars[found.end() - 1][1][1])
        result += [*chars[at : found.start()], *((char, span) for char in by(found))]
        at = found.end()
    return [*result, *chars[at:]]


def _joined(before: str, after: str) -> str:
    """Join what stood around something that was taken out, with its own characters and one space."""
    behind = after.lstrip()
    if before.rstrip().endswith("(") and behind.startswith(")"):
        return _joined(before.rstrip()[:-1], behind[1:])
    if not before.strip():
        return behind.lstrip(",.;: ")
    if behind.strip(" .") == "" or behind[0] in _WORDS_END:
        before = before.rstrip().rstrip(",;:").rstrip()
        return before + ("" if behind.strip() == "." else behind)
    return f"{before.rstrip()} {behind}"
