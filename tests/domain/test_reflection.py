"""The choosing of the evening prompt: rules that hold for any seed, and a year of evenings for Mara, alone or not."""

import itertools
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from support.local_speaker import LocalSpeakerApp
from support.sql import sql

from skill.content import prompts
from skill.domain.reflection import DEEP, LIGHT, PAINFUL, WEIGHTS, EveningPrompt, HeardPrompt, Reflection, choose
from skill.domain.room import Room

BY_ID = {one.id: one for one in prompts()}
FIRST = date(2026, 1, 1)
EVENING, BEDTIME = 20 * 60 + 30, 22 * 60
NEVER_DEEP = ("rage", "fear", "numbness")
STORMY = (*WEIGHTS, "rage", "rage", "fear", "fear", "fear", None, None, None)
"""How Mara's evenings are: stormy ones often, and some without a word."""


@dataclass(frozen=True)
class Night:
    """One prompt of a year: when, after which family of the evening, and what was said, if anything."""

    on: date
    family: str | None
    skipped: bool
    prompt: EveningPrompt | None


def tonight(heard: Sequence[HeardPrompt] = (), **different: object) -> EveningPrompt | None:
    """Choose on a plain evening of Mara's, alone at half past eight, with something different."""
    plain = {
        "step": 3, "role": "either", "room": Room.ALONE, "family": None, "heard": heard, "today": FIRST, "seed": "mara",
        "local_minute": EVENING, "bedtime_minute": BEDTIME, "skipped_last": False, "closeness": False,
    }  # fmt: skip
    return choose(prompts(), **(plain | different))  # type: ignore[arg-type]


def a_year(seed: str, *, again: float = 0.25, **who: object) -> list[Night]:
    """Live 365 evenings: a tenth is skipped, and on some another one or two are asked for."""
    dice = random.Random(seed)
    nights: list[Night] = []
    heard: list[HeardPrompt] = []
    skipped = False
    for day in (FIRST + timedelta(days=ahead) for ahead in range(365)):
        if dice.random() < 0.1:
            skipped = True
            continue
        family = dice.choice(STORMY)
        for number in itertools.count():
            lately = [one for one in heard if (day - one.on).days <= 45]
            seed_now = f"{seed}|{day}|{number}"
            said = tonight(lately, today=day, seed=seed_now, family=family, skipped_last=skipped, **who)
            nights.append(Night(day, family, skipped, said))
            heard += [HeardPrompt(said.id, day)] if said else []
            if dice.random() > again:
                break
        skipped = False
    return nights


def faults(nights: Sequence[Night], *, room: Room = Room.ALONE, role: str = "either") -> list[str]:
    """Return what a year must not hold (rules.md R14, R16, R18, M4)."""
    said = [(one.on, one.prompt, one) for one in nights if one.prompt is not None]
    found: list[str] = []
    evenings = [list(group) for _, group in itertools.groupby(said, key=lambda one: one[0])]
    for before, after in itertools.pairwise([[], *evenings]):  # type: ignore[list-item]
        painful = [prompt.id for _, prompt, _ in after if prompt.theme in PAINFUL]
        if len(painful) > 1 or (painful and any(prompt.theme in PAINFUL for _, prompt, _ in before)):
            found.append(f"two painful themes running: {painful}")
    for one, (on, prompt, night) in enumerate(said):
        earlier = [(on - was).days for was, same, _ in said[:one] if same.id == prompt.id]
        if earlier and earlier[-1] < 10:
            found.append(f"{prompt.id} twice within {earlier[-1]} days")
        week = [same.id for was, same, _ in said[: one + 1] if same.weight == DEEP and (on - was).days < 7]
        if len(week) > 2:
            found.append(f"three deep ones in a week: {week}")
        if prompt.weight == DEEP and night.family in NEVER_DEEP:
            found.append(f"{prompt.id} is deep after {night.family}")
        if prompt.weight != LIGHT and night.skipped:
            found.append(f"{prompt.id} is heavy after a skipped evening")
        if not prompt.discreet and room is not Room.ALONE:
            found.append(f"{prompt.id} is not for company")
        if prompt.role not in ("either", role) or prompt.step == 7:
            found.append(f"{prompt.id} is for somebody else")
    return found


YEARS = [
    pytest.param(f"mara-{number}", role, room, step, id=f"{number}-{role}-{room}")
    for number, (role, room, step) in enumerate(
        [("either", Room.ALONE, 1), ("hurt", Room.ALONE, 3), ("strayed", Room.ALONE, 4), ("either", Room.COMPANY, 2)]
    )
]


