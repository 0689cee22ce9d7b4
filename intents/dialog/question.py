"""Questions as typed values: what each carries, what its answer needs, and which slot it listens for.

A question is one frozen class. Its key, its requirement and its slot belong to the class; what it carries are its
fields, so that a misspelt one is a type error. Only this module knows how it travels.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self, dataclass_transform

from pydantic import TypeAdapter, ValidationError

from skill.domain.confidence import Requirement

Elicit = tuple[str, str]
"""Intent and slot that are listened for where free words are expected."""


@dataclass_transform(frozen_default=True)
class Question:
    """The base of every question.

    A subclass names itself, what its answer needs and, where free words are expected, the intent and slot to listen
    for; its fields are what it carries: ids, never more than the question needs.
    """

    key: ClassVar[str]
    """ "topic.question"; the topic's conversation is asked first about whatever comes next."""
    requirement: ClassVar[Requirement]
    elicit: ClassVar[Elicit | None]

    def __init_subclass__(cls, *, key: str, needs: Requirement, elicit: Elicit | None = None) -> None:
        """Make the subclass a frozen value, and note it under its key.

        Raises:
            TypeError: another question has that key.
        """
        super().__init_subclass__()
        if key in _BY_KEY:
            raise TypeError(f"two questions have the key {key}")
        cls.key, cls.requirement, cls.elicit = key, needs, elicit
        dataclass(frozen=True)(cls)
        _BY_KEY[key] = cls

    @classmethod
    def read(cls, carried: Any) -> Self | None:
        """Return the question with what it carried in the session; None where that does not fit its fields."""
        try:
            found: Self = _adapter(cls).validate_python(carried if isinstance(carried, Mapping) else {})
        except ValidationError:
            return None
        return found


_BY_KEY: dict[str, type[Question]] = {}
_ADAPTERS: dict[str, TypeAdapter[Any]] = {}
"""Made when first used: a start need not wait for all of them."""


def questions() -> Iterator[type[Question]]:
    """Return every question there is."""
    yield from _BY_KEY.values()


def write_question(asked: Question) -> dict[str, Any]:
    """Return what a question carries, as JSON values."""
    carried: dict[str, Any] = _adapter(type(asked)).dump_python(asked, mode="json", exclude_none=True)
    return carried


def fits(key: str, carried: object) -> bool:
    """Does what a question carried fit the one of that key? An unknown key says nothing against it."""
    kind = _BY_KEY.get(key)
    return kind is None or kind.read(carried) is not None


def _adapter(kind: type[Question]) -> TypeAdapter[Any]:
    if kind.key not in _ADAPTERS:
        _ADAPTERS[kind.key] = TypeAdapter(kind)
    return _ADAPTERS[kind.key]
