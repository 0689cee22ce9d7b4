"""A simulated life with the speaker, day by day by the real doors."""

import random
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from slow.year.year_rules import PROMPTS, Asked, Life, Unasked
from sqlalchemy import select
from support.local_speaker import LocalSpeakerApp
from support.sql import sql

from skill.content import moods
from skill.domain.checkin import CheckIn
from skill.domain.reflection import TONIGHT
from skill.domain.room import Room
from skill.speaker.script import heard, pass_time

A_SKIPPED_EVENING = timedelta(days=3)
"""So long after "skip tonight" the next evening may still be a light one."""
WORDS = {one.family: one.word for one in reversed(moods())}
"""One mood word of each family."""
HOURS = ("one in the afternoon", "three in the afternoon", "five in the afternoon", "seven in the evening",
         "eleven at night")  # fmt: skip
CITIES = {"Berlin": "Europe/Berlin", "New York": "America/New_York"}
THERE, BACK = 100, 121
"""On these days she travels."""


class Mara:
    """Lives her days by dice: check-ins, promises, evenings, skipped ones, outages, pauses, a journey.

    Args:
        seed: her dice.
        pauses: how likely it is on a day that she asks for three days of peace.
        feels: what kinds of words she has for her days.
    """

    def __init__(
        self, app: LocalSpeakerApp, seed: str, *, pauses: float = 0.02, feels: Sequence[str] = tuple(sorted(WORDS))
    ) -> None:
        self._house = app
        self._dice = random.Random(seed)
        self._zone = ZoneInfo(CITIES["New York"])
        self._pauses = pauses
        self._feels = feels
        self._paused_until = self._skipped_at = app.clock.now() - A_SKIPPED_EVENING
        self._days = 0
        self.life = Life()
        app.move_in()

    def live(self, days: int) -> Life:
        """Live that many days more and return what was said so far."""
        for _ in range(days):
            self._day()
            self._days += 1
        return self.life

    def _day(self) -> None:
        dice = self._dice
        today = (self._house.clock.now().astimezone(self._zone) + timedelta(days=1)).date()
        if dice.random() < 0.05:
            # The house is without power from now until late the next evening, or into the day after.
            self._house.speaker.leave()
            self._house.clock.set(self._at(today, 9) + timedelta(hours=dice.randint(5, 30)))
            self.life.events["outages"] += 1
            return
        self._until(self._at(today, 9))
        if self._days in (THERE, BACK):
            city = "Berlin" if self._days == THERE else "New York"
            self._say(f"my city is {city}")
            self._zone = ZoneInfo(CITIES[city])
            self.life.events["journeys"] += 1
            return
        if dice.random() < self._pauses:
            self._say("pause everything for three days")
            self._paused_until = self._house.clock.now() + timedelta(days=3)
            self.life.events["pauses"] += 1
        for hour in dice.sample(HOURS, dice.choice((0, 0, 0, 0, 0, 1, 1, 1, 5))):
            self._say(f"I promise to call by {hour}", "yes", "stop")
            self.life.events["promises"] += 1
        self._until(self._at(today, 19) + timedelta(minutes=45))
        self._feel()
        if dice.random() < 0.08:
            self._say("skip tonight")
            self._skipped_at = self._house.clock.now()
            self.life.events["evenings skipped"] += 1

    def _feel(self) -> None:
        for _ in range(self._dice.choice((0, 1, 1, 1, 2))):
            self._say(f"I feel {WORDS[self._dice.choice(self._feels)]}", "yes", "stop")
            self.life.events["check-ins"] += 1

    def _until(self, instant: datetime) -> None:
        """Let time pass from due to due, and answer what the speaker asks by itself."""
        app = self._house
        for spoken in pass_time(instant, speaker=app.speaker, clock=app.clock, tick=self._ring):
            now = app.clock.now()
            if spoken.open:
                self._answer(heard(spoken))
            else:
                self.life.unasked.append(Unasked(now.astimezone(self._zone), heard(spoken), now < self._paused_until))

    def _ring(self, _now: datetime) -> datetime | None:
        """Let the clock do what it does at each alarm."""
        self._house.application.engine.tick()
        return self._house.application.dispatcher.next_due()

    def _answer(self, words: str) -> None:
        dice = self._dice
        if dice.random() < 0.1:
            self.life.events["left without an answer"] += 1
        elif words.endswith("or is someone there?"):
            room = dice.choice((Room.ALONE, Room.ALONE, Room.ALONE, Room.COMPANY))
            said = self._evening(room.value, room)
            while said.endswith("good night?") and dice.random() < 0.3:
                said = self._evening("another one", room)
            self._say("good night")
        else:
            self._say(dice.choice(("I kept it", "I kept it", "I didn't make it", "stop")), "stop")

    def _evening(self, words: str, room: Room) -> str:
        """Say something that is answered by a prompt, and note which."""
        answer = self._house.say(words).words
        now = self._house.clock.now()
        is_light = now - self._skipped_at < A_SKIPPED_EVENING
        for prompt in PROMPTS:
            if prompt.text in answer:
                at = now.astimezone(self._zone)
                self.life.asked.append(Asked(at, prompt, self._feelings(now), room, is_light))
        return answer

    def _feelings(self, now: datetime) -> tuple[str, ...]:
        person = self._house.person()
        lately = select(CheckIn).where(CheckIn.said_at >= now - TONIGHT)  # type: ignore[arg-type]
        with self._house.application.database.work() as work:
            rows = sql(work).scalars(lately.order_by(CheckIn.said_at))  # type: ignore[arg-type]
            return tuple(work.checkins.word(person, one).family for one in rows)

    def _say(self, first: str, *later: str) -> None:
        """Say something, and what follows as long as the speaker listens."""
        answer = self._house.say(first)
        for words in later:
            if not answer.is_open:
                return
            answer = self._house.say(words)

    def _at(self, day: date, hour: int) -> datetime:
        return datetime.combine(day, time(hour), self._zone)
