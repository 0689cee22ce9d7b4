"""Time zones by name: which names are known, and which one this machine says that it stands in."""

import os
import zoneinfo
from pathlib import Path
from zoneinfo import ZoneInfo

import tzlocal

NOT_KNOWN = "Unknown/Zone"
"""What TZ says for this process where nothing says the zone; no table and no file has this name."""


def is_zone(name: str) -> bool:
    """Is this a name of the IANA list?"""
    zoneinfo.reset_tzpath(())  # a machine's own list knows names such as "localtime" that another does not
    try:
        return bool(ZoneInfo(name).key)
    except (ValueError, OSError, KeyError):
        return False


def machine_zone() -> str | None:
    """Return the time zone of this machine, or None where its TZ, or else the system, names none that is known.

    Who asks the system instead of TZ gets some other zone then, most often UTC, and every prompt comes at the wrong
    hour.
    """
    said = os.environ.get("TZ", "").removeprefix(":")
    try:
        name = _of_file(said) if said else tzlocal.get_localzone_name()
    except (KeyError, ValueError, OSError):  # what the system says contradicts itself, or can't be read
        return None
    return name if name and is_zone(name) else None


def settle_time_zone() -> None:
    """Let TZ name the machine's zone, or one that nobody knows, for the rest of this process.

    Some libraries read TZ and the system's files when they are imported, and a file that holds no zone ends them.
    """
    os.environ["TZ"] = machine_zone() or NOT_KNOWN


def _of_file(said: str) -> str:
    """Return the zone that TZ names, by its name or by a file of the system's tables."""
    if said.startswith("/") and "zoneinfo/" not in said:
        said = str(Path(said).resolve())
    return said.rpartition("zoneinfo/")[2]
