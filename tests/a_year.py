"""A simulated life with the speaker, day by day by the real doors, and what a year of it must not hold."""

import itertools
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from house import House
from sqlalchemy import select

from skill.content import moods, prompts
from skill.domain.checkin import CheckIn
from skill.domain.person import QUIET_FROM, QUIET_UNTIL, UNASKED_A_DAY, is_within
from skill.domain.reflection import DEEP, DEEP_A_WEEK, PAINFUL, REMEMBERED_DAYS, SHORTER_DAYS, EveningPrompt
from skill.speaker.script import heard, pass_time

BY_TEXT = {one.text: one for one in prompts()}
NEVER_DEEP_AFTER = ("rage", "fear")
TONIGHT = timedelta(hours=18)
WORDS = {one.family: one.word for one in reversed(moods())}
"""One mood word of each family."""
HOURS = ("one in the afternoon", "three in the afternoon", "five in the afternoon", "seven in the evening",
         "eleven at night")  # fmt: skip
CITIES = {"Berlin": "Europe/Berlin", "New York": "America/New_York"}
LIMITS = (DEEP_A_WEEK, SHORTER_DAYS[-1], UNASKED_A_DAY, frozenset(PAINFUL))
"""The rules as they stood before a test plants a fault in them."""


@dataclass(frozen=True)
class Unasked:
    """A label: when it was said on her own clock, and whether she had asked for peace."""

    at: datetime
    words: str
    is_paused: bool = False


@dataclass(frozen=True)
class Asked:
    """A prompt: when it was heard on her own clock, and the families of what she had said since that morning."""

    at: datetime
    prompt: EveningPrompt
    families: frozenset[str] = frozenset()


@dataclass
class Life:
    """What was really said in a stretch of days."""

    unasked: list[Unasked] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    events: Counter[str] = field(default_factory=Counter)


class Mara:
    """Lives her days by dice: check-ins, promises, evenings, skipped ones, outages, pauses, a journey."""

    def __init__(self, house: House, seed: str) -> None:
        self._house = house
        self._dice = random.Random(seed)
        self._zone = ZoneInfo(CITIES["New York"])
        self._paused_until = house.clock.now()
        self._heard: list[tuple[datetime, ZoneInfo, EveningPrompt]] = []
        self.life = Life()
        house.move_in()

    def live(self, days: int) -> Life:
        """Live that many days and return what was said."""
        for number in range(days):
            self._day(number)
        said = self._feelings()
        for at, zone, prompt in self._heard:
            families = frozenset(family for when, family in said if at - TONIGHT <= when <= at)
            self.life.asked.append(Asked(at.astimezone(zone), prompt, families))
        return self.life

    def _feelings(self) -> list[tuple[datetime, str]]:
        person = self._house.person()
        with self._house.ground.store.work() as work:
            rows = work.session.scalars(select(CheckIn).order_by(CheckIn.said_at))  # type: ignore[arg-type]
            return [(one.said_at, work.checkins.word(person, one).family) for one in rows]

    def _day(self, number: int) -> None:
        dice = self._dice
        today = (self._house.clock.now().astimezone(self._zone) + timedelta(days=1)).date()
        if dice.random() < 0.05:
            # The house is without power until late in the evening, or into the next day.
            self._house.speaker.leave()
            self._house.clock.set(self._at(today, 9) + timedelta(hours=dice.randint(5, 30)))
            self.life.events["outages"] += 1
            return
        self._until(self._at(today, 9))
        if number in (100, 121):
            city = "Berlin" if number == 100 else "New York"
            self._say(f"my city is {city}")
            self._zone = ZoneInfo(CITIES[city])
            self.life.events["journeys"] += 1
            return
        if dice.random() < 0.02:
            self._say("pause everything for three days")
            self._paused_until = self._house.clock.now() + timedelta(days=3)
            self.life.events["pauses"] += 1
        for hour in dice.sample(HOURS, dice.choice((0, 0, 0, 1, 1, 2, 5))):
            self._say(f"I promise to call by {hour}")
            self._say("yes")
            self._say("stop")
            self.life.events["promises"] += 1
        self._until(self._at(today, 19) + timedelta(minutes=45))
        self._feel()
        if dice.random() < 0.08:
            self._say("skip tonight")
            self.life.events["evenings skipped"] += 1
        self._until(self._at(today, 23) + timedelta(minutes=40))

    def _feel(self) -> None:
        for _ in range(self._dice.choice((0, 1, 1, 1, 2))):
            self._say(f"I feel {WORDS[self._dice.choice(sorted(WORDS))]}")
            self._say("yes")
            self._say("stop")
            self.life.events["check-ins"] += 1

    def _until(self, instant: datetime) -> None:
        """Let time pass from due to due, and answer what the speaker asks by itself."""
        house = self._house
        for spoken in pass_time(instant, speaker=house.speaker, clock=house.clock, tick=house.ground.tick):
            now = house.clock.now()
            if spoken.open:
                self._answer(heard(spoken))
            else:
                self.life.unasked.append(Unasked(now.astimezone(self._zone), heard(spoken), now < self._paused_until))

    def _answer(self, words: str) -> None:
        dice = self._dice
        if dice.random() < 0.1:
            self.life.events["left without an answer"] += 1
        elif words.endswith("in company?"):
            said = self._say(dice.choice(("alone", "alone", "alone", "company")))
            while said.endswith("good night?") and dice.random() < 0.3:
                said = self._say("another one")
            self._say("good night")
        else:
            self._say(dice.choice(("I kept it", "I kept it", "I didn't make it", "stop")))
            self._say("stop")

    def _say(self, words: str) -> str:
        answer = self._house.say(words).words
        for text, prompt in BY_TEXT.items():
            if text in answer:
                self._heard.append((self._house.clock.now(), self._zone, prompt))
        return answer

    def _at(self, day: date, hour: int) -> datetime:
        return datetime.combine(day, time(hour), self._zone)


