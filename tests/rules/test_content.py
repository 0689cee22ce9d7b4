"""Every prompt, mood word and help line of skill/content is all there, fits the ear, and keeps the tone."""

import hashlib
import json
import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from support.all_at_once import each
from support.local_speaker import LocalSpeakerApp

from skill.content import country_of, danger_phrases, families, help_lines, moods, prompts
from skill.domain.reflection import DEEP, LIGHT, MEDIUM, PAINFUL, WEIGHTS, EveningPrompt
from skill.domain.support import (
    DIGITS,
    EUROPE,
    OF_THE_LANGUAGE,
    SPEAKABLE,
    SPOKEN_KINDS,
    HelpLine,
    digits,
    spoken_lines,
)
from skill.speech.ssml import speaking_seconds

FIRST_NINETY = "176506727c1aec70"
"""Of the ninety prompts we began with, ids and texts: the folder they came from is not in this repository."""
NEW_AT_LEAST = 30
WORDS_AT_MOST, SECONDS_AT_MOST = 25, 20.0
SLOW = 0.8
"""The slowest voice we use; the limit holds for it too."""
ZONES = {
    "US": "America/New_York", "CA": "America/Toronto", "MX": "America/Mexico_City", "IN": "Asia/Kolkata",
    "GB": "Europe/London", "IE": "Europe/Dublin", "AU": "Australia/Sydney", "NZ": "Pacific/Auckland",
    "DE": "Europe/Berlin", "AT": "Europe/Vienna", "CH": "Europe/Zurich", "ES": "Europe/Madrid", "FR": "Europe/Paris",
}  # fmt: skip
"""A zone of every country that has help lines."""
COLLECTED = date(2026, 11, 23)
NEVER = {
    "a score or praise (rules.md R11)": r"streak|score|\d+ points|points|level|badge|rank(?:ed|ing)?|percent"
    r"|great job|well done"
    r"|proud of you|earned|reward|perfect",
    "forgiving, or a date for a feeling (rules.md R13)": r"forg[ia]v\w*|get over|move on|let it go|by now"
    r"|should be over"
    r"|reconcil\w*|time to (?:trust|heal)|(?:trust|be over|calm) (?:\w+ )*by (?:next|the end|sunday|christmas)",
    "touch (rules.md R14)": r"touch\w*|hug\w*|kiss\w*|cuddl\w*|embrac\w*|hold hands|bed|bedroom|intima\w*|sex\w*"
    r"|make love",
    "a giveaway (rules.md R15)": r"affair\w*|cheat\w*|betray\w*|infidel\w*|adulter\w*|lovers?|victims?|offenders?"
    r"|unfaithful"
    r"|guilt\w*|lie[sd]?|lying|liar|mistress",
    "a finger raised": r"you(?: should|'d better| ought| must| have to)|(?<!would )you need to|you shouldn't",
    "blame": r"blam\w*|punish\w*|deserve\w*|your fault|because of you|you (?:caused|ruined|destroyed)|be ashamed"
    r"|made (?:him|her|them)|after (?:all|everything) you",
    "a verdict (rules.md R8, R25)": r"fail\w*|broke|broken|relaps\w*|wrong with|were wrong|in the wrong"
    r"|who is right|worse|weak"
    r"|selfish|lazy|(?:good|bad) (?:person|partner|husband|wife)",
    "somebody else's mind": r"s?he|him|hers?|his|husband|wife|boyfriend|girlfriend"
    r"|(?:they|your partner) (?:really |just )?(?:feels?|thinks?|wants?|means?|knows?|loves?"
    r"|always|never|lied|owes?|did|does|has|had|hurts?|is|was|will|won't)",
    "a comparison (rules.md R25)": r"than (?:your partner|them|others|most)|compared?|faster|slower than you"
    r"|like other couples",
    "religion": r"god\w*|pray\w*|bless\w*|sin|sins|sinned|sinful|faith\w*|heaven\w*|hell|church|tempt\w*|repent\w*"
    r"|souls?|lord|scriptures?|bible|holy|sacred|confess\w*|aton\w*|redeem\w*|grace|spirit\w*|divine|karma",
    "a cure (rules.md R25)": r"therap\w*|treatment|diagnos\w*|symptom\w*|disorder|cure\w*|heal\w*|patient|trauma\w*"
    r"|addict\w*"
    r"|narciss\w*|toxic|guarantee\w*|will get better",
    "watching (rules.md R5)": r"(?:your partner's|their) (?:phone|messages|mail)|location|passwords?|track\w*"
    r"|spy\w*|prove it",
    "we": r"we|us|our|ours|let's",
}
INVITES = re.compile(
    r"^(?:keep|stay|imagine|consider|let|grieve|try|look|say|find|choose|think|phrase|picture|rest)\b"
    r"|\bthink of\b|\b(?:may|can|allowed|fine|enough|only need|no wrong)\b"
)
OVERHEARD = r"partner|relationship|marriage|hurt|ang(?:er|ry)|agreement|counsell\w*|session|wound|secret|grie\w*|sorry"
"""What a guest must not hear in a prompt that calls itself discreet (rules.md M5)."""


