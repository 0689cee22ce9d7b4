"""Danger in words that nobody wrote down before, and ordinary talk beside it: one table, each heard as it is."""

import tomllib
from pathlib import Path

from skill.content import danger_words
from skill.domain.danger import SOFT, danger_in

SAID: dict[str, list[str]] = tomllib.loads((Path(__file__).parent / "danger_said.toml").read_text(encoding="utf-8"))
KINDS: dict[str, str | None] = {"heavy": SOFT, "ordinary": None}
"""What a part of the table is called, where it is not the kind itself."""


def wrong(before: str = "", *, words: int = 1) -> list[tuple[str, str | None]]:
    """Return every sentence of so many words or more that is heard as another kind than its own."""
    heard = [
        (said, KINDS.get(kind, kind), danger_in(f"{before}{said}", danger_words()))
        for kind, them in SAID.items()
        for said in them
        if len(said.split()) >= words
    ]
    return [(said, found) for said, kind, found in heard if found != kind]


def test_the_table_holds_enough_sentences_of_both_kinds() -> None:
    ordinary = len(SAID["ordinary"])
    assert (sum(map(len, SAID.values())) >= 200, ordinary >= 90, len(SAID)) == (True, True, 6)


def test_every_sentence_is_heard_as_its_kind() -> None:
    assert wrong() == []


def test_no_sentence_is_heard_otherwise_because_of_ordinary_words_around_it() -> None:
    assert wrong("Listen. Tonight is Monday. ", words=3) == []


def test_danger_is_heard_beside_every_ordinary_sentence() -> None:
    ordinary = SAID["ordinary"]
    kinds = {said: danger_in(f"{said}. He slapped me.", danger_words()) for said in ordinary}
    assert [said for said, kind in kinds.items() if kind != "unsafe_at_home"] == []
    kinds = {said: danger_in(f"I want to die. {said}", danger_words()) for said in ordinary}
    assert [said for said, kind in kinds.items() if kind != "self_harm"] == []
