"""Evidence aloud: counted facts over weeks, for their own person alone; the direction in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from intents.turn import Reply, Turn
from skill.content import families
from skill.domain.certainty import OWN_ALONE, Need
from skill.domain.evidence import Evidence, count, direction, kinds_of_days, span_for
from skill.speech.spoken import count as counted
from skill.speech.spoken import listed
from skill.speech.times import read_duration
from skill.storage.store import Work

KINDS = ("kept", "moved", "repaired", "owned", "not_heard")
KINDS_OF_DAYS_AT_MOST = 3


@dataclass(frozen=True)
class EvidenceConversation:
    """ "How have these weeks been?"."""

    topic: str = "evidence"
    hears: frozenset[str] = frozenset({"EvidenceIntent"})
    needs: ClassVar[Mapping[str, Need]] = {"EvidenceIntent": OWN_ALONE}

    def answer(self, turn: Turn, work: Work) -> Reply | None:
        """Look back."""
        return self._look_back(turn, work) if turn.heard == "EvidenceIntent" else None

    def _look_back(self, turn: Turn, work: Work) -> Reply:
        first = work.commitments.first_made(turn.person)
        wanted = read_duration(turn.slot("span") or "")
        span = span_for(wanted, turn.now - first) if first is not None else None
        if span is None:
            return turn.tell(turn.phrase("evidence.too_early"))
        facts = count(work.commitments.due_between(turn.person, turn.now - span, turn.now))
        before = count(work.commitments.due_between(turn.person, turn.now - 2 * span, turn.now - span))
        words = work.checkins.by_date(turn.person, turn.now - span)
        days = kinds_of_days([(on, families()[family].aloud) for on, family in words])
        return turn.tell(*_facts(turn, facts, weeks=span.days // 7), *_way(turn, facts, before), *_days(turn, days))


def _facts(turn: Turn, facts: Evidence, *, weeks: int) -> list[str]:
    span = counted(weeks)
    if not facts.total:
        return [turn.phrase("evidence.none", weeks=span)]
    said = [turn.phrase("evidence.promises", weeks=span, number=counted(facts.total))]
    for kind in KINDS:
        number = getattr(facts, kind)
        if number == 1:
            said.append(turn.phrase(f"evidence.{kind}_one"))
        elif number:
            at_start = kind != "not_heard"
            said.append(
                turn.phrase(f"evidence.{kind}", number=counted(number).capitalize() if at_start else counted(number))
            )
    return said


def _way(turn: Turn, facts: Evidence, before: Evidence) -> list[str]:
    words = {1: "more", 0: "same", -1: "less"}
    way = direction(facts, before)
    return [] if way is None else [turn.phrase(f"evidence.way_{words[way]}")]


def _days(turn: Turn, days: list[tuple[str, int]]) -> list[str]:
    if not days:
        return []
    said = []
    for aloud, number in days[:KINDS_OF_DAYS_AT_MOST]:
        kind = aloud.removeprefix("an ").removeprefix("a ")
        said.append(f"{counted(number)} {kind}{'s' if number > 1 else ''}")
    return [turn.phrase("evidence.days", days=listed(said))]
