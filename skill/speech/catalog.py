"""The phrase catalogue: every sentence that is said, by key; its wordings take turns from day to day."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field, RootModel, StringConstraints

from skill.speech.ssml import escape
from skill.toml_file import read_toml

FOLDER = Path(__file__).parent


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
    def load(cls, locale: str = "en-US", folder: Path = FOLDER) -> "Catalog":
        """Read the catalogue of a locale, once per process: a catalogue never changes.

        Raises:
            StartError: a phrase is no text or list of texts; names every one that isn't.
        """
        topics = read_toml(folder / f"{locale}.toml", _Topics).root
        named = ((f"{topic}.{name}", variants) for topic, names in topics.items() for name, variants in names.items())
        return cls({key: Phrase(key, tuple(variants)) for key, variants in named})

    def __iter__(self) -> Iterator[Phrase]:
        return iter(self._phrases.values())

    def say(self, key: str, seed: str, day: int = 0, /, **values: str) -> str:
        """Return the phrase as a piece of SSML, every value escaped.

        The wordings of a phrase take turns: nobody hears the same one on two days running, and runs agree.

        Args:
            key: "topic.name".
            seed: whose it is; each person begins with another wording of each phrase.
            day: the number of the local date.
            values: one text per `$value` of the phrase.

        Raises:
            KeyError: no such phrase, or a value is missing.
        """
        variants = self._phrases[key].variants
        variant = variants[0]
        if len(variants) > 1:
            digest = hashlib.blake2b(f"{key}|{seed}".encode(), digest_size=4).digest()
            variant = variants[(int.from_bytes(digest, "big") + day) % len(variants)]
        if not values and "$" not in variant:
            return variant
        return Template(variant).substitute({name: escape(value) for name, value in values.items()})


def _listed(said: Any) -> Any:
    return said if isinstance(said, list) else [said]


_Variants = Annotated[
    list[Annotated[str, StringConstraints(min_length=1)]], BeforeValidator(_listed), Field(min_length=1)
]


class _Topics(RootModel[dict[str, dict[str, _Variants]]]):
    """The phrases of each topic, one wording or several."""

    model_config = ConfigDict(strict=True)
