"""Setting a PIN: what is asked for and in which order, by the command and at the speaker alike."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Protocol

from skill.domain.errors import StartError
from skill.storage.local_pin import check_length

LOCKS = (
    "From now on your private words open only with this PIN or its recovery code: not even these files and their key\n"
    "open them. If you lose both, they're gone for good. A short PIN can be guessed by whoever copies the files; a\n"
    "sentence can't."
)
ON_ECHO = (
    "You also speak on an Echo, where nobody types this PIN. Should Alexa be able to read your private words to your\n"
    "own voice there? Then this server can open them too, and so can whoever holds its files and their key."
)
IS_SET = "The PIN is set. At the speaker say /pin before you ask for your words."
CODE = "Your recovery code: "
CODE_IS = "It stands in for the PIN if you forget it, and it's shown only now. Write it down where only you look."


@dataclass(frozen=True)
class PinQuestion:
    """What is to be typed next.

    Attributes:
        told: what is shown before, or "".
        is_secret: is it typed unseen?
    """

    asked: str
    told: str = ""
    is_secret: bool = True


class PinSetting(Protocol):
    """Where the PIN of one person is kept."""

    def check(self, given: str) -> None:
        """Hold what was given against the PIN that stands, if one does.

        Raises:
            StartError: it is neither the PIN nor its recovery code; one plain line.
        """
        ...

    def speaks_on_echo(self) -> bool:
        """Does this person speak on an Echo too, where nobody types a PIN?"""
        ...

    def keep(self, pin: str, *, given: str, on_echo: bool) -> str:
        """Keep a new PIN in place of the one that was given; return its recovery code."""
        ...


def set_pin(setting: PinSetting, old: str = "", *, is_checked_first: bool) -> Generator[PinQuestion, str, str]:
    """Ask for what a new PIN needs, and set it; return the recovery code.

    Args:
        old: how the PIN that stands is asked for, or "" where none does.
        is_checked_first: is it told at once whether that was right? At a speaker of several it is not: whoever tries it
            there would learn whether a PIN stands, and change nothing by it.

    Raises:
        StartError: another PIN, the two new ones did not agree, or too short or too long; the PIN is as it was.
    """
    given = (yield PinQuestion(old)) if old else ""
    if is_checked_first:
        setting.check(given)
    said = yield PinQuestion("New PIN: ", told=LOCKS)
    again = yield PinQuestion("Same PIN: ")
    if said != again:
        raise StartError("The two did not agree; the PIN is as it was.")
    check_length(said)
    if not is_checked_first:
        setting.check(given)
    on_echo = setting.speaks_on_echo() and (yield PinQuestion("Type yes or no: ", told=ON_ECHO, is_secret=False))
    return setting.keep(said, given=given, on_echo=str(on_echo).strip().casefold() in ("yes", "y"))
