"""Lines are made of keys however they come: cut anywhere, with arrows, corrections and other alphabets."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.speaker.terminal.keyboard import Keyboard, LineEditor, Typed


def typed(raw: bytes) -> tuple[str, ...]:
    return LineEditor().feed(raw).lines


def test_enter_finishes_a_line() -> None:
    editor = LineEditor()
    assert editor.feed(b"i feel hu") == Typed()
    assert editor.draft == "i feel hu"
    assert editor.feed(b"rt\n") == Typed(("i feel hurt",))
    assert editor.draft == ""


def test_backspace_and_control_u_correct_what_was_typed() -> None:
    assert typed(b"hurx\x7ft\n") == ("hurt",)
    assert typed(b"angry\x15sad\r") == ("sad",)
    assert typed(b"\x7f\x7fsad\r") == ("sad",)


def test_arrows_and_function_keys_leave_no_trace() -> None:
    assert typed(b"sa\x1b[Ad\x1b[1;5C\x1bOP\x1b[3~\n") == ("sad",)


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "Zs"]), min_size=1), st.data())
def test_a_line_may_arrive_in_pieces(words: str, data: st.DataObject) -> None:
    raw = f"{words}\n".encode()
    cut = data.draw(st.integers(0, len(raw)))
    editor = LineEditor()
    lines = editor.feed(raw[:cut]).lines + editor.feed(raw[cut:]).lines
    assert lines == ("".join(char for char in words if char.isprintable()),)


@given(st.binary(max_size=60))
def test_no_bytes_make_it_stumble(raw: bytes) -> None:
    editor = LineEditor()
    editor.feed(raw)
    assert all(line.isprintable() for line in editor.feed(b"\n").lines)


def test_control_d_leaves_only_from_an_empty_line() -> None:
    assert LineEditor().feed(b"\x04").has_ended
    editor = LineEditor()
    assert not editor.feed(b"sad\x04").has_ended
    assert editor.feed(b"\n").lines == ("sad",)


def test_a_pipe_gives_its_lines_and_then_its_end() -> None:
    reading, writing = os.pipe()
    os.write(writing, b"hurt\nsad")
    keyboard = Keyboard(reading)
    assert keyboard.wait(1.0) == Typed(("hurt",))
    assert keyboard.wait(0.0) == Typed()
    os.close(writing)
    assert keyboard.wait(1.0) == Typed(("sad",), has_ended=True)
    os.close(reading)


@pytest.mark.parametrize("raw", [b"", b"hurt\n", b"hurt"])
def test_a_file_may_be_read_like_a_pipe(raw: bytes, tmp_path: Path) -> None:
    file = tmp_path / "lines.txt"
    file.write_bytes(raw)
    source = os.open(file, os.O_RDONLY)
    keyboard = Keyboard(source)
    lines: tuple[str, ...] = ()
    while not (came := keyboard.wait(0.1)).has_ended:
        lines += came.lines
    assert lines + came.lines == (("hurt",) if raw else ())
    os.close(source)