def faults(prompt: EveningPrompt) -> list[str]:
    """Return what is wrong with a prompt, in plain words."""
    text, said = prompt.text, re.findall(r"[\w'’]+", prompt.text)
    last = re.split(r"(?<=[.?!])\s+", text.strip().lower())[-1]
    found = [what for what, words in NEVER.items() if re.search(rf"\b(?:{words})\b", text.lower().replace("’", "'"))]
    checks = {
        "too long for one hearing": len(said) > WORDS_AT_MOST or speaking_seconds(text, SLOW) > SECONDS_AT_MOST,
        "more than one question": text.count("?") > 1,
        "a loud voice, or a character no voice can say": bool(re.search(r"[^\w\s.,:?']", text)),
        "neither a question nor an invitation": not (last.endswith("?") or INVITES.search(last)),
        "no theme": not re.fullmatch(r"[a-z]+(?:-[a-z]+)?", prompt.theme),
        "no depth": prompt.weight not in (LIGHT, MEDIUM, DEEP),
        "no step": prompt.step not in range(1, 8),
        "no role": prompt.role not in ("either", "hurt", "strayed"),
        "deep where somebody may hear": prompt.discreet and prompt.weight == DEEP,
        "a guest hears too much": prompt.discreet and bool(re.search(rf"\b(?:{OVERHEARD})\b", text.lower())),
    }
    return found + [what for what, is_wrong in checks.items() if is_wrong]


def a_prompt(text: str, *, weight: str = LIGHT, discreet: bool = False, theme: str = "ease") -> EveningPrompt:
    return EveningPrompt("planted", 3, "either", weight, discreet, theme, text)


@each(prompts())
def test_a_prompt_is_short_kind_and_ends_as_a_question_or_an_invitation(prompt: EveningPrompt) -> None:
    assert faults(prompt) == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Seven evenings in a row. What would a longer streak feel like?", "a score"),
        ("Are you ready to forgive tonight?", "forgiving"),
        ("Could you trust again by the end of this month?", "forgiving"),
        ("When did you last hug each other?", "touch"),
        ("What did the affair take from you?", "a giveaway"),
        ("You should say sorry once more. When will it be?", "a finger raised"),
        ("You need to listen more. What stops you?", "a finger raised"),
        ("Which part of today was your fault?", "blame"),
        ("What made you fail today?", "a verdict"),
        ("What would a good husband do tonight?", "a verdict"),
        ("What did he hide from you today?", "somebody else's mind"),
        ("Do you know that your partner never listens?", "somebody else's mind"),
        ("Did you try harder than your partner today?", "a comparison"),
        ("What would you like to pray for tonight?", "religion"),
        ("What is healing in you tonight?", "a cure"),
        ("When did you last look at their phone?", "watching"),
        ("How shall we end this day?", "we"),
        ("What a day! Which part was good?", "a loud voice"),
        ("What was good? What was hard?", "more than one question"),
        ("Trust takes time.", "neither"),
        ("What " + "slow " * 30 + "thing was good today?", "too long"),
    ],
)
def test_every_planted_prompt_is_caught_for_its_own_reason(text: str, why: str) -> None:
    assert [one for one in faults(a_prompt(text)) if one.startswith(why)], faults(a_prompt(text))