@pytest.mark.parametrize(("seed", "role", "room", "step"), YEARS)
def test_a_year_of_stormy_evenings_keeps_every_rule(seed: str, role: str, room: Room, step: int) -> None:
    nights = a_year(seed, role=role, room=room, step=step)
    assert faults(nights, room=room, role=role) == []
    said = [one for one in nights if one.prompt]
    weights = Counter(one.prompt.weight for one in said if one.prompt)
    different = len({one.prompt.id for one in said if one.prompt})
    print(
        f"{role}, {room}: {len(said)} said, {different} different, {dict(weights)}, {len(nights) - len(said)} breaths"
    )
    assert len(said) > 300
    assert different > 45
    assert (weights[DEEP] > 0) == (room is Room.ALONE)
    assert len(nights) - len(said) < 40, "a breath instead of a question is the exception"


def test_the_checker_of_a_year_catches_every_planted_fault() -> None:
    def night(day: int, prompt_id: str, family: str | None = None, *, skipped: bool = False) -> Night:
        return Night(FIRST + timedelta(days=day), family, skipped, BY_ID[prompt_id])

    good = [night(0, "s3-03", "calm"), night(1, "e3-01", "rage", skipped=True), night(2, "s3-08")]
    assert faults(good, role="hurt") == []
    assert "two painful" in faults([night(0, "s3-08"), night(1, "s3-02")], role="hurt")[0]
    assert "two painful" in faults([night(0, "s3-08"), night(0, "s3-02")], role="hurt")[0]
    assert "twice" in faults([night(0, "e3-01"), night(9, "e3-01")])[0]
    assert "twice" in faults([night(0, "e3-01"), night(0, "e3-01")])[0]
    deep = [night(0, "s3-11"), night(3, "s4-14"), night(6, "s5-09")]
    assert "three deep" in " ".join(faults(deep))
    assert "deep after fear" in faults([night(0, "s3-11", "fear")])[0]
    assert "heavy after" in faults([night(0, "e3-05", skipped=True)])[0]
    assert "company" in faults([night(0, "s3-11")], room=Room.UNKNOWN)[0]
    assert "somebody else" in faults([night(0, "s3-03")])[0]
    assert "somebody else" in faults([night(0, "s7-01")])[0]


@pytest.mark.parametrize("family", [*WEIGHTS, None])
def test_the_family_of_the_evening_bounds_the_weight_for_every_seed(family: str | None) -> None:
    said = {tonight(seed=str(seed), family=family, role="hurt") for seed in range(200)}
    weights = {one.weight for one in said if one}
    assert None not in said
    assert weights == (WEIGHTS[family] if family else {LIGHT, "medium", DEEP})
    assert (DEEP in weights) == (family in ("calm", "hope", "connected", None))


def test_step_seven_and_the_other_role_stay_away_until_they_are_asked_for() -> None:
    seeds = [str(seed) for seed in range(400)]
    assert not any(one and one.step == 7 for one in (tonight(seed=seed, step=7) for seed in seeds))
    assert any(one and one.step == 7 for one in (tonight(seed=seed, step=7, closeness=True) for seed in seeds))
    for role, other in (("hurt", "strayed"), ("strayed", "hurt")):
        roles = {one.role for one in (tonight(seed=seed, role=role) for seed in seeds) if one}
        assert roles == {"either", role}, other


@pytest.mark.parametrize("room", [Room.COMPANY, Room.UNKNOWN])
def test_whoever_may_overhear_hears_a_discreet_one_whatever_the_seed(room: Room) -> None:
    assert all(one and one.discreet for one in (tonight(seed=str(seed), room=room) for seed in range(400)))


@pytest.mark.parametrize("minutes_before", [0, 1, 30, 59, 60])
def test_nothing_deep_is_said_in_the_hour_before_bed(minutes_before: int) -> None:
    assert deep_at(BEDTIME - 61), "before that hour it may be"
    assert not deep_at(BEDTIME - minutes_before)
    assert not deep_at((30 - minutes_before) % 1440, bedtime=30), "the hour before half past midnight crosses midnight"


def test_nothing_deep_is_said_after_bedtime_either() -> None:
    assert not deep_at(BEDTIME + 5)


