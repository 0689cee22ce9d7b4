"""What the first start asks for, and the new name of somebody who has one."""

from pydantic import Base64Bytes

from intents.dialog.intent_names import ELICIT_CITY, ELICIT_EVENING
from intents.dialog.question import Question
from skill.domain.confidence import OWN_LABELS, WRITE_ONLY

ELICIT_NAME = ("OnboardingNameIntent", "name")


class AskedFirstName(Question, key="onboarding.name", needs=OWN_LABELS, elicit=ELICIT_NAME):
    """What is your name?

    Attributes:
        afterwards: does it follow the end of another conversation? Then no check-in comes after it.
    """

    afterwards: bool = False


class AskedFirstEvening(Question, key="onboarding.evening", needs=OWN_LABELS, elicit=ELICIT_EVENING):
    """At what time shall the evening question come?

    Attributes:
        afterwards: as in `AskedFirstName`.
    """

    afterwards: bool = False


class AskedFirstCity(Question, key="onboarding.city", needs=OWN_LABELS, elicit=ELICIT_CITY):
    """Which city is near you? Asked by the first start, and before a wish that needs the person's clock.

    Attributes:
        afterwards: as in `AskedFirstName`.
    """

    afterwards: bool = False


class AskedCityHere(Question, key="onboarding.city_here", needs=WRITE_ONLY, elicit=ELICIT_CITY):
    """Which city is near you? Asked of whoever only says a name, before a wish that needs the clock of this speaker.

    Attributes:
        wish: what is done then, sealed for its person: a name alone changes no row that it could wait in.
    """

    wish: Base64Bytes


class AskedRenamed(Question, key="onboarding.renamed", needs=OWN_LABELS, elicit=ELICIT_NAME):
    """What is your name from now on?"""
