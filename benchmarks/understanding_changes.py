"""What the change of one row means to the person whose row it is: one function per table, each yields named effects."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks.understanding_snapshot import UNREADABLE, WORD, Row, by_clock
from skill.domain.checkin import MoodEntry
from skill.domain.share import ShareKind, ShareLevel

FEELING = "feeling"


@dataclass(frozen=True)
class Effect:
    """One thing that was done.

    Attributes:
        kind: for example "promise_moved".
        details: names by which an annotation may narrow it: a feeling's id and family, a time.
    """

    kind: str
    details: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return f"{self.kind}:{','.join(sorted(self.details))}" if self.details else self.kind


Found = Iterator[Effect]
Change = Callable[[Row | None, Row | None], Found]
"""What the change of one row means: before (None where it is new) and after (None where it is gone)."""


def changed_columns(old: Row, new: Row) -> list[str]:
    """Return the names of the columns that differ."""
    return [name for name in new if old.get(name) != new[name]]


def _checkin(old: Row | None, new: Row | None) -> Found:
    if new is None:
        yield Effect("checkin_deleted")
        return
    before = old[WORD] if old is not None and old[WORD] != UNREADABLE else MoodEntry(None, None, None)
    word: Any = new[WORD]
    if word == UNREADABLE:
        yield Effect("other_checkin_unreadable")
        return
    for one in word.feelings:
        if one not in before.feelings:
            yield Effect(FEELING, frozenset(one))
    if any(one not in word.feelings for one in before.feelings):
        yield Effect("feeling_removed")
    if word.own != before.own:
        yield Effect(FEELING, frozenset({"own"}))
    if word.set_off != before.set_off:
        yield Effect("set_off_kept")
    if word.strength != before.strength:
        yield Effect("strength_kept")
    if old is None and not word.feelings and word.own is None:
        yield Effect(FEELING, frozenset({"none"}))


def _commitment(old: Row | None, new: Row | None) -> Found:
    if old is None or new is None:
        row = new or old or {}
        if new is None or row["series_id"] is None:  # the clock adds those of a series by itself
            yield Effect("promise_made", by_clock(row["due_at"], row["zone"])) if new else Effect("promise_deleted")
        return
    if old["state"] != new["state"]:
        yield Effect(f"promise_{new['state']}")
    if old["due_at"] != new["due_at"]:
        yield Effect("promise_moved", by_clock(new["due_at"], new["zone"]))
    for column, kind in (("sealed_owning", "promise_owned"), ("sealed_text", "promise_reworded")):
        if old[column] != new[column]:
            yield Effect(kind)


def _series(old: Row | None, new: Row | None) -> Found:
    if old is None or new is None:
        row = new or old or {}
        at = f"{row['minute'] // 60:02}:{row['minute'] % 60:02}"
        yield Effect("series_made", frozenset({at, f"days-{row['days']}"})) if new else Effect("series_deleted")
        return
    changed = changed_columns(old, new)
    if "ended_at" in changed:
        yield Effect("series_ended" if new["ended_at"] is not None else "series_taken_up")
    if {"minute", "days", "sealed_text", "by_name"} & set(changed):
        yield Effect("series_changed")


def _talk(old: Row | None, new: Row | None) -> Found:
    if old is None or new is None:
        row = new or old or {}
        yield Effect("talk_planned", by_clock(row["starts_at"], row["zone"])) if new else Effect("talk_deleted")
        return
    if old["state"] != new["state"]:
        yield Effect(f"talk_{new['state']}")
    if old["starts_at"] != new["starts_at"]:
        yield Effect("talk_moved", by_clock(new["starts_at"], new["zone"]))
    for column, kind in (("minutes", "talk_length"), ("sealed_afterwards", "talk_answered")):
        if old[column] != new[column]:
            yield Effect(kind)
    if old["sealed_topic"] != new["sealed_topic"] and old["state"] == new["state"]:
        yield Effect("talk_topic" if new["sealed_topic"] is not None else "talk_topic_deleted")


def _reflection(old: Row | None, new: Row | None) -> Found:
    if new is None:
        yield Effect("question_deleted")
    elif old is not None:
        if old["kept"] != new["kept"]:
            yield Effect("question_kept" if new["kept"] else "question_deleted")
        if old["sealed_words"] != new["sealed_words"]:
            yield Effect("question_words")


def _words(old: Row | None, new: Row | None) -> Found:
    if new is None:
        yield Effect("words_deleted" if old is not None and old["kept_at"] is not None else "draft_dropped")
        return
    if new["kept_at"] is not None and (old is None or old["kept_at"] is None):
        yield Effect("words_kept")
    if old is None or old["sealed"] != new["sealed"]:
        yield Effect("words_heard")


_PERSON = {
    "zone": "zone_set",
    "quiet_from": "quiet_set",
    "quiet_until": "quiet_set",
    "sealed_name": "name_set",
    "holds_allowed": "holds_answered",
    "onboarded_at": "moved_in",
    "pin_hash": "pin_set",
}


def _person(old: Row | None, new: Row | None) -> Found:
    if old is None or new is None:
        yield Effect("person_added" if old is None else "person_erased")
        return
    for name in changed_columns(old, new):
        if name == "muted":
            yield Effect("muted" if new["muted"] else "unmuted")
        elif name == "paused_until":
            yield Effect("paused" if new["paused_until"] is not None else "unpaused")
        elif name != "recovery_hash":
            yield Effect(_PERSON.get(name, f"other_persons_{name}"))


def _share(old: Row | None, new: Row | None) -> Found:
    if new is None:
        yield Effect("unshared")
    elif old is None:
        kinds = {new["kind"] is ShareKind.ASK: "partner_asked", new["level"] is ShareLevel.NOTHING: "held_back"}
        yield Effect(kinds.get(True, "shared"))
    else:
        if new["ends_at"] < old["ends_at"]:
            yield Effect("unshared")
        if new["ends_at"] > old["ends_at"] or new["level"] != old["level"]:
            yield Effect("held_back" if new["level"] is ShareLevel.NOTHING else "shared")
        if new["seen_at"] != old["seen_at"]:
            yield Effect("seen_said")


def _rule(old: Row | None, new: Row | None) -> Found:
    row = new or old or {}
    if row["subject_id"] is not None:
        yield Effect("ring_changed" if new is not None else "ring_deleted")
    elif new is None or (new["ended_at"] is not None and (old is None or old["ended_at"] is None)):
        yield Effect("evening_ended")
    elif old is None or {"minute", "days", "zone", "ended_at"} & set(changed_columns(old, new)):
        at = f"{row['minute'] // 60:02}:{row['minute'] % 60:02}"
        yield Effect("evening_set", frozenset({at, f"days-{row['days']}"}))


def _occurrence(old: Row | None, new: Row | None) -> Found:
    if new is None:
        yield Effect("ring_deleted")
    elif old is not None and old["state"] != new["state"]:
        day = frozenset({f"{new['local_date']:%a}".lower()})
        yield Effect("evening_skipped", day) if str(new["reason"]) == "skipped" else Effect(f"ring_{new['state']}")


def _couple(old: Row | None, new: Row | None) -> Found:
    if old is None or new is None:
        yield Effect("linked" if old is None else "unlinked")
    elif {"first_side", "second_side"} & set(changed_columns(old, new)):
        yield Effect("left")


def _shared_talk(old: Row | None, new: Row | None) -> Found:
    if old is None or new is None:
        yield Effect("talk_proposed" if old is None else "talk_deleted")
    elif old["state"] != new["state"]:
        yield Effect(f"talk_together_{new['state']}")
    elif {"starts_at", "minutes", "proposer_id"} & set(changed_columns(old, new)):
        yield Effect("talk_proposed")


def _invitation(old: Row | None, _new: Row | None) -> Found:
    yield Effect("invited" if old is None else "invitation_changed")


CHANGES: dict[str, Change] = {
    "checkins": _checkin,
    "commitments": _commitment,
    "commitment_series": _series,
    "hard_talks": _talk,
    "reflections": _reflection,
    "private_words": _words,
    "persons": _person,
    "shares": _share,
    "rules": _rule,
    "occurrences": _occurrence,
    "couples": _couple,
    "shared_talks": _shared_talk,
    "invitations": _invitation,
}
