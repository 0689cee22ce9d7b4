"""Every phrase exists, is used, fits into twenty seconds, and keeps the tone."""

import ast
import re
from pathlib import Path
from string import Template

import pytest
from support.all_at_once import each

import intents.router  # noqa: F401 (each conversation notes its questions when it is imported)
from intents.dialog.question import questions
from scheduler.compose import LABELS
from skill.speech.catalog import Catalog, Phrase
from skill.speech.ssml import speaking_seconds

ROOT = Path(__file__).parents[2]
PHRASES = list(Catalog.load())
SECONDS_AT_MOST = 20.0
LONGEST_VALUE = "quarter past eleven in the morning"
NEVER = {
    "a score, a streak or praise (rules.md R11)": r"streak|score|points?|level|badge|rank|percent"
    r"|great job|well done|proud of you|awesome|amazing",
    "forgiving (rules.md R13)": r"forgiv\w*|get over|move on|by now you",
    "touch (rules.md R14)": r"touch|hug|kiss|cuddle|intima\w*|sex\w*|hold hands",
    "what happened (rules.md R15)": r"affair|cheat\w*|betray\w*|infidel\w*|adulter\w*|lover|victim"
    r"|guilty party|unfaithful",
    "a verdict (rules.md R8, R25)": r"broke|broken|fail\w*|relapse|therapy|treatment|patient|cure|heal\w*"
    r"|diagnos\w*|symptom\w*|disorder",
    "we, or a loud voice": r"\bwe\b|\bus\b|\bour\b|!",
    "a comparison": r"than (?:he|she|they|your partner)|partner",
}
SAMPLE = r"say:? invite my partner\b"
"""A sentence that somebody is told to say: it names the other one in that person's words, and compares nothing."""
GIVEAWAY = r"feel\w*|mood|partner|trust|promise|talk|breath\w*|check|alone|sorry|commitment|therapy"
"""What a label must not hold besides: whatever is spoken unasked is heard by a child and a guest (rules.md R15)."""


def keys_in_code() -> tuple[set[str], list[re.Pattern[str]]]:
    """Return the phrase keys named in code, and patterns for those that are put together."""
    topics = "|".join(sorted({phrase.key.partition(".")[0] for phrase in PHRASES}))
    keys: set[str] = set()
    patterns: list[re.Pattern[str]] = []
    for file in [*ROOT.glob("intents/**/*.py"), *ROOT.glob("scheduler/*.py"), *ROOT.glob("skill/**/*.py")]:
        nodes = list(ast.walk(ast.parse(file.read_text())))
        parts = {id(part) for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values}
        for node in nodes:
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts:
                if re.fullmatch(rf"(?:{topics})\.[a-z_0-9]+", node.value):
                    keys.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                text = "".join(re.escape(one.value) if isinstance(one, ast.Constant) else r"\w+" for one in node.values)
                if re.match(rf"(?:{topics})\\\.", text):
                    patterns.append(re.compile(text))
    return keys, patterns


def questions_in_code() -> set[str]:
    """Return the names of open questions; they look like phrase keys and are asked, not said."""
    return (
        {one.key for one in questions()}
        | {
            argument.value
            for file in ROOT.glob("intents/**/*.py")
            for node in ast.walk(ast.parse(file.read_text()))
            if isinstance(node, ast.Call)
            and getattr(node.func, "id", getattr(node.func, "attr", "")) in ("Awaiting", "is_open", "ask_outside_quiet")
            for argument in node.args[:2]
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
        }
        | {one.key for one in questions()}
    )


def faults(phrase: Phrase) -> list[str]:
    """Return what a phrase says that it must not."""
    found = []
    for text in phrase.variants:
        ours = re.sub(SAMPLE, "say", text.lower())
        for what, words in NEVER.items():
            if re.search(rf"\b(?:{words})\b" if "!" not in words else words, ours):
                found.append(f"{phrase.key}: {what}")
        if phrase.key in LABELS and re.search(GIVEAWAY, text.lower()):
            found.append(f"{phrase.key}: a label gives something away")
        filled = Template(text).safe_substitute(dict.fromkeys(phrase.values, LONGEST_VALUE))
        if speaking_seconds(filled) > SECONDS_AT_MOST:
            found.append(f"{phrase.key}: longer than twenty seconds")
    if len({frozenset(Template(text).get_identifiers()) for text in phrase.variants}) > 1:
        found.append(f"{phrase.key}: its wordings need different values")
    return found


@each(PHRASES)
def test_a_phrase_keeps_the_tone_and_the_time(phrase: Phrase) -> None:
    assert faults(phrase) == []


@pytest.mark.parametrize(
    "text",
    [
        "Well done, that is a streak of three.",
        "It is time to forgive.",
        "You broke it.",
        "A hug may help.",
        "Shall we breathe?",
        "Thank you!",
        "After the affair you feel hurt.",
        "You did more than your partner.",
        "word " * 60,
    ],
)
def test_every_planted_phrase_is_caught(text: str) -> None:
    assert faults(Phrase("checkin.planted", (text,)))


def test_a_label_that_gives_something_away_is_caught() -> None:
    assert faults(Phrase("label.reflection", ("How do you feel about your partner",)))


def test_every_phrase_that_code_names_exists_and_every_phrase_is_used() -> None:
    keys, patterns = keys_in_code()
    ours = {phrase.key for phrase in PHRASES}
    assert keys - ours - questions_in_code() == set()
    assert {key for key in ours if key not in keys and not any(one.fullmatch(key) for one in patterns)} == set()


def test_the_wordings_of_a_phrase_take_turns_from_day_to_day_and_runs_agree() -> None:
    catalog = Catalog.load()
    several = [phrase for phrase in PHRASES if len(phrase.variants) > 1]
    assert several
    for phrase in several:
        values = dict.fromkeys(phrase.values, "x")
        days = range(730_000, 730_000 + len(phrase.variants))
        heard = [catalog.say(phrase.key, "a", day, **values) for day in days]
        assert len(set(heard)) == len(phrase.variants), "each is heard once before the first comes again"
        assert heard == [catalog.say(phrase.key, "a", day, **values) for day in days]
        assert len({catalog.say(phrase.key, str(seed), days[0], **values) for seed in range(40)}) > 1


def test_a_value_can_never_become_a_tag() -> None:
    said = Catalog.load().say("onboarding.thanks_name", "a", name='Tom & <break time="9s"/> "Jo"')
    assert "<" not in said
    assert "&amp;" in said
