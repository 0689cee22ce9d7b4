"""PINs stretched once: what Argon2 gave for the same PIN and the same kept bytes is remembered, and handed in.

Stretching takes a tenth of a second on purpose, and most of an evening at a local speaker would go there. Nothing that
is proved here depends on how long it takes; the scenes and the commands stretch as the product does.
"""

from functools import cache

from skill.domain.person import Person
from skill.storage.local_pin import fits, key_of_words
from skill.storage.unit_of_work import UnitOfWork

_keys: dict[tuple[bytes, str], bytes | None] = {}


@cache
def fits_as_before(hashed: bytes | None, given: str) -> bool:
    """Hold a PIN against a hash."""
    return fits(hashed, given)


def unlocked_as_before(work: UnitOfWork, person: Person, given: str) -> bytes | None:
    """Find the key of somebody's words."""
    if person.words_key_by_pin is None:
        return key_of_words(work, person, given)
    named = (person.id.bytes + person.words_key_by_pin, given)
    if named not in _keys:
        _keys[named] = key_of_words(work, person, given)
    return _keys[named]
