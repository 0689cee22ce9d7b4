"""Evidence: counted facts over weeks, for their own person alone; aloud, and the same as a quiet picture."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from intents.dialog.conversation import Conversation, Heard
from intents.dialog.turn import READS, Reply, Turn
from skill.content import families
from skill.domain.confidence import OWN_FACTS, Confidence
from skill.domain.evidence import SPANS, Evidence, count, direction, kinds_of_days, span_for
from skill.domain.person import Person
from skill.domain.room import Room
from skill.speaker.browser.pictures import Marks, Picture
from skill.speech.spoken import count as counted
from skill.speech.spoken import listed
from skill.speech.ssml import plain
from skill.speech.times import read_duration
from skill.storage.unit_of_work import UnitOfWork

KINDS = ("kept", "moved", "skipped", "repaired", "owned", "not_heard")
KINDS_OF_DAYS_AT_MOST = 3

Say = Callable[..., str]


@dataclass(frozen=True)
class LookBack:
    """What a span holds: counted facts, those of the span before, and how many days were of which kind, aloud."""

    weeks: int
    facts: Evidence
    before: Evidence
    days: list[tuple[str, int]]

    @classmethod
    def over(cls, span: timedelta, person: Person, work: UnitOfWork, now: datetime) -> "LookBack":
        """Count what `span` before `now` holds."""
        words = work.checkins.by_date(person, now - span)
        return cls(
            weeks=span.days // 7,
            facts=count(work.commitments.due_between(person, now - span, now)),
            before=count(work.commitments.due_between(person, now - 2 * span, now - span)),
            days=kinds_of_days([(on, families()[family].aloud) for on, family in words])[:KINDS_OF_DAYS_AT_MOST],
        )


def _look_back(turn: Turn, work: UnitOfWork) -> Reply:
    first = work.commitments.first_made(turn.person)
    wanted = read_duration(turn.slot("span") or "")
    span = span_for(wanted, turn.now - first) if first is not None else None
    if span is None:
        return turn.tell(turn.phrase("evidence.too_early"))
    back = LookBack.over(span, turn.person, work, turn.now)
    facts = [words for _, words, _ in _facts(turn.phrase, back.facts)]
    return turn.tell(_heading(turn.phrase, back), *facts, *_way(turn, back.facts, back.before), *_days(turn, back))


def pictures(
    person: Person, certainty: Confidence, room: Room, work: UnitOfWork, *, now: datetime, say: Say
) -> tuple[Picture, ...]:
    """Return the same facts as pictures, one for each span that is known; none to whom the voice would tell nothing.

    Args:
        room: who is there, as said in this conversation; whoever did not say "alone" gets none.
        say: says a key of the catalogue with a seed, a day and values.
    """
    first = work.commitments.first_made(person)
    if not OWN_FACTS.is_met(certainty, room) or first is None:
        return ()
    phrase = partial(_plainly, say, person.seed, person.local(now).toordinal())
    known = [span for span in SPANS if span <= now - first]
    return tuple(_picture(LookBack.over(span, person, work, now), phrase) for span in known)


def _picture(back: LookBack, phrase: Say) -> Picture:
    facts = [Marks(kind, words, number) for kind, words, number in _facts(phrase, back.facts)]
    days = [Marks("day", f"{_kind_of_days(*one).capitalize()}.", one[1]) for one in back.days]
    return Picture(f"{counted(back.weeks).capitalize()} weeks", _heading(phrase, back), (*facts, *days))


def _plainly(say: Say, seed: str, day: int, key: str, /, **values: str) -> str:
    return plain(say(key, seed, day, **values))


def _heading(phrase: Say, back: LookBack) -> str:
    span = counted(back.weeks)
    if not back.facts.total:
        return phrase("evidence.none", weeks=span)
    return phrase("evidence.promises", weeks=span, number=counted(back.facts.total))


def _facts(phrase: Say, facts: Evidence) -> list[tuple[str, str, int]]:
    """Return each kind of fact that there is, in words, with its number."""
    said = []
    for kind in KINDS:
        number = getattr(facts, kind)
        if number == 1:
            said.append((kind, phrase(f"evidence.{kind}_one"), number))
        elif number:
            words = counted(number) if kind == "not_heard" else counted(number).capitalize()
            said.append((kind, phrase(f"evidence.{kind}", number=words), number))
    return said


def _way(turn: Turn, facts: Evidence, before: Evidence) -> list[str]:
    words = {1: "more", 0: "same", -1: "less"}
    way = direction(facts, before)
    return [] if way is None else [turn.phrase(f"evidence.way_{words[way]}")]


def _days(turn: Turn, back: LookBack) -> list[str]:
    if not back.days:
        return []
    return [turn.phrase("evidence.days", days=listed([_kind_of_days(*one) for one in back.days]))]


def _kind_of_days(aloud: str, number: int) -> str:
    kind = aloud.removeprefix("an ").removeprefix("a ")
    return f"{counted(number)} {kind}{'s' if number > 1 else ''}"


EVIDENCE = Conversation("evidence", intents={"EvidenceIntent": Heard(OWN_FACTS, _look_back, READS)}, questions={})
""" "How have these weeks been?"."""
