"""One wording of each phrase, so that a test can name what it hears on any day; journeys hear all of them in turn."""

from functools import cache

from skill.speech.catalog import Catalog, Phrase


@cache
def first_wordings() -> Catalog:
    """Return the catalogue with the first wording of each phrase."""
    return Catalog({phrase.key: Phrase(phrase.key, phrase.variants[:1]) for phrase in Catalog.load()})
