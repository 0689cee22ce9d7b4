"""What the settings of the schedule ask."""

from intents.dialog.intent_names import ELICIT_CITY, ELICIT_EVENING
from intents.dialog.question import Question
from skill.domain.confidence import OWN_LABELS


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
