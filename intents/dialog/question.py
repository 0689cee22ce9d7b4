"""Questions as typed values: what each carries, what its answer needs, and which slot it listens for.

A question is one frozen class. Its key, its requirement and its slot belong to the class; what it carries are its
fields, so that a misspelt one is a type error. Only this module knows how it travels.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, dataclass_transform

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
    says_back: ClassVar[bool]
    """Does it say something back to be confirmed that is easily changed again? Then "thank you" is a yes as well."""
    okay_is_yes: ClassVar[bool]
    """Is "okay" a plain yes to it? Never where somebody is asked whether they are safe or afraid, about their health,
    whether a promise was kept, or who is in the room: there only a clear yes counts."""
    about_danger: ClassVar[bool]
    """Does it ask about danger or fear? A guess at something else is then no answer and no new wish."""

    def __init_subclass__(
        cls,
        *,
        key: str,
        needs: Requirement,
        elicit: Elicit | None = None,
        says_back: bool = False,
        okay_is_yes: bool = False,
        about_danger: bool = False,
    ) -> None:
        """Make the subclass a frozen value, and note it under its key.

        Raises:
            TypeError: another question has that key.
        """
        super().__init_subclass__()
        if key in _BY_KEY:
            raise TypeError(f"two questions have the key {key}")
        cls.key, cls.requirement, cls.elicit = key, needs, elicit
        cls.says_back, cls.okay_is_yes, cls.about_danger = says_back, says_back or okay_is_yes, about_danger
        dataclass(frozen=True)(cls)
        _BY_KEY[key] = cls


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


def read_question(key: object, carried: object) -> Question | None:
    """Return the question of that key with what it carried; None for an unknown key, or where that does not fit."""
    kind = _BY_KEY.get(key) if isinstance(key, str) else None
    if kind is None:
        return None
    try:
        found: Question = _adapter(kind).validate_python(carried if isinstance(carried, Mapping) else {})
    except ValidationError:
        return None
    return found


def _adapter(kind: type[Question]) -> TypeAdapter[Any]:
    if kind.key not in _ADAPTERS:
        _ADAPTERS[kind.key] = TypeAdapter(kind)
    return _ADAPTERS[kind.key]