def faults(life: Life) -> list[str]:
    """Return what a life with the speaker must not hold (product.md R18 and section 7, safety.md B4)."""
    deep_a_week, shortest, unasked_a_day, painful = LIMITS
    found: list[str] = []
    said = life.asked
    nights = [list(group) for _, group in itertools.groupby(said, key=lambda one: one.at.date())]
    for before, after in itertools.pairwise([[], *nights]):  # type: ignore[list-item]
        hurts = [one.prompt.id for one in after if one.prompt.theme in painful]
        if len(hurts) > 1 or (hurts and any(one.prompt.theme in painful for one in before)):
            found.append(f"pain: two nights running: {hurts}")
    last: dict[str, date] = {}
    for number, one in enumerate(said):
        on = one.at.date()
        if one.prompt.id in last and (on - last[one.prompt.id]).days < shortest:
            found.append(f"distance: {one.prompt.id} again after {(on - last[one.prompt.id]).days} days")
        last[one.prompt.id] = on
        week = [same for same in said[: number + 1] if same.prompt.weight == DEEP and (on - same.at.date()).days < 7]
        if len(week) > deep_a_week:
            found.append(f"deep: {len(week)} in a week")
        if one.prompt.weight == DEEP and one.families & set(NEVER_DEEP_AFTER):
            found.append(f"deep: {one.prompt.id} after {sorted(one.families)}")
    for on, labels in itertools.groupby(life.unasked, key=lambda one: one.at.date()):
        if (number := len(list(labels))) > unasked_a_day:
            found.append(f"unasked: {number} on {on}")
    for one in life.unasked:
        if is_within(one.at.hour * 60 + one.at.minute, QUIET_FROM, QUIET_UNTIL):
            found.append(f"quiet: {one.words} at {one.at:%H:%M}")
        if one.is_paused:
            found.append(f"pause: {one.words} at {one.at}")
    return found


def counts(life: Life) -> str:
    """Return in one paragraph what a life held."""
    weights = Counter(one.prompt.weight for one in life.asked)
    labels = Counter("plans" if one.words.endswith("plan.") else one.words for one in life.unasked)
    busiest = max(Counter(one.at.date() for one in life.unasked).values(), default=0)
    gaps = _gaps(life.asked)
    return (
        f"{len(life.asked)} prompts heard, {len({one.prompt.id for one in life.asked})} different, {dict(weights)}; "
        f"{sum(bool(one.families & set(NEVER_DEEP_AFTER)) for one in life.asked)} of them after rage or fear; "
        f"shortest distance {min(gaps, default=0)} days, {sum(gap < REMEMBERED_DAYS for gap in gaps)} under "
        f"{REMEMBERED_DAYS}; {len(life.unasked)} unasked {dict(labels)}, at most {busiest} a day; {dict(life.events)}"
    )


def _gaps(asked: Sequence[Asked]) -> list[int]:
    dates: dict[str, list[date]] = {}
    for one in asked:
        dates.setdefault(one.prompt.id, []).append(one.at.date())
    return [(after - before).days for them in dates.values() for before, after in itertools.pairwise(them)]
