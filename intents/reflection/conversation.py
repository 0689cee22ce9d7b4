"""The evening reflection: one prompt that fits the person, the day and the room; no answer is needed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar
from uuid import UUID

from intents.calming.breathing import begin_breathing
from intents.commitment.withdrawing import ask_whether_today
from intents.dialog.turn import ADDS, DECLINES, READS, YES, Awaiting, Reply, Stake, Turn
from intents.identity.room import room_said
from skill.content import prompts
from skill.domain.checkin import BROAD, MoodEntry
from skill.domain.confidence import WRITE_ONLY, Requirement
from skill.domain.occurrence import OccurrenceReason
from skill.domain.person import QUIET_FROM
from skill.domain.reflection import REMEMBERED_DAYS, EveningPrompt, Reflection
from skill.domain.risk import Risk, Sureness
from skill.domain.room import Room
from skill.domain.rule import PromptKind
from skill.speech.ssml import escape
from skill.storage.unit_of_work import UnitOfWork

ELICIT_WORDS = ("ReflectionWordsIntent", "words")
NOTHING_DEEP_AFTER = frozenset({"rage", "fear"})
"""Families after which the rest of the evening stays light, whatever is said later (rules.md R18)."""
TONIGHT_SAID = re.compile(r"tonight|evening|question")
"""Samples that name the evening that is to be left out."""
TONIGHT = timedelta(hours=18)
"""How long a check-in still says what kind of evening it is."""
FIRST_STEP, MIDDAY = 1, 12 * 60
"""What is taken for step and minute of the day where the person's own are not for whoever speaks."""


@dataclass(frozen=True)
class ReflectionConversation:
    """(prompt) "another one", "keep it", "not tonight"."""

    topic: str = "reflection"
    hears: frozenset[str] = frozenset(
        {
            "ReflectionIntent",
            "ReflectionAnotherIntent",
            "KeepIntent",
            "ReflectionWordsIntent",
            "NotTodayIntent",
        }
    )
    needs: ClassVar[Mapping[str, Requirement]] = {
        "ReflectionIntent": WRITE_ONLY,
        "ReflectionAnotherIntent": WRITE_ONLY,
        "KeepIntent": WRITE_ONLY,
        "ReflectionWordsIntent": WRITE_ONLY,
        "NotTodayIntent": WRITE_ONLY,
        "reflection.room": WRITE_ONLY,
        "reflection.heard": WRITE_ONLY,
        "reflection.words": WRITE_ONLY,
        "reflection.breath": WRITE_ONLY,
    }

    stakes: ClassVar[Mapping[str, Stake]] = {
        **dict.fromkeys(("ReflectionIntent", "ReflectionAnotherIntent"), READS),
        **dict.fromkeys(("KeepIntent", "ReflectionWordsIntent"), ADDS),
        "NotTodayIntent": Stake(Risk.SILENCES, lambda turn, _work: _confirm_skip(turn)),
    }

    def answer(self, turn: Turn, work: UnitOfWork) -> Reply | None:
        """Say a prompt, keep it, take another, or leave it for tonight."""
        if turn.intent == "NotTodayIntent":
            return self._skip(turn, work)
        if turn.is_open("reflection.room"):
            return self._room(turn, work)
        if turn.is_open("reflection.breath") and turn.intent == YES:
            return begin_breathing(turn, work)
        if turn.is_open("reflection.breath") and turn.intent in DECLINES:
            return turn.tell(turn.phrase("reflection.good_night"))
        if turn.is_open("reflection.words"):
            return self._words(turn, work)
        if turn.intent == "ReflectionIntent":
            return begin_reflection(turn, work)
        if turn.intent == "ReflectionAnotherIntent" or (turn.is_open("reflection.heard") and turn.intent == YES):
            return self._another(turn, work)
        if turn.intent == "KeepIntent":
            return self._keep(turn, work)
        if turn.intent == "ReflectionWordsIntent":
            return self._words(turn, work)
        if turn.is_open("reflection.heard") and turn.intent in DECLINES:
            return turn.tell(turn.phrase("reflection.good_night"))
        return None

    def _room(self, turn: Turn, work: UnitOfWork) -> Reply | None:
        if (room := room_said(turn)) is not None:
            return _prompt(turn, work, room)
        if turn.intent in DECLINES:
            return self._skip(turn, work)
        if turn.intent in ("ReflectionIntent", "ReflectionAnotherIntent"):
            # Whoever does not say "alone" is taken to be in company: discreet prompts only (rules.md R16).
            return _prompt(turn, work, Room.COMPANY)
        return None

    def _another(self, turn: Turn, work: UnitOfWork) -> Reply:
        if turn.room is Room.UNKNOWN:
            return begin_reflection(turn, work)
        return _prompt(turn, work, turn.room)

    def _keep(self, turn: Turn, work: UnitOfWork) -> Reply:
        row = turn.row("id") if turn.is_open("reflection.heard") else None
        reflection = _meant(turn, work, row)
        if reflection is None:
            return begin_reflection(turn, work)
        work.reflections.keep(reflection)
        asked = Awaiting("reflection.words", {"id": str(reflection.id)}, ELICIT_WORDS)
        return turn.ask(turn.phrase("reflection.kept"), turn.phrase("reflection.add_words"), awaiting=asked)

    def _words(self, turn: Turn, work: UnitOfWork) -> Reply | None:
        words = turn.slot("words") if turn.intent == "ReflectionWordsIntent" else None
        row = turn.row("id") if turn.is_open("reflection.words") else None
        if words is not None:
            reflection = _meant(turn, work, row)
            if reflection is None:
                return begin_reflection(turn, work)
            work.reflections.keep_words(turn.person, reflection, words)
            return turn.tell(turn.phrase("reflection.words_kept"))
        if turn.intent in DECLINES | {YES, "KeepIntent"}:
            return turn.tell(turn.phrase("reflection.good_night"))
        return None

    def _skip(self, turn: Turn, work: UnitOfWork) -> Reply:
        if not turn.may_hear_own:
            # Whether something waits tonight is not for a name alone, and nothing of it is let go by one.
            return turn.tell(turn.phrase("courtesy.another_time"))
        waiting = work.calendar.current_prompt(turn.person, turn.now)
        if waiting is not None and waiting.kind is PromptKind.REFLECTION:
            work.calendar.finish(waiting, turn.now, OccurrenceReason.SKIPPED)
        elif turn.awaiting is None:
            if (asked := ask_whether_today(turn, work)) is not None:
                return asked
            if turn.sureness is not Sureness.ASKED and not TONIGHT_SAID.search(turn.sample):
                # "Not now" to nothing in particular leaves tonight as it is.
                return turn.tell(turn.phrase("courtesy.another_time"))
            # Said beforehand: tonight's is let go by before it rings.
            work.calendar.skip_today(turn.person, PromptKind.REFLECTION, turn.now)
        return turn.tell(turn.phrase("reflection.not_tonight"))


