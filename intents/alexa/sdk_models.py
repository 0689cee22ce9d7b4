"""Between parsed JSON and the SDK's own model classes, by plans made once per class; nothing unknown makes it fail.

The SDK's deserialiser raises on every enum value, discriminator and type that it does not know, so that one new Echo
model would silence the skill for whoever owns it (rules.md X2), and it takes 390 us a request. Here a value
that the SDK does not know stays as it came.
"""

import importlib
import re
from collections.abc import Callable, Hashable
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any

Make = Callable[[Any], Any]

_WRAPPED = re.compile(r"(?:list\[(?P<item>[^,\]]+)\]|dict\([^,]+, (?P<value>.+)\))$")


def build(model: str, data: Any) -> Any:
    """Return `data` as an instance of the SDK class with that dotted name.

    Args:
        model: for example "ask_sdk_model.request_envelope.RequestEnvelope".
        data: parsed JSON.

    Returns:
        the instance; whatever does not fit its declared type is handed on as parsed.
    """
    return _maker(model)(data)


@cache
def _maker(name: str) -> Make:
    """Return what turns parsed JSON of a declared type into the SDK's object."""
    if wrapped := _WRAPPED.match(name):
        inner = wrapped["item"] or wrapped["value"]
        return _each(inner) if wrapped["item"] else _each_value(inner)
    if name == "datetime":
        return _instant
    if name == "date":
        return _day
    if "." not in name:
        return _same
    module, _, symbol = name.rpartition(".")
    try:
        found = getattr(importlib.import_module(module), symbol)
    except (ImportError, AttributeError):
        # One declared module does not exist: rules.md X3.
        return _same
    if issubclass(found, Enum):
        return _enum(found)
    return _model(found)


def _model(found: Any) -> Make:
    if hasattr(found, "get_real_child_model"):
        return _child_of(found)
    return _plain(found)


def _child_of(parent: Any) -> Make:
    key = parent.json_discriminator_key

    def make(data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        kind = data.get(key)
        child = parent.discriminator_value_class_map.get(kind) if isinstance(kind, str) else None
        return _child(child)(data) if child else data

    return make


@cache
def _child(name: str) -> Make:
    module, _, symbol = name.rpartition(".")
    return _plain(getattr(importlib.import_module(module), symbol))


def _plain(found: Any) -> Make:
    names = found.attribute_map
    plan = {names.get(attribute, attribute): (attribute, kind) for attribute, kind in found.deserialized_types.items()}
    makers: dict[str, Make] = {}

    def make(data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        made = found()
        for key, value in data.items():
            step = plan.get(key)
            if step is None:
                setattr(made, key, value)
                continue
            if value is None:
                continue
            attribute, kind = step
            maker = makers.get(key)
            if maker is None:
                maker = makers[key] = _maker(kind)
            setattr(made, attribute, value if maker is _same else maker(value))
        return made

    return make


def _enum(found: type[Enum]) -> Make:
    known = {one.value: one for one in found}

    def make(data: Any) -> Any:
        return known.get(data, data) if isinstance(data, str) else data

    return make


def _each(inner: str) -> Make:
    def make(data: Any) -> Any:
        maker = _maker(inner)
        return [maker(one) for one in data] if isinstance(data, list) else data

    return make


def _each_value(inner: str) -> Make:
    def make(data: Any) -> Any:
        maker = _maker(inner)
        return {key: maker(value) for key, value in data.items()} if isinstance(data, dict) else data

    return make


def _instant(data: Any) -> Any:
    try:
        return datetime.fromisoformat(data)
    except (TypeError, ValueError):
        return data


def _day(data: Any) -> Any:
    try:
        return date.fromisoformat(data)
    except (TypeError, ValueError):
        return data


def _same(data: Any) -> Any:
    return data


def as_json(thing: Any) -> Any:
    """Return an SDK object as plain JSON data, by plans made once per class; what is None is left out.

    The same as the SDK's own serialiser gives, in less time.
    """
    if thing is None or isinstance(thing, str | bool | int | float):
        return thing
    if isinstance(thing, dict):
        return {key: as_json(value) for key, value in thing.items()}
    if isinstance(thing, list | tuple):
        return [as_json(one) for one in thing]
    if isinstance(thing, Enum):
        return thing.value
    if isinstance(thing, datetime | date):
        return thing.isoformat()
    found: Any = type(thing)
    named = ((key, getattr(thing, attribute)) for attribute, key in _names(found))
    return {key: as_json(value) for key, value in named if value is not None}


@cache
def _names(of: Hashable) -> tuple[tuple[str, str], ...]:
    names: dict[str, str] = getattr(of, "attribute_map")  # noqa: B009 - every model class of the SDK has one
    return tuple(names.items())
