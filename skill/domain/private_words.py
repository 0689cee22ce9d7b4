"""Private words: what somebody needs to say; they reach nobody, and stay only if their person says so."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

DRAFT_FOR = timedelta(hours=1)
"""How long words that nobody said to keep may lie, sealed, before they are gone."""
LONGEST = 20_000
"""Characters of one entry; what is said beyond that is not added."""


@dataclass(eq=False)
class PrivateWords:
    """Words of one person, said in one go or in several.

    Attributes:
        kept_at: when the person said to keep them; None while they are only being said.
        by_name: were they said under a name alone, on a speaker of several (rules.md W2)?
        is_imported: did they come in with an export? Then they say so when they are read back.
        is_locked: are they sealed for the key that only the PIN or its recovery code opens?
    """

    id: UUID
    person_id: UUID
    said_at: datetime
    local_date: date
    sealed: bytes
    kept_at: datetime | None = None
    by_name: bool = False
    is_imported: bool = False
    is_locked: bool = False
