"""The index of docs/architecture.md says what the code says."""

from rules.conversation_index import BEGIN, END, PAGE, index, with_index

from intents.router import CONVERSATIONS


def test_the_index_is_fresh() -> None:
    page = PAGE.read_text()
    assert BEGIN in page and END in page
    assert with_index(page) == page, "write it anew: PYTHONPATH=tests python -m rules.conversation_index"


def test_every_intent_that_is_heard_stands_in_the_index_with_a_file_and_tests() -> None:
    rows = index().splitlines()
    for one in CONVERSATIONS:
        for intent in one.hears:
            (row,) = (row for row in rows if row.startswith(f"| `{intent}` |"))
            assert f"| {one.topic} |" in row
            assert "`intents/" in row
        (row,) = (row for row in rows if row.startswith(f"| **{one.topic}** |"))
        assert "`tests/intents/" in row


def test_an_index_that_misses_an_intent_is_found() -> None:
    page = PAGE.read_text()
    assert with_index(page.replace("`CheckInIntent`", "`GoneIntent`")) != page.replace(
        "`CheckInIntent`", "`GoneIntent`"
    )
