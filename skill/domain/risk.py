"""What a misunderstanding would cost, how sure a sentence was understood, and when it is asked about first."""

from enum import StrEnum


class Risk(StrEnum):
    """What an intent does where it was not meant.

    READS tells something or opens a question. ADDS keeps something new. CHANGES alters what is kept. DESTROYS deletes,
    ends, settles for good or hands something to somebody else (sharing, linking, a code for another speaker, the
    outcome of a promise). SILENCES keeps reminders from being heard, or ends sharing.
    """

    READS = "reads"
    ADDS = "adds"
    CHANGES = "changes"
    DESTROYS = "destroys"
    SILENCES = "silences"

    @property
    def is_safe_to_guess(self) -> bool:
        """May a guess do it? It opens a conversation or keeps something that can be deleted; nothing else."""
        return self in (Risk.READS, Risk.ADDS)


class Sureness(StrEnum):
    """How a sentence was understood.

    EXACT: word for word a sample of the interaction model. FREE: a sample around a slot of free words. ASKED: an answer
    to the question that was open, or a wish that was confirmed with yes. PLATFORM: an Echo's own understanding, whose
    request shows no words. NEAR: only like a sample. NONE: not understood.
    """

    EXACT = "exact"
    FREE = "free"
    ASKED = "asked"
    PLATFORM = "platform"
    NEAR = "near"
    NONE = "none"


def asks_first(risk: Risk, sureness: Sureness, *, is_always_asked: bool, names_object: bool) -> bool:
    """Is it asked whether this was meant before it is done?

    Args:
        is_always_asked: is it asked unless it was said exactly with its object: discarding private words, deleting,
            ending a link or a series, stopping all reminders, pausing everything?
        names_object: did the sample that was said name what it is about ("delete my check in", not "delete it")?
    """
    if risk.is_safe_to_guess or sureness is Sureness.ASKED:
        return False
    if sureness in (Sureness.NEAR, Sureness.NONE):
        return True
    if not is_always_asked:
        return sureness is Sureness.PLATFORM and risk is Risk.DESTROYS
    return sureness is Sureness.PLATFORM or not names_object
