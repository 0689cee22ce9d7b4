"""The country of the help lines: of the device or the installation, never of a person whom others live beside."""

from intents.home import Home
from intents.speaking import Ids, Speaking
from skill.content import country_of
from skill.domain.certainty import Certainty
from skill.storage.work import Work


def country_here(work: Work, ids: Ids, speaking: Speaking, home: Home) -> str | None:
    """Return the country (two capitals) that help lines are named for, or None where it has to be asked.

    What the operator set goes first, then what was said at this device, then where the device stands. A person's own
    time zone counts only where nobody else is known and more than a name says who speaks: somebody who moves must not
    change the numbers of the others, and a guest who says her name must not hear where she is.
    """
    said = home.country or work.countries.of(ids.place)
    if said is not None:
        return said
    stands_in = home.zone if ids.local else work.countries.zone(ids.place)
    is_known = speaking.certainty.reaches(Certainty.CLAIMED)
    own = speaking.person.zone if speaking.is_only_one and is_known else None
    return country_of(stands_in) or country_of(own)
