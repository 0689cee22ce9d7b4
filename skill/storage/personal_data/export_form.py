"""The form of an export: one person's own words and what belongs to them, as JSON that can be imported.

No id of ours, of Amazon's or of anybody else stands in it, and no PIN: things that belong together are numbered.
`imported` tells of each thing whether it came in with an earlier export; who takes it in again is not asked for it.
"""

from datetime import date
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from skill.domain.commitment import CommitmentState
from skill.domain.hard_talk import Afterwards, TalkState
from skill.domain.private_words import LONGEST
from skill.domain.rule import PromptKind
from skill.domain.share import ShareKind

MOST = 100_000
"""Of each kind at most; a file with more is none of ours."""
MINUTES = 24 * 60


def _is_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("is no time zone of the IANA list")
    return name


Zone = Annotated[str, AfterValidator(_is_zone)]
Text = Annotated[str, Field(min_length=1, max_length=LONGEST)]
Minute = Annotated[int, Field(ge=0, lt=MINUTES)]
Number = Annotated[int, Field(ge=1, le=MOST)]
Count = Annotated[int, Field(ge=0, le=MOST)]
Days = Annotated[int, Field(ge=1, le=127)]


class Form(BaseModel):
    """What every part has in common: nothing unknown is taken in, and a refusal repeats no word."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class AboutMe(Form):
    """The person's own settings."""

    name: Annotated[str, Field(min_length=1, max_length=200)] | None
    came_at: AwareDatetime
    time_zone: Zone | None
    quiet_from: Minute
    quiet_until: Minute
    paused_until: AwareDatetime | None
    muted: bool
    holds_allowed: bool | None
    step: Annotated[int, Field(ge=1, le=7)]
    first_start_done_at: AwareDatetime | None


class DailyTime(Form):
    """A time of the day at which the person is asked something."""

    kind: PromptKind
    minute: Minute
    days: Days
    time_zone: Zone


class CheckInSaid(Form):
    """One check-in: feelings as id and family, the leading one first, and words that are not ours."""

    said_at: AwareDatetime
    local_date: date
    feelings: Annotated[tuple[tuple[str, str], ...], Field(max_length=20)]
    strength: Annotated[int, Field(ge=1, le=5)] | None
    own_words: str | None
    set_off: str | None
    by_name: bool = False
    imported: bool = False


class SeriesMade(Form):
    """One recurring promise."""

    number: Number
    made_at: AwareDatetime
    words: Text
    minute: Minute
    days: Days
    time_zone: Zone
    ended_at: AwareDatetime | None
    by_name: bool = False
    imported: bool = False


class PromiseMade(Form):
    """One promise, or one of a recurring one (`of_series`, then its words stand there)."""

    number: Number
    made_at: AwareDatetime
    words: Text | None
    first_due_at: AwareDatetime
    due_at: AwareDatetime
    time_zone: Zone
    state: CommitmentState
    moved_before: Count
    moved_after: Count
    decided_at: AwareDatetime | None
    of_series: Number | None
    local_date: date | None
    makes_good: Number | None
    owned: Text | None
    imported: bool = False


class PromptHeard(Form):
    """One evening prompt, and the words kept with it."""

    heard_at: AwareDatetime
    local_date: date
    prompt: Annotated[str, Field(max_length=200)]
    kept: bool
    words: Text | None
    imported: bool = False
    by_name: bool = False


class WordsKept(Form):
    """Private words."""

    said_at: AwareDatetime
    local_date: date
    kept_at: AwareDatetime
    words: Text
    by_name: bool = False
    imported: bool = False


class TalkPlanned(Form):
    """One hard talk; what was said in it is kept nowhere."""

    made_at: AwareDatetime
    starts_at: AwareDatetime
    minutes: Annotated[int, Field(ge=1, le=MINUTES)]
    time_zone: Zone
    stands_until: AwareDatetime
    state: TalkState
    seconds_spent: Count
    last_at: AwareDatetime | None
    back_at: AwareDatetime | None
    ended_at: AwareDatetime | None
    asks_until: AwareDatetime | None
    about: Text | None
    afterwards: Afterwards | None
    imported: bool = False


class ExportedShare(Form):
    """One thing that somebody else shares with the person at this moment, as the person may hear it."""

    what: ShareKind
    words: Text
    on: date | None = None
    due_at: AwareDatetime | None = None


class Export(Form):
    """Everything of one person; `shared_to_me` is told and never taken in: it is the other one's."""

    format: Literal["steady-ground-export/1"]
    about_me: AboutMe
    daily_times: Annotated[tuple[DailyTime, ...], Field(max_length=MOST)]
    check_ins: Annotated[tuple[CheckInSaid, ...], Field(max_length=MOST)]
    recurring_promises: Annotated[tuple[SeriesMade, ...], Field(max_length=MOST)]
    promises: Annotated[tuple[PromiseMade, ...], Field(max_length=MOST)]
    evening_prompts: Annotated[tuple[PromptHeard, ...], Field(max_length=MOST)]
    private_words: Annotated[tuple[WordsKept, ...], Field(max_length=MOST)]
    hard_talks: Annotated[tuple[TalkPlanned, ...], Field(max_length=MOST)]
    shared_to_me: Annotated[tuple[ExportedShare, ...], Field(max_length=MOST)]
