"""What the settings of the schedule ask, and the offer that Alexa rings."""

from uuid import UUID

from intents.dialog.question import Question
from skill.domain.confidence import OWN_LABELS, WRITE_ONLY
from skill.domain.rule import PromptKind

ELICIT_EVENING = ("ScheduleEveningIntent", "time")
ELICIT_CITY = ("ScheduleZoneIntent", "city")


class AskedEvening(Question, key="schedule.evening", needs=OWN_LABELS, elicit=ELICIT_EVENING):
    """At what time shall the evening question come?"""


class AskedQuietFrom(Question, key="schedule.quiet", needs=OWN_LABELS, elicit=("ScheduleQuietIntent", "start")):
    """From when on shall it be quiet?"""


class AskedQuietUntil(Question, key="schedule.quiet_until", needs=OWN_LABELS, elicit=("ScheduleQuietIntent", "end")):
    """Until when shall it be quiet?

    Attributes:
        quiet_from: the minute of the day at which it becomes quiet, as it was said.
    """

    quiet_from: int


class AskedZone(Question, key="schedule.zone", needs=OWN_LABELS, elicit=ELICIT_CITY):
    """Which city is near you?"""


class AskedPause(Question, key="schedule.pause", needs=WRITE_ONLY, elicit=("SchedulePauseIntent", "duration")):
    """For how long shall nothing be said unasked?"""


class AskedReminder(Question, key="reminders.offer", okay_is_yes=True, needs=OWN_LABELS):
    """Shall Alexa ring for this?

    Attributes:
        kind: what it rings for.
        subject: the promise or talk, or None for what has no row of its own.
        before_checkin: does a no go on to the first check-in, as at the first start?
    """

    kind: PromptKind
    subject: UUID | None = None
    before_checkin: bool = False