def _confirm_skip(turn: Turn) -> str | None:
    """To a question that is open it declines that question and nothing else."""
    return turn.phrase("meant.skip_tonight") if turn.awaiting is None and turn.may_hear_own else None


def _meant(turn: Turn, work: UnitOfWork, row: UUID | None) -> Reflection | None:
    """Return the prompt that is meant: the one of this question, else tonight's last; by name only the former."""
    found = work.reflections.get(turn.person, row) if row is not None else None
    if not turn.may_hear_own:
        return found if found is not None and found.by_name else None
    if found is not None:
        return found
    return work.reflections.last(turn.person, turn.now - TONIGHT)


def begin_reflection(turn: Turn, work: UnitOfWork, *before: str) -> Reply:
    """Say tonight's prompt, or first ask who is in the room where that is not known."""
    if turn.room is Room.UNKNOWN:
        said = "reflection.alone_or_company_announced" if turn.announced else "reflection.alone_or_company"
        return turn.ask(*before, turn.phrase(said), awaiting=Awaiting("reflection.room"))
    return _prompt(turn, work, turn.room, *before)


def _prompt(turn: Turn, work: UnitOfWork, room: Room, *before: str) -> Reply:
    person, now = turn.person, turn.now
    waiting = work.calendar.current_prompt(person, now)
    if waiting is not None and waiting.kind is PromptKind.REFLECTION and turn.may_hear_own:
        work.calendar.finish(waiting, now, OccurrenceReason.ANSWERED)
    nth = int(turn.datum("nth") or 0) + 1
    chosen = _for_the_person(turn, work, room) if turn.may_hear_own else _for_anybody(turn, nth)
    if chosen is None:
        return turn.ask(*before, turn.phrase("reflection.a_breath"), awaiting=Awaiting("reflection.breath"), room=room)
    row: UUID = work.reflections.note(person, chosen.id, now, by_name=turn.is_by_name).id
    return turn.ask(
        *before,
        escape(chosen.text),
        turn.phrase("reflection.another_or_keep"),
        awaiting=Awaiting("reflection.heard", {"id": str(row), "nth": nth}),
        room=room,
    )


def _for_the_person(turn: Turn, work: UnitOfWork, room: Room) -> EveningPrompt | None:
    """Choose by what this person heard and said lately."""
    person, now = turn.person, turn.now
    said_tonight = work.checkins.families(person, now - TONIGHT)
    is_gentle = turn.light_evenings.is_light(person, now) or bool(said_tonight & NOTHING_DEEP_AFTER)
    lately = work.checkins.latest(person, now - TONIGHT)
    heard = work.reflections.heard(person, now - timedelta(days=REMEMBERED_DAYS))
    today = turn.today
    return turn.choose(
        prompts(),
        step=person.step,
        role="either",
        room=room,
        family=_family(lately) if lately is not None else None,
        heard=heard,
        today=today,
        seed=f"{person.seed}|{today}|{len(heard)}",
        local_minute=turn.local.hour * 60 + turn.local.minute,
        bedtime_minute=person.quiet_from,
        skipped_last=is_gentle or work.calendar.skipped_last(person, PromptKind.REFLECTION, today),
        closeness=False,
    )


def _for_anybody(turn: Turn, nth: int) -> EveningPrompt | None:
    """Choose a light, discreet one for a name that is only said, by nothing that is kept: else the other one would
    hear in the choice that she heard one before, or how her day was (rules.md B3)."""
    today = turn.now.date()
    return turn.choose(
        prompts(),
        step=FIRST_STEP,
        role="either",
        room=Room.COMPANY,
        family=None,
        heard=(),
        today=today,
        seed=f"{turn.person.seed}|{today}|{nth}",
        local_minute=MIDDAY,
        bedtime_minute=QUIET_FROM,
        skipped_last=True,
        closeness=False,
    )


def _family(lately: MoodEntry) -> str:
    """Return the kind of day; a word that nobody could place is met as gently as a plain "bad"."""
    return lately.family or BROAD
