"""What a local speaker asks of whoever checks PINs."""

from typing import Protocol

from skill.domain.errors import StartError
from skill.speaker.pin_setting import PinSetting


class PinProof(Protocol):
    """Checks PINs at one speaker, and opens a window of one person and one conversation."""

    def is_one_claimed(self, user_id: str, named: str | None) -> bool:
        """Is it said who speaks, so that there is one person whose PIN it can be?"""
        ...

    def prove(self, user_id: str, pin: str, named: str | None) -> str | None:
        """Check a PIN; return the mark of the window that it opens, or None where it opens none."""
        ...

    def setting(self, user_id: str, named: str | None) -> PinSetting:
        """Return where the PIN of whoever is claimed to speak is set."""
        ...

    def end(self) -> None:
        """End the window."""
        ...


class NoPinProof:
    """For a speaker at which no PIN is known."""

    def is_one_claimed(self, _user_id: str, _named: str | None) -> bool:
        """Say that there is nothing to choose between."""
        return True

    def prove(self, _user_id: str, _pin: str, _named: str | None) -> str | None:
        """Open nothing."""
        return None

    def setting(self, _user_id: str, _named: str | None) -> PinSetting:
        """Return where no PIN is kept."""
        return NoPinSetting()

    def end(self) -> None:
        """Leave everything as it is."""


class NoPinSetting:
    """Keeps no PIN."""

    def check(self, _given: str) -> None:
        """Refuse."""
        raise StartError("This speaker keeps no PIN.")

    def speaks_on_echo(self) -> bool:
        """Say that nobody does."""
        return False

    def keep(self, _pin: str, *, given: str, on_echo: bool) -> str:
        """Refuse."""
        raise StartError("This speaker keeps no PIN.")