def test_planted_prompts_with_a_wrong_label_are_caught() -> None:
    kind = "What was easy today?"
    assert faults(a_prompt(kind)) == []
    assert faults(a_prompt(kind, weight="heavy")) == ["no depth"]
    assert faults(a_prompt(kind, theme="")) == ["no theme"]
    assert faults(a_prompt(kind, weight=DEEP, discreet=True)) == ["deep where somebody may hear"]
    assert faults(a_prompt("What hurt today?", discreet=True)) == ["a guest hears too much"]


def test_the_first_ninety_prompts_are_carried_over_word_for_word() -> None:
    first = prompts()[:90]
    text = "\n".join(f"{one.id} {one.text}" for one in first)
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == FIRST_NINETY
    assert {one.id[0] for one in first} == {"s"}
    assert Counter(one.step for one in first) == dict(enumerate((12, 13, 14, 14, 11, 13, 13), 1))
    assert Counter(one.role for one in first) == {"either": 41, "hurt": 26, "strayed": 23}
    assert Counter(one.weight for one in first) == {LIGHT: 30, MEDIUM: 37, DEEP: 23}
    assert sum(one.discreet for one in first) == 43
    assert sum(one.begins_from_the_day() for one in first) == 47
    by_id = {one.id: one.text for one in first}
    assert by_id["s1-12"] == "If you feel unsure tonight, that is allowed. What is the unsure part asking for?"
    assert by_id["s4-07"] == "Choose one promise for tomorrow, small enough to keep on a bad day."
    assert by_id["s7-13"] == "Which small kindness came to you today, and did you take it in?"


def test_the_new_prompts_are_many_and_none_repeats_another() -> None:
    assert len(prompts()) >= 90 + NEW_AT_LEAST
    assert len({one.id for one in prompts()}) == len(prompts())
    assert len({re.sub(r"\W+", " ", one.text.lower()) for one in prompts()}) == len(prompts())
    assert {one.theme for one in prompts()} >= PAINFUL


@pytest.mark.parametrize("role", ["either", "hurt", "strayed"])
def test_whoever_is_never_alone_still_finds_four_prompts_at_every_step(role: str) -> None:
    fit = Counter(one.step for one in prompts() if one.discreet and one.role in ("either", role))
    assert all(fit[step] >= 4 for step in range(1, 8)), fit


def test_the_sixty_three_mood_words_each_have_one_family_and_no_word_means_two_of_them() -> None:
    assert len(moods()) == 63
    names = Counter(name for mood in moods() for name in {mood.word, *mood.synonyms})
    assert sum(names.values()) == 63 + 211
    assert {name: number for name, number in names.items() if number > 1} == {}
    assert {name for name in names if name != name.lower().strip()} == set()
    assert {mood.family for mood in moods()} == set(families()) == set(WEIGHTS)


def test_the_kind_of_day_is_said_in_words_that_any_guest_may_hear() -> None:
    for one in families().values():
        assert re.fullmatch(r"an? [a-z]+ day", one.aloud), one
        assert not re.search(OVERHEARD, one.aloud)


def test_phrases_of_danger_stand_in_one_kind_each_in_the_form_they_are_searched_in() -> None:
    every = [phrase for them in danger_phrases().values() for phrase in them]
    assert {"self_harm", "unsafe_at_home", "may_harm_other", "soft_flag"} <= set(danger_phrases())
    assert {phrase for phrase, number in Counter(every).items() if number > 1} == set()
    assert [one for one in every if not re.fullmatch(r"[a-z']+(?: [a-z']+)*", one)] == []


def line_faults(line: HelpLine) -> list[str]:
    """Return what keeps a line from being spoken as it should be."""
    checks = {
        "no honest source": line.status not in SPEAKABLE | {"unconfirmed"},
        "a number no voice can say": line.number is not None and not re.fullmatch(r"\d[\d -]{1,14}\d", line.number),
        "nobody is meant": not line.who or not line.whom(),
        "not a country": not re.fullmatch(r"[A-Z]{2}", line.country),
        "the day it was checked is not the file's": line.checked != COLLECTED,
    }
    return [what for what, is_wrong in checks.items() if is_wrong]


