"""What the other one may hear: the newest day by what was chosen for it, promises as they were shared, a yes alone."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from skill.domain.checkin import CheckIn, MoodEntry
from skill.domain.commitment import Commitment, CommitmentState
from skill.domain.person import Person
from skill.domain.share import (
    Ask,
    Share,
    ShareKind,
    ShareLevel,
    heard_ask,
    last_shared,
    may_hear_promise,
    newest_day,
)

NOW = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
MARA, JONAS = (Person(uuid4(), NOW, b"", "k1", zone="America/New_York") for _ in range(2))
HURT, CALM = MoodEntry("hurt", None, "sorrow"), MoodEntry("calm", None, "calm")


def share(
    kind: ShareKind, level: ShareLevel, hours_ago: int = 1, *, of: UUID | None = None, due_at: datetime | None = None
) -> Share:
    """Return something that Mara shares."""
    shared_at = NOW - timedelta(hours=hours_ago)
    return Share(uuid4(), uuid4(), MARA.id, kind, level, shared_at, NOW + timedelta(days=1), of, due_at)


def checkin(hours_ago: int) -> CheckIn:
    """Return a check-in of Mara's."""
    said_at = NOW - timedelta(hours=hours_ago)
    return CheckIn(uuid4(), MARA.id, said_at, MARA.day(said_at), b"")


def heard(live: list[Share], *said: tuple[CheckIn, MoodEntry]) -> tuple[ShareLevel, str] | None:
    """Return how much of which day Jonas hears."""
    found = newest_day(live, said, JONAS)
    return (found.level, found.words) if found is not None else None


def test_of_a_standing_share_only_what_was_said_after_it_began_is_heard() -> None:
    standing, before, after = share(ShareKind.STANDING, ShareLevel.DAY, 3), checkin(4), checkin(2)
    assert heard([standing], (before, HURT)) is None
    assert heard([standing], (after, CALM), (before, HURT)) == (ShareLevel.DAY, "calm")


def test_what_was_chosen_for_one_day_goes_before_the_standing_share() -> None:
    standing, newer, older = share(ShareKind.STANDING, ShareLevel.DAY, 9), checkin(1), checkin(2)
    word = share(ShareKind.CHECKIN, ShareLevel.WORD, of=newer.id)
    nothing = share(ShareKind.CHECKIN, ShareLevel.NOTHING, of=newer.id)
    said = (newer, HURT), (older, CALM)
    assert heard([standing, word], *said) == (ShareLevel.WORD, "hurt")
    assert heard([standing, nothing], *said) == (ShareLevel.DAY, "calm")
    assert heard([], *said) is None


def test_a_promise_is_heard_as_it_was_shared_and_not_once_it_is_moved_or_taken_back() -> None:
    due = NOW + timedelta(hours=5)
    promise = Commitment(uuid4(), MARA.id, NOW, due, due, "America/New_York", b"")
    shared = share(ShareKind.COMMITMENT, ShareLevel.WHOLE, of=promise.id, due_at=due)
    assert may_hear_promise(shared, promise)
    promise.due_at = due + timedelta(hours=1)
    assert not may_hear_promise(shared, promise)
    promise.due_at = due
    for state in (CommitmentState.WITHDRAWN, CommitmentState.SKIPPED):
        promise.state = state
        assert not may_hear_promise(shared, promise)


def test_whoever_asked_hears_a_yes_and_cannot_tell_a_no_from_an_ask_that_nobody_heard() -> None:
    ask = share(ShareKind.ASK, ShareLevel.WHOLE)
    ask.ask = Ask.WALK
    yes, no = (share(ShareKind.ANSWER, level, of=ask.id) for level in (ShareLevel.WHOLE, ShareLevel.NOTHING))
    found = heard_ask(yes, ask)
    assert found is not None
    assert found.words == "walk"
    assert heard_ask(no, ask) is None
    assert heard_ask(yes, None) is None, "what was asked does not stand any more"


def test_what_is_taken_back_is_what_was_shared_last_in_whatever_way() -> None:
    standing, newest = share(ShareKind.STANDING, ShareLevel.DAY, 9), checkin(2)
    earlier, later = share(ShareKind.KEPT, ShareLevel.WHOLE, 3), share(ShareKind.KEPT, ShareLevel.WHOLE, 1)
    every = frozenset(ShareKind)
    assert last_shared([standing, earlier], newest, every) is newest
    assert last_shared([standing, later], newest, every) is later
    assert last_shared([earlier], newest, every) is earlier
    assert last_shared([standing, later], newest, {ShareKind.ASK}) is None
    assert last_shared([standing], None, every) is None
