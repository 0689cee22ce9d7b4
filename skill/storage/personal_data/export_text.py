"""An export as readable text: the same words as in its JSON, in the order of days, with nothing added."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from skill.domain.commitment import CommitmentState
from skill.storage.personal_data.export_form import Export, PromiseMade

STATES = {
    CommitmentState.CLAIMED: "said under the name alone, not taken up",
    CommitmentState.PROMISED: "open",
    CommitmentState.KEPT: "kept",
    CommitmentState.MISSED_OWNED: "did not happen, and said so",
    CommitmentState.REPAIRED: "made good",
    CommitmentState.SKIPPED: "left out, said beforehand",
    CommitmentState.NOT_HEARD: "not heard",
    CommitmentState.WITHDRAWN: "taken back",
}
WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def readable(found: Export) -> str:
    """Return an export as text, its times on the person's own clock."""
    return "\n".join(_lines(found, ZoneInfo(found.about_me.time_zone or "UTC"))) + "\n"


def _lines(found: Export, zone: ZoneInfo) -> Iterator[str]:
    def at(instant: datetime) -> str:
        return f"{instant.astimezone(zone):%Y-%m-%d %H:%M}"

    me = found.about_me
    yield f"Steady Ground: the words of {me.name or 'one person'}"
    yield f"Here since {at(me.came_at)}. Times are those of {zone.key}."
    for daily in found.daily_times:
        yield f"Every {_days(daily.days)} at {_clock(daily.minute)}: {daily.kind.value.replace('_', ' ')}"
    yield from _part("Check-ins")
    for said in found.check_ins:
        feelings = ", ".join(mood for mood, _ in said.feelings)
        told = [feelings, f"strength {said.strength}" if said.strength else "", said.own_words or ""]
        told.append(f"set off by: {said.set_off}" if said.set_off else "")
        yield f"{at(said.said_at)}  {_mark(said.imported)}{'; '.join(one for one in told if one)}"
    yield from _part("Private words")
    for kept in found.private_words:
        yield f"{at(kept.said_at)}  {_mark(kept.imported)}{_indented(kept.words)}"
    yield from _part("Recurring promises")
    for series in found.recurring_promises:
        ended = f", until {at(series.ended_at)}" if series.ended_at else ""
        words = f"{_mark(series.imported)}{series.words}"
        yield f"{at(series.made_at)}  {words} (every {_days(series.days)} at {_clock(series.minute)}{ended})"
    yield from _part("Promises")
    texts = {series.number: series.words for series in found.recurring_promises}
    for promise in found.promises:
        words = f"{_mark(promise.imported)}{_words(promise, texts)}"
        yield f"{at(promise.due_at)}  {words} ({STATES.get(promise.state, promise.state.value)})"
        if promise.owned:
            yield f"                  {_indented(promise.owned)}"
    yield from _part("Evening questions")
    for prompt in found.evening_prompts:
        if prompt.kept:
            heard = f"{_mark(prompt.imported)}{prompt.prompt}"
            yield f"{at(prompt.heard_at)}  {heard}{': ' + _indented(prompt.words) if prompt.words else ''}"
    yield from _part("Hard talks")
    for talk in found.hard_talks:
        about = f", about: {_indented(talk.about)}" if talk.about else ""
        felt = f", afterwards: {talk.afterwards.name.lower()}" if talk.afterwards else ""
        length = f"{_mark(talk.imported)}{talk.minutes} minutes"
        yield f"{at(talk.starts_at)}  {length} ({talk.state.value.replace('_', ' ')}{about}{felt})"
    yield from _part("Shared with me at this moment")
    for shared in found.shared_to_me:
        when = at(shared.due_at) if shared.due_at else str(shared.on or "").ljust(16)
        yield f"{when}  {_indented(shared.words)}"


def _mark(is_imported: bool) -> str:
    return "Imported: " if is_imported else ""


def _part(title: str) -> tuple[str, str]:
    return "", title


def _words(promise: PromiseMade, texts: dict[int, str]) -> str:
    return promise.words or texts.get(promise.of_series or 0, "")


def _indented(text: str) -> str:
    return text.replace("\n", "\n" + " " * 18)


def _days(mask: int) -> str:
    return "day" if mask == 127 else ", ".join(name for bit, name in enumerate(WEEK) if mask >> bit & 1)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
