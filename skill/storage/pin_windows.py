"""For how long, where and in which conversation a PIN that was given counts; kept in memory alone."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from skill.domain.pin import CONFIRMED_FOR


@dataclass(frozen=True, repr=False)
class _Window:
    mark: str
    user_id: str
    person_id: UUID
    until: datetime
    key: bytes | None


class PinWindows:
    """The confirmed windows of local speakers: one person, one speaker and one conversation each.

    A window is known by a mark that only the speaker keeps at which the PIN was given, and only as long as the
    conversation lasts. Nothing of it is a row, so that no restart brings one back.
    """

    def __init__(self) -> None:
        self._open: dict[str, _Window] = {}

    def open(
        self, device_id: str, user_id: str, person_id: UUID, *, mark: str, now: datetime, key: bytes | None = None
    ) -> None:
        """Let that person count as confirmed at this speaker, and nobody else any more.

        Args:
            key: what opens this person's private words; it is held here as long as the window lasts, and nowhere else.
        """
        self._open[device_id] = _Window(mark, user_id, person_id, now + CONFIRMED_FOR, key)

    def holder(self, device_id: str, user_id: str, mark: str, now: datetime) -> UUID | None:
        """Return who counts as confirmed in the conversation with this mark, or None."""
        found = self._open.get(device_id)
        if found is None or found.mark != mark or found.user_id != user_id or now >= found.until:
            return None
        return found.person_id

    def key(self, device_id: str, holder: UUID) -> bytes | None:
        """Return what opens the private words of whoever counts as confirmed at this speaker, or None."""
        found = self._open.get(device_id)
        return found.key if found is not None and found.person_id == holder else None

    def end(self, device_id: str) -> None:
        """Let nobody count as confirmed at this speaker."""
        self._open.pop(device_id, None)
