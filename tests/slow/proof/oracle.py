"""Who may hear what, and which code links whom: a second account of the rules that looks at no row."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

CODE_FOR, CONFIRM_FOR, HOUR = timedelta(minutes=10), timedelta(days=1), timedelta(hours=1)
TRIES_AN_HOUR = 5
LADDER = ("none", "named", "claimed", "recognised", "confirmed")
LEAST = {"promise": "claimed", "topic": "claimed", "words": "confirmed"}
"""How sure it must be who speaks before this is said, to somebody alone (rules.md W1)."""


@dataclass
class Invited:
    """An invitation as the people know it."""

    of: str
    code: tuple[str, str]
    at: datetime
    state: str = "open"
    by: str | None = None
    has_left: bool = False


@dataclass
class Pair:
    """Two who linked, and who of them said to leave, or left for good."""

    who: frozenset[str]
    leaving: set[str] = field(default_factory=set)
    left: set[str] = field(default_factory=set)

    @property
    def is_open(self) -> bool:
        """May anything pass between the two?"""
        return not self.leaving | self.left


@dataclass(frozen=True)
class Shared:
    """With whom a promise is shared, and until when."""

    pair: Pair
    until: datetime


@dataclass
class Oracle:
    """What people said and did, and what follows from it."""

    kept: dict[str, tuple[str, str]] = field(default_factory=dict)  # marker: whose, which kind
    last_words: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    shared: dict[str, Shared] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    invited: list[Invited] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)
    tries: dict[str, list[datetime]] = field(default_factory=lambda: defaultdict(list))

    def may_hear(self, marker: str, who: str | None, sure: str, now: datetime, *, alone: bool) -> bool:
        """May somebody who is taken for `who` hear these words now?"""
        whose, kind = self.kept[marker]
        if not alone or who is None or marker in self.gone:
            return False
        if whose == who:
            return LADDER.index(sure) >= LADDER.index(LEAST[kind])
        shared = self.shared.get(marker)
        is_theirs = shared is not None and self.pair(who) is shared.pair and shared.pair.is_open
        return is_theirs and shared is not None and now < shared.until and sure in ("recognised", "confirmed")

    def share(self, marker: str, until: datetime) -> bool:
        """Note that a promise is shared until its time; return whether there is anybody to share it with."""
        whose, _ = self.kept[marker]
        pair = self.pair(whose)
        if pair is None or whose in pair.leaving:
            return False
        self.shared[marker] = Shared(pair, until)
        return True

    def stop_sharing(self, who: str) -> None:
        """End whatever this one shares."""
        self.shared = {marker: one for marker, one in self.shared.items() if self.kept[marker][0] != who}

    def pair(self, who: str) -> Pair | None:
        """Return the pair that this one stands in, in its own view."""
        return next((one for one in self.pairs if who in one.who and who not in one.left), None)

    def may_link(self, one: str, other: str) -> bool:
        """Does this one stand in no pair, or in one with the same?"""
        stands = self.pair(one)
        return stands is None or other in stands.who

    def invite(self, who: str, code: tuple[str, str], now: datetime) -> None:
        """Note a fresh code; an earlier one that was not used up is gone."""
        self.withdraw(who)
        self.invited.append(Invited(who, code, now))

    def withdraw(self, who: str) -> None:
        """Let every code of this one go."""
        for one in self.invited:
            if one.of == who and one.state in ("open", "said"):
                one.state = "gone"

    def say(self, who: str, code: tuple[str, str], account: str, now: datetime) -> bool:
        """Return whether a code that is said is taken."""
        lately = [one for one in self.tries[account] if one > now - HOUR]
        if len(lately) >= TRIES_AN_HOUR:
            return False
        self.tries[account] = [*lately, now]
        for one in self.invited:
            fresh = one.state == "open" and one.at > now - CODE_FOR
            if one.code == code and fresh and one.of != who and self.may_link(who, one.of):
                one.state, one.by = "said", who
                return True
        return False

    def waits(self, who: str, now: datetime) -> Invited | None:
        """Return this one's invitation whose code was said and that may be confirmed."""
        mine = (one for one in self.invited if one.of == who and one.state == "said" and one.at > now - CONFIRM_FOR)
        return next(mine, None)

    def confirm(self, who: str, now: datetime) -> bool:
        """Return whether this one's yes links.

        Whoever left after saying the code, or linked with somebody else, is linked and gone in one.
        """
        found = self.waits(who, now)
        if found is None or found.by is None:
            return False
        found.state = "linked"
        if not self.may_link(who, found.by):
            return False
        is_elsewhere = not self.may_link(found.by, who)
        for old in self.pairs:
            if old.who == {who, found.by}:
                old.left |= old.who
        for one in {who, found.by} - ({found.by} if is_elsewhere else set()):
            self.stop_sharing(one)
        gone = {found.by} if found.has_left or is_elsewhere else set()
        self.pairs.append(Pair(frozenset({who, found.by}), leaving=gone, left={found.by} if is_elsewhere else set()))
        return True

    def leave(self, who: str, *, for_good: bool) -> None:
        """Let this one go, out of a pair and out of what it has said yes to."""
        self.withdraw(who)
        self.stop_sharing(who)
        for one in self.invited:
            if one.by == who and one.state == "said":
                one.has_left = True
        stands = self.pair(who)
        if stands is not None:
            stands.leaving.add(who)
            if for_good:
                stands.left.add(who)
