"""What may go wrong and is expected: each error carries the key of the sentence that is said instead."""


class GroundError(Exception):
    """An expected fault of a turn; the turn is rolled back and `phrase` is said.

    Attributes:
        phrase: key in the phrase catalogue.
    """

    phrase = "courtesy.not_saved"


class NotReadableError(GroundError):
    """A sealed value does not open: another key, another row, or a damaged byte."""

    phrase = "courtesy.not_readable"


class StorageBusyError(GroundError):
    """The storage did not take the words in time; nothing of the turn is kept."""

    phrase = "courtesy.not_saved"


class StartError(Exception):
    """The installation cannot start; the text is one plain line for the person who runs it."""


class DeliveryFailed(Exception):  # noqa: N818 - it names what happened
    """A channel could not hand over a prompt.

    Attributes:
        permanent: True when trying again cannot help.
    """

    def __init__(self, reason: str, *, permanent: bool) -> None:
        super().__init__(reason)
        self.permanent = permanent
