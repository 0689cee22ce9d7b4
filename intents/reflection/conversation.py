"""The evening reflection: one prompt that fits the person, the day and the room; no answer is needed."""

import re
from datetime import timedelta
from uuid import UUID

from intents.dialog.conversation import Conversation, Handler, Heard, tells
from intents.dialog.handover import BeginBreathing, BeginReflection
from intents.dialog.intent_names import ALONE, COMPANY
from intents.dialog.room_answer import room_said
from intents.dialog.turn import ADDS, DONE, NO, READS, YES, Reply, Stake, Turn
from intents.reflection.questions import AskedBreathInstead, AskedPrompt, AskedRoomForPrompt, AskedWords
from skill.content import prompts
from skill.domain.checkin import BROAD, MoodEntry
from skill.domain.confidence import WRITE_ONLY
from skill.domain.occurrence import OccurrenceReason
from skill.domain.person import QUIET_FROM
from skill.domain.reflection import NOTHING_DEEP_AFTER, REMEMBERED_DAYS, TONIGHT, EveningPrompt, Reflection
from skill.domain.risk import Risk, Sureness
from skill.domain.room import Room
from skill.domain.rule import PromptKind
from skill.speech.ssml import escape
from skill.storage.unit_of_work import UnitOfWork

PROMPT, ANOTHER, KEEP = "ReflectionIntent", "ReflectionAnotherIntent", "KeepIntent"
WORDS, NOT_TODAY = "ReflectionWordsIntent", "NotTodayIntent"
TONIGHT_SAID = re.compile(r"tonight|evening|question")
"""Samples that name the evening that is to be left out."""
FIRST_STEP, MIDDAY = 1, 12 * 60
"""What is taken for step and minute of the day where the person's own are not for whoever speaks."""


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


def begin_reflection(turn: Turn, work: UnitOfWork) -> Reply:
    """Say tonight's prompt, or first ask who is in the room where that is not known."""
    if turn.room is Room.UNKNOWN:
        said = "reflection.alone_or_company_announced" if turn.announced else "reflection.alone_or_company"
        return turn.ask(turn.phrase(said), awaiting=AskedRoomForPrompt())
    return _prompt(turn, work, turn.room)


def _prompt(turn: Turn, work: UnitOfWork, room: Room) -> Reply:
    person, now = turn.person, turn.now
    waiting = work.calendar.current_prompt(person, now)
    if waiting is not None and waiting.kind is PromptKind.REFLECTION and turn.may_hear_own:
        work.calendar.finish(waiting, now, OccurrenceReason.ANSWERED)
    asked = turn.asked(AskedPrompt)
    nth = asked.nth + 1 if asked is not None else 1
    chosen = _for_the_person(turn, work, room) if turn.may_hear_own else _for_anybody(turn, nth)
    if chosen is None:
        return turn.ask(turn.phrase("reflection.a_breath"), awaiting=AskedBreathInstead(), room=room)
    noted = work.reflections.note(person, chosen.id, now, by_name=turn.is_by_name)
    return turn.ask(
        escape(chosen.text),
        turn.phrase("reflection.another_or_keep"),
        awaiting=AskedPrompt(noted.id, nth),
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


def _outside(handler: Handler) -> Handler:
    """Leave it where it is asked who is there, or for words: there only what answers that is heard."""

    def answer(turn: Turn, work: UnitOfWork) -> Reply | None:
        is_asked = turn.asked(AskedRoomForPrompt) is not None or turn.asked(AskedWords) is not None
        return None if is_asked else handler(turn, work)

    return answer


def _begin(turn: Turn, work: UnitOfWork) -> Reply:
    return begin_reflection(turn, work)


def _breathe(turn: Turn, _work: UnitOfWork) -> Reply:
    return turn.hand_over(BeginBreathing())


def _heard_room(turn: Turn, work: UnitOfWork) -> Reply:
    # Whoever does not say "alone" is taken to be in company: discreet prompts only (rules.md R16).
    return _prompt(turn, work, room_said(turn) or Room.COMPANY)


def _keep(turn: Turn, work: UnitOfWork) -> Reply:
    asked = turn.asked(AskedPrompt)
    reflection = _meant(turn, work, asked.id if asked is not None else None)
    if reflection is None:
        return begin_reflection(turn, work)
    work.reflections.keep(reflection)
    said = turn.phrase("reflection.kept"), turn.phrase("reflection.add_words")
    return turn.ask(*said, awaiting=AskedWords(reflection.id))


def _add_words(turn: Turn, work: UnitOfWork) -> Reply | None:
    words, asked = turn.slot("words"), turn.asked(AskedWords)
    if words is None:
        return None
    reflection = _meant(turn, work, asked.id if asked is not None else None)
    if reflection is None:
        return begin_reflection(turn, work)
    work.reflections.keep_words(turn.person, reflection, words)
    return turn.tell(turn.phrase("reflection.words_kept"))


def _skip(turn: Turn, work: UnitOfWork) -> Reply:
    if not turn.may_hear_own:
        # Whether something waits tonight is not for a name alone, and nothing of it is let go by one.
        return turn.tell(turn.phrase("courtesy.another_time"))
    waiting = work.calendar.current_prompt(turn.person, turn.now)
    if waiting is not None and waiting.kind is PromptKind.REFLECTION:
        work.calendar.finish(waiting, turn.now, OccurrenceReason.SKIPPED)
    elif turn.awaiting is None:
        if turn.sureness is not Sureness.ASKED and not TONIGHT_SAID.search(turn.sample):
            # "Not now" to nothing in particular leaves tonight as it is.
            return turn.tell(turn.phrase("courtesy.another_time"))
        # Said beforehand: tonight's is let go by before it rings.
        work.calendar.skip_today(turn.person, PromptKind.REFLECTION, turn.now)
    return turn.tell(turn.phrase("reflection.not_tonight"))


_GOOD_NIGHT = tells("reflection.good_night")

REFLECTION = Conversation(
    "reflection",
    intents={
        **dict.fromkeys((PROMPT, ANOTHER), Heard(WRITE_ONLY, _outside(_begin), READS)),
        KEEP: Heard(WRITE_ONLY, _outside(_keep), ADDS),
        WORDS: Heard(WRITE_ONLY, _outside(_add_words), ADDS),
        NOT_TODAY: Heard(WRITE_ONLY, _skip, Stake(Risk.SILENCES, lambda turn, _work: _confirm_skip(turn))),
    },
    questions={
        AskedRoomForPrompt: {**dict.fromkeys((ALONE, COMPANY, YES, NO, PROMPT, ANOTHER), _heard_room), DONE: _skip},
        AskedPrompt: {YES: _begin, **dict.fromkeys((NO, DONE), _GOOD_NIGHT)},
        AskedWords: {WORDS: _add_words, **dict.fromkeys((NO, DONE, YES, KEEP), _GOOD_NIGHT)},
        AskedBreathInstead: {YES: _breathe, **dict.fromkeys((NO, DONE), _GOOD_NIGHT)},
    },
    takes_over={BeginReflection: lambda turn, work, _handover: begin_reflection(turn, work)},
)
""" (prompt) "another one", "keep it", "not tonight"."""
