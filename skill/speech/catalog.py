"""The phrase catalogue: every sentence that is said, by key; variants are chosen from a seed, so that runs agree."""

import hashlib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Template

from skill.speech.ssml import escape


@dataclass(frozen=True)
class Phrase:
    """One thing to say, in one or several wordings.

    Attributes:
        key: "topic.name".
        variants: the wordings; `$value` stands where a value belongs.
    """

    key: str
    variants: tuple[str, ...]

    @property
    def values(self) -> frozenset[str]:
        """The names of the values that the wordings need."""
        return frozenset(name for one in self.variants for name in Template(one).get_identifiers())


class Catalog:
    """The phrases of one locale."""

    def __init__(self, phrases: dict[str, Phrase]) -> None:
        self._phrases = phrases

    @classmethod
    @cache
    def load(cls, locale: str = "en-US") -> "Catalog":
        """Read the catalogue of a locale, once per process: a catalogue never changes.

        Raises:
            ValueError: a phrase is no text or list of texts; names the key.
        """
        topics = tomllib.loads(files("skill.speech").joinpath(f"{locale}.toml").read_text(encoding="utf-8"))
        return cls({phrase.key: phrase for phrase in _phrases(topics)})

    def __iter__(self) -> Iterator[Phrase]:
        return iter(self._phrases.values())

    def say(self, key: str, seed: str, **values: str) -> str:
        """Return the phrase as a piece of SSML, every value escaped.

        Args:
            key: "topic.name".
            seed: what the variant is chosen from, for example person and local date.
            values: one text per `$value` of the phrase.

        Raises:
            KeyError: no such phrase, or a value is missing.
        """
        variants = self._phrases[key].variants
        variant = variants[0]
        if len(variants) > 1:
            digest = hashlib.blake2b(f"{key}|{seed}".encode(), digest_size=4).digest()
            variant = variants[int.from_bytes(digest, "big") % len(variants)]
        if not values and "$" not in variant:
            return variant
        return Template(variant).substitute({name: escape(value) for name, value in values.items()})


def _phrases(topics: dict[str, object]) -> Iterator[Phrase]:
    for topic, names in topics.items():
        if not isinstance(names, dict):
            raise ValueError(f"{topic}: is no table of phrases")
        for name, said in names.items():
            variants = tuple(said) if isinstance(said, list) else (said,)
            if not variants or not all(isinstance(one, str) and one for one in variants):
                raise ValueError(f"{topic}.{name}: is no text and no list of texts")
            yield Phrase(f"{topic}.{name}", variants)
