"""A TOML file of ours, read into a typed model; whatever is wrong in it is named at once, by its key."""

import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from skill.domain.errors import StartError

Model = TypeVar("Model", bound=BaseModel)


def read_toml(file: Path, model: type[Model]) -> Model:
    """Read a file.

    Raises:
        StartError: one line that names the file and every fault in it.
    """
    try:
        return model.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError) as fault:
        raise StartError(f"{file.name} cannot be read.") from fault
    except tomllib.TOMLDecodeError as fault:
        raise StartError(f"{file.name} is no TOML: {fault}.") from fault
    except ValidationError as fault:
        named = "; ".join(f"{_key(one['loc'])}{one['msg']}" for one in fault.errors(include_url=False))
        raise StartError(f"{file.name} is not right: {named}.") from fault


def _key(where: tuple[int | str, ...]) -> str:
    """Return a key as it stands in the file, counted from one: "entries[3].name: "."""
    parts = (f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in where)
    return f"{''.join(parts).removeprefix('.')}: " if where else ""
