"""The open questions that the conversations ask."""

import intents.router  # noqa: F401 (each conversation notes its questions when it is imported)
from intents.dialog.question import questions


def questions_in_code() -> set[str]:
    """Return the keys of all open questions that the conversations have."""
    return {one.key for one in questions()}
