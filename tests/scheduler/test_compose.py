"""What is said unasked comes from a closed list of neutral labels, with at most a clock time in it."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from support.clock_only import CATALOG

from scheduler.compose import LABELS, label
from skill.domain.person import Recipient
from skill.domain.rule import PromptKind

DUE = datetime(2026, 11, 23, 23, 10, tzinfo=UTC)
MARA = Recipient(uuid4(), DUE, "America/New_York", 22 * 60, 7 * 60, None, False)


@pytest.mark.parametrize(
    ("kind", "several", "words"),
    [
        (PromptKind.REFLECTION, False, "Your evening minute."),
        (PromptKind.COMMITMENT, False, "Your six o'clock plan."),
        (PromptKind.COMMITMENT, True, "A few things are waiting for you."),
        (PromptKind.HARD_TALK, False, "Ten quiet minutes until six twenty."),
        (PromptKind.TIME_OUT, False, "It's six ten. Your break is over."),
    ],
)
def test_a_label_names_a_time_and_no_more(kind: PromptKind, *, several: bool, words: str) -> None:
    assert label(kind, DUE, MARA, say=CATALOG.say, stands_for_several=several) == words


def test_every_label_stands_in_the_catalogue_with_no_value_but_a_time() -> None:
    phrases = {phrase.key: phrase for phrase in CATALOG if phrase.key.startswith("label.")}
    assert sorted(phrases) == sorted(LABELS)
    assert {value for phrase in phrases.values() for value in phrase.values} <= {"time"}
