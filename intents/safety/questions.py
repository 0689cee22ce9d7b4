"""What is asked where somebody may be in danger, and which country the numbers are for."""

from typing import Literal

from intents.dialog.question import Question
from skill.domain.confidence import ANYBODY

COUNTRY = "CourtesyCountryIntent"
LineForDanger = Literal["crisis", "abuse"]
"""The kind of help line that is said beside the emergency number."""


class AskedHeavy(Question, key="danger.heavy", about_danger=True, needs=ANYBODY):
    """Is it more than you can carry?"""


class AskedSafe(Question, key="danger.safe", about_danger=True, needs=ANYBODY):
    """Are you safe?

    Attributes:
        line: the kind of help line that is said again where the answer is no clear yes.
    """

    line: LineForDanger


class AskedBreathInDanger(Question, key="danger.breath", about_danger=True, needs=ANYBODY):
    """Shall we look around together, where somebody gets no air?"""


class AskedCountry(Question, key="courtesy.country", needs=ANYBODY, elicit=(COUNTRY, "country")):
    """Which country are you in? Asked after help lines were said for a country that is not known."""
