"""What one sentence did, read from all rows before and after it; what no rule names is an effect of its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from benchmarks.understanding_changes import CHANGES, Effect, Found, changed_columns
from benchmarks.understanding_snapshot import Row, Rows, Snapshot
from skill.domain.occurrence import OccurrenceState

BOOKKEEPING = frozenset({"replays", "key_proofs", "locks", "code_tries", "announcements"})
"""Tables that change with any sentence and mean nothing to a person."""
NEUTRAL = frozenset({"recognition.listening_until", "couples.first_told_at", "couples.second_told_at"})
"""Columns that change with any sentence and mean nothing to a person."""
CALENDAR = ("rules", "occurrences")
"""Read last, in this order: most of their changes only follow one that has a name of its own."""
MOVES_EVENING = frozenset({"evening_set", "evening_ended", "zone_set", "quiet_set"})


def effects(before: Snapshot, after: Snapshot) -> list[Effect]:
    """Return what was done between two snapshots, each effect once."""
    touched = _touched(before, after) | _made_anew(before, after)
    found: list[Effect] = []
    for table in (*sorted(set(after) - BOOKKEEPING - set(CALENDAR)), *CALENDAR):
        for old, new in _changed(before[table], after[table]):
            if _follows(table, old, new, touched, found):
                continue
            found.extend(CHANGES[table](old, new) if table in CHANGES else _unnamed(table, old, new))
    return list(dict.fromkeys(found))


def _changed(before: Rows, after: Rows) -> Iterator[tuple[Row | None, Row | None]]:
    for key in sorted(set(before) | set(after), key=str):
        if before.get(key) != after.get(key):
            yield before.get(key), after.get(key)


def _touched(before: Snapshot, after: Snapshot) -> frozenset[UUID]:
    """Return the ids of the promises, series and talks that changed."""
    changed = set()
    for table in ("commitments", "commitment_series", "hard_talks"):
        for old, new in _changed(before[table], after[table]):
            changed.add((new or old or {})["id"])
    return frozenset(changed)


def _made_anew(before: Snapshot, after: Snapshot) -> frozenset[UUID]:
    """Return the ids of promises and talks whose reminders are other rows now, at the very instants they had before."""
    had, has = (_rings(one) for one in (before, after))
    return frozenset(subject for subject, instants in had.items() if has.get(subject) == instants)


def _rings(kept: Snapshot) -> dict[UUID, set[datetime]]:
    found: dict[UUID, set[datetime]] = {}
    for row in kept["occurrences"].values():
        if row["subject_id"] is not None and row["state"] is OccurrenceState.DUE:
            found.setdefault(row["subject_id"], set()).add(row["due_at"])
    return found


def _follows(table: str, old: Row | None, new: Row | None, touched: frozenset[UUID], found: list[Effect]) -> bool:
    """Is this change only the consequence of one that is reported by itself?"""
    row = new or old or {}
    if table == "commitments":
        return row["series_id"] in touched
    if table not in CALENDAR:
        return False
    kinds = {one.kind for one in found}
    if row["subject_id"] is not None:
        return row["subject_id"] in touched or "zone_set" in kinds
    if table == "rules":
        is_same_but_place = old is not None and new is not None and set(changed_columns(old, new)) <= _PLACE
        return is_same_but_place and ("zone_set" in kinds or set(changed_columns(old or {}, new or {})) <= _FILLED)
    # An evening's row follows its rule, the zone and the quiet hours; to leave an evening out is an act of its own.
    is_skipped = new is not None and str(new["reason"]) == "skipped"
    return old is None or (not is_skipped and bool(MOVES_EVENING & kinds))


_FILLED = {"filled_until"}
_PLACE = {"zone", "version", *_FILLED}


def _unnamed(table: str, old: Row | None, new: Row | None) -> Found:
    if old is None or new is None:
        yield Effect(f"other_{table}_{'added' if old is None else 'deleted'}")
        return
    for name in changed_columns(old, new):
        if f"{table}.{name}" not in NEUTRAL:
            yield Effect(f"other_{table}_{name}")
