"""The form of our answers, held against the classes of Amazon's own SDK: unknown fields, wrong types, unknown words.

The names, types and lists of words are those that ask-sdk-model 1.82 declares for responses and directives; which of
them must be there is not declared in it, and is checked where a rule says so (`answers`, `directives`).
"""

import importlib
import re
from enum import Enum
from functools import cache
from typing import Any

ENVELOPE = "ask_sdk_model.response_envelope.ResponseEnvelope"
PLAIN: dict[str, tuple[str, tuple[type, ...]]] = {
    "str": ("text", (str,)),
    "bool": ("boolean", (bool,)),
    "int": ("whole number", (int,)),
    "float": ("number", (int, float)),
}
"""By the SDK's word for a type: ours, and the classes that JSON gives."""
_LIST = re.compile(r"list\[(.+)\]")
_DICT = re.compile(r"dict\(\w+, (.+)\)")


def misfits(data: Any, kind: str = ENVELOPE, path: str = "") -> list[str]:
    """Return what does not have the form that Amazon declares; null stands for "not there" and always fits.

    Args:
        kind: a type as the SDK writes it, such as `list[ask_sdk_model.directive.Directive]`.
        path: where `data` stands in the answer, for whoever reads the complaint.
    """
    if data is None:
        return []
    if kind in PLAIN:
        word, classes = PLAIN[kind]
        is_it = isinstance(data, classes) and (kind == "bool" or not isinstance(data, bool))
        return [] if is_it else [f"{path} is no {word}"]
    if found := _LIST.fullmatch(kind):
        if not isinstance(data, list):
            return [f"{path} is no list"]
        return [one for number, item in enumerate(data) for one in misfits(item, found[1], f"{path}[{number}]")]
    if found := _DICT.fullmatch(kind):
        if not isinstance(data, dict):
            return [f"{path} is no object"]
        return [one for name, item in data.items() for one in misfits(item, found[1], f"{path}.{name}")]
    return [] if "." not in kind else _model_misfits(data, _class(kind), path)


def _model_misfits(data: Any, declared: Any, path: str) -> list[str]:
    if issubclass(declared, Enum):
        words = [one.value for one in declared]
        return [] if data in words else [f"{path} is none of {', '.join(words)}"]
    if not isinstance(data, dict):
        return [f"{path} is no object"]
    if hasattr(declared, "get_real_child_model"):
        key = declared.json_discriminator_key
        real = declared.discriminator_value_class_map.get(data.get(key)) if isinstance(data.get(key), str) else None
        if real is None:
            return [f"{path}.{key} is none that Alexa knows: {data.get(key)}"]
        declared = _class(real)
    fields = {name: declared.deserialized_types[own] for own, name in declared.attribute_map.items()}
    found: list[str] = []
    for name, value in data.items():
        place = f"{path}.{name}".lstrip(".")
        found += misfits(value, fields[name], place) if name in fields else [f"{place} is no field that Alexa knows"]
    return found


@cache
def _class(dotted: str) -> Any:
    module, _, name = dotted.rpartition(".")
    return getattr(importlib.import_module(module), name)
