"""Who is in the room, as far as it was said."""

from enum import StrEnum


class Room(StrEnum):
    """What is known of who can hear."""

    UNKNOWN = "unknown"
    ALONE = "alone"
    COMPANY = "company"
