"""What a terminal shows of the bytes it gets: lines of characters, a cursor that moves, and what is wiped."""

import re

_PART = re.compile(r"\x1b\[([0-9;?]*)([A-Za-z])|(\r|\n|\x08)|([^\x1b\r\n\x08\x07]+)", re.DOTALL)


class ShownLines:
    """The lines of a terminal that is never full; colours are left out."""

    def __init__(self) -> None:
        self._rows: list[list[str]] = [[]]
        self._row = self._column = 0

    @property
    def lines(self) -> list[str]:
        """The lines from the top, without blanks at their ends."""
        return ["".join(row).rstrip() for row in self._rows]

    @property
    def text(self) -> str:
        """All of it, without empty lines at the end."""
        return "\n".join(self.lines).rstrip()

    def feed(self, written: str) -> None:
        """Take what a program wrote."""
        for count, letter, moves, words in _PART.findall(written):
            if letter:
                self._steer(letter, int(count) if count.isdigit() else 0)
            elif moves:
                self._column = max(0, self._column - 1) if moves == "\x08" else 0
                self._go_down(1 if moves == "\n" else 0)
            else:
                row = self._rows[self._row]
                row.extend(" " * (self._column - len(row)))
                row[self._column : self._column + len(words)] = words
                self._column += len(words)

    def _steer(self, letter: str, count: int) -> None:
        if letter == "A":
            self._row = max(0, self._row - max(1, count))
        elif letter == "B":
            self._go_down(max(1, count))
        elif letter == "C":
            self._column += max(1, count)
        elif letter == "D":
            self._column = max(0, self._column - max(1, count))
        elif letter in "JK" and count == 0:
            del self._rows[self._row][self._column :]
            if letter == "J":
                del self._rows[self._row + 1 :]

    def _go_down(self, count: int) -> None:
        self._row += count
        while len(self._rows) <= self._row:
            self._rows.append([])