def deep_at(minute: int, bedtime: int = BEDTIME) -> bool:
    """May a deep one be said at this minute, for any of 200 seeds?"""
    said = (tonight(seed=str(seed), local_minute=minute, bedtime_minute=bedtime) for seed in range(200))
    return any(one and one.weight == DEEP for one in said)


def test_three_evenings_in_five_are_of_the_persons_own_step_and_one_in_five_of_evidence() -> None:
    steps = Counter(one.step for one in (tonight(seed=str(seed), step=1) for seed in range(2000)) if one)
    assert set(steps) == {1, 2, 4}
    assert steps[1] / 2000 == pytest.approx(0.6, abs=0.04)
    assert steps[2] / 2000 == pytest.approx(0.2, abs=0.04)
    days = sum(one.begins_from_the_day() for one in (tonight(seed=str(seed)) for seed in range(2000)) if one)
    assert days / 2000 == pytest.approx(0.75, abs=0.04)


def test_the_choice_depends_on_the_seed_and_on_nothing_else_that_varies() -> None:
    assert all(tonight(seed=str(seed)) == tonight(seed=str(seed)) for seed in range(50))
    assert len({one.id for one in (tonight(seed=str(seed)) for seed in range(400)) if one}) > 25


def test_a_prompt_comes_back_sooner_only_where_none_of_another_theme_has_rested_longer() -> None:
    pool = [one for one in prompts() if one.weight == LIGHT and one.discreet and one.role == "either" and one.step != 7]
    rested_for: list[int] = []
    heard: list[HeardPrompt] = []
    for day in (FIRST + timedelta(days=ahead) for ahead in range(200)):
        last = {one.prompt_id: one.on for one in heard}
        tired = {BY_ID[one.prompt_id].theme for one in heard[-3:]}
        tired |= PAINFUL if heard and BY_ID[heard[-1].prompt_id].theme in PAINFUL else set()
        said = tonight(heard, today=day, seed=str(day), family="rage", room=Room.COMPANY)
        assert said in pool
        rested = {one.id: (day - last.get(one.id, date.min)).days for one in pool if one.theme not in tired}
        kept = next(days for days in (45, 30, 20, 10) if max(rested.values()) >= days)
        assert rested[said.id] >= kept, (day, said.id)
        rested_for.append(rested[said.id])
        heard.append(HeardPrompt(said.id, day))
    print(f"a year never alone: {len(pool)} in the pool, the shortest rest {min(rested_for)} days")


def test_a_theme_comes_back_within_four_evenings_only_now_and_then() -> None:
    said = [(one.on, one.prompt.theme) for one in a_year("mara", again=0) if one.prompt]
    soon = sum(theme in {same for _, same in said[max(0, at - 3) : at]} for at, (_, theme) in enumerate(said))
    print(f"{soon} of {len(said)} themes came back within four evenings")
    assert soon / len(said) < 0.02


@pytest.mark.parametrize("room", [Room.ALONE, Room.COMPANY])
def test_another_one_never_repeats_that_evening_and_ends_with_a_breath(room: Room) -> None:
    heard: list[HeardPrompt] = []
    while (said := tonight(heard, seed=str(len(heard)), room=room, family="fear")) is not None:
        assert said.id not in {one.prompt_id for one in heard}
        heard.append(HeardPrompt(said.id, FIRST))
    assert len(heard) > 15
    assert tonight(heard, today=FIRST + timedelta(days=9), room=room, family="fear", seed="x") is None
    assert tonight(heard, today=FIRST + timedelta(days=10), room=room, family="fear", seed="x") is not None


def test_what_mara_keeps_or_leaves_is_not_said_again_that_evening_or_the_next(app: LocalSpeakerApp) -> None:
    app.move_in()
    app.wait_until(app.clock.now() + timedelta(hours=2, minutes=31))
    texts = [app.say("alone").words]
    for _ in range(6):
        texts.append(app.say("another one").words)
    assert "Kept" in app.say("keep it").words
    app.say("good night")
    app.wait(timedelta(days=1))
    texts += [app.say("alone").words, app.say("another one").words]
    assert len(set(texts)) == len(texts) == 9
    mara = app.person()
    with app.application.database.work() as work:
        rows = list(sql(work).scalars(select(Reflection).order_by(Reflection.heard_at)))  # type: ignore[arg-type]
        said = [BY_ID[work.reflections.prompt_id(mara, one)].text for one in rows]
    assert all(text in heard for text, heard in zip(said, texts, strict=True))
    assert [one.kept for one in rows] == [False] * 6 + [True] + [False] * 2
