"""The country of the help lines: of the device or the installation, never of a person whom others live beside."""

from intents.dialog.defaults import Defaults
from intents.dialog.speaker import IdentifiedSpeaker, Ids
from skill.content import country_of
from skill.domain.confidence import Confidence
from skill.storage.unit_of_work import UnitOfWork


def country_here(work: UnitOfWork, ids: Ids, speaking: IdentifiedSpeaker, defaults: Defaults) -> str | None:
    """Return the country (two capitals) that help lines are named for, or None where it has to be asked.

    What the operator set goes first, then what this person answered when it was asked here, then what was said for
    this device, then where the device stands. An answer counts for whoever gave it alone, and where more than a
    name says who speaks: it was asked because help was asked for, and nobody else is to hear that from the numbers.
    A person's own time zone counts only where nobody else is known and more than a name says who speaks: somebody
    who moves must not change the numbers of the others, and a guest who says her name must not hear where she is.
    """
    is_known = speaking.confidence.reaches(Confidence.ACCOUNT)
    answered = work.countries.answered(ids.place, speaking.person.id) if is_known else None
    said = defaults.country or answered or work.countries.of(ids.place)
    if said is not None:
        return said
    stands_in = defaults.zone if ids.local else work.countries.zone(ids.place)
    own = speaking.person.zone if speaking.is_only_one and is_known else None
    return country_of(stands_in) or country_of(own)
