"""What goes through a pipe, and to a terminal that can't move its cursor: whole lines in, whole lines out."""

import io
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from skill.speaker.terminal.screen import PlainScreen, Typed


def read(raw: bytes, *more: bytes) -> tuple[str, ...]:
    """Return the lines of what comes through a pipe, piece by piece."""
    reading, writing = os.pipe()
    screen = PlainScreen(Console(file=io.StringIO()), reading)
    lines: tuple[str, ...] = ()
    for piece in (raw, *more):
        os.write(writing, piece)
        lines += screen.wait(0.0).lines
    os.close(writing)
    came = screen.wait(1.0)
    os.close(reading)
    assert came.has_ended
    return lines + came.lines


def test_a_pipe_gives_its_lines_and_then_its_end() -> None:
    reading, writing = os.pipe()
    os.write(writing, b"hurt\nsad")
    screen = PlainScreen(Console(file=io.StringIO()), reading)
    assert screen.wait(1.0) == Typed(("hurt",))
    assert screen.wait(0.0) == Typed()
    os.close(writing)
    assert screen.wait(1.0) == Typed(("sad",), has_ended=True)
    os.close(reading)


@pytest.mark.parametrize("raw", [b"", b"hurt\n", b"hurt"])
def test_a_file_may_be_read_like_a_pipe(raw: bytes, tmp_path: Path) -> None:
    file = tmp_path / "lines.txt"
    file.write_bytes(raw)
    source = os.open(file, os.O_RDONLY)
    screen = PlainScreen(Console(file=io.StringIO()), source)
    lines: tuple[str, ...] = ()
    while not (came := screen.wait(0.1)).has_ended:
        lines += came.lines
    assert lines + came.lines == (("hurt",) if raw else ())
    os.close(source)


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "Zs"]), min_size=1), st.data())
def test_a_line_may_arrive_in_pieces(words: str, data: st.DataObject) -> None:
    raw = f"{words}\n".encode()
    cut = data.draw(st.integers(0, len(raw)))
    assert read(raw[:cut], raw[cut:]) == ("".join(char for char in words if char.isprintable()),)


@given(st.binary(max_size=60))
def test_no_bytes_make_it_stumble(raw: bytes) -> None:
    assert all(line.isprintable() for line in read(raw))


def test_a_plain_line_is_one_line_however_long() -> None:
    out = io.StringIO()
    PlainScreen(Console(file=out, width=20), 0).say("a long sentence " * 10)
    assert out.getvalue().rstrip("\n").count("\n") == 0