@pytest.mark.parametrize("country", ZONES)
def test_every_country_has_numbers_that_can_be_said_and_say_where_they_come_from(country: str) -> None:
    lines = help_lines(country)
    assert {one.name: line_faults(one) for one in lines if line_faults(one)} == {}
    said = spoken_lines(lines, today=COLLECTED)
    assert {one.kind for one in said} >= {"emergency", "crisis"}
    assert all(one.number and one.status in SPEAKABLE and one.kind in SPOKEN_KINDS for one in said)
    source = (Path(__file__).parents[2] / "skill/content/crisis.toml").read_text(encoding="utf-8")
    assert len(set(re.findall(r'country = "(\w+)"', source))) == len(ZONES)
    late = spoken_lines(lines, today=COLLECTED + timedelta(days=181))
    assert [one.kind for one in late] == ["emergency"]


@pytest.mark.parametrize("country", ZONES)
def test_whoever_needs_help_hears_the_numbers_of_the_country_the_house_stands_in(country: str, tmp_path: Path) -> None:
    said = spoken_lines(help_lines(country), today=COLLECTED)
    with LocalSpeakerApp(tmp_path / "data", datetime(2026, 11, 23, 23, tzinfo=UTC), zone=ZONES[country]) as app:
        heard = app.say("I need help").words
        assert all(digits(one.number or "") in heard for one in said), heard
        app.clock.set(datetime(2027, 6, 1, tzinfo=UTC))
        later = app.say("I need help").words
    assert digits(said[0].number or "") in later
    assert not any(one.name in later for one in said[1:])


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "Etc/UTC"])
def test_where_no_number_is_known_others_are_named_with_the_place_that_each_is_for(zone: str, tmp_path: Path) -> None:
    with LocalSpeakerApp(tmp_path / "data", datetime(2026, 11, 23, 23, tzinfo=UTC), zone=zone) as app:
        heard = app.say("I need help").words
    assert "Please call your local emergency number." in heard
    assert "In danger, call one one two in Europe, or nine one one in the United States or Canada." in heard
    numbers = f"(?:{'|'.join(DIGITS)})"
    named = [one for one in re.split(r"(?<=[.?]) ", heard) if re.search(rf"\b{numbers} {numbers}\b", one)]
    assert [one for one in named if not re.search("United States|Canada|Europe|^To talk there", one)] == []


def test_the_numbers_that_are_named_for_several_countries_are_the_same_in_each_of_them() -> None:
    def number(country: str, kind: str) -> str | None:
        return next(one.number for one in spoken_lines(help_lines(country), today=COLLECTED) if one.kind == kind)

    assert {number(one, "emergency") for one in (OF_THE_LANGUAGE, "CA")} == {"911"}
    assert {number(one, "crisis") for one in (OF_THE_LANGUAGE, "CA")} == {"988"}
    assert {number(one, "emergency") for one in (EUROPE, "DE", "ES", "IE", "CH")} == {"112"}


def test_the_countries_that_the_ear_knows_are_those_of_the_help_lines() -> None:
    model = json.loads((Path(__file__).parents[2] / "interaction_models/en-US.json").read_text(encoding="utf-8"))
    kinds = {one["name"]: one["values"] for one in model["interactionModel"]["languageModel"]["types"]}
    assert {one["id"] for one in kinds["Country"]} == set(ZONES)


@pytest.mark.parametrize("zone", [None, "", "Etc/UTC", "Nowhere/Land", "new york", "../etc/passwd"])
def test_a_zone_that_says_no_country_is_given_none(zone: str | None) -> None:
    assert country_of(zone) is None


@pytest.mark.parametrize(("zone", "country"), [("US/Eastern", "US"), ("Asia/Calcutta", "IN"), ("NZ", "NZ")])
def test_an_older_name_of_a_zone_leads_to_the_same_country(zone: str, country: str) -> None:
    assert country_of(zone) == country


def test_a_planted_line_that_must_not_be_spoken_is_caught() -> None:
    good = HelpLine("US", "crisis", "A line", "988", "anyone", "24/7", "official", COLLECTED)
    assert line_faults(good) == []
    assert line_faults(replace(good, status="hearsay"))
    assert line_faults(replace(good, number="nine eight eight"))
    assert line_faults(replace(good, number="+1 (800) 799"))
    assert line_faults(replace(good, who=""))
    assert line_faults(replace(good, country="en-US"))
    assert spoken_lines([replace(good, status="unconfirmed")], today=COLLECTED) == ()
