"""What both of two persons would hear from one speaker is said there once, not twice."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import exists, select

from skill.storage.queries.base import Queries
from skill.storage.tables.calendar import announcements, occurrences
from skill.storage.tables.people import external_ids, hard_talks


class SharedSpeaker(Queries):
    """Speakers at which two live, inside one transaction."""

    def said_already(self, person_id: UUID, ids: Sequence[UUID]) -> set[UUID]:
        """Return which of these occurrences of a person were said already on a speaker that this person lives at too.

        It is the sign or the call back of a talk of two: the other one's, for the same instant, was said aloud there.
        """
        if not ids:
            return set()
        mine, theirs = occurrences.alias(), occurrences.alias()
        talk, other = hard_talks.alias(), hard_talks.alias()
        here, there = external_ids.alias(), external_ids.alias()
        share_a_speaker = exists().where(
            here.c.person_id == person_id,
            there.c.person_id == theirs.c.person_id,
            here.c.speaker_lookup == there.c.speaker_lookup,
        )
        found = (
            select(mine.c.id)
            .join(talk, talk.c.id == mine.c.subject_id)
            .join(other, other.c.shared_id == talk.c.shared_id)
            .join(theirs, (theirs.c.subject_id == other.c.id) & (theirs.c.kind == mine.c.kind))
            .join(announcements, announcements.c.occurrence_id == theirs.c.id)
            .where(
                mine.c.id.in_(ids),
                mine.c.person_id == person_id,
                theirs.c.person_id != person_id,
                theirs.c.due_at == mine.c.due_at,
                announcements.c.spoken_at.is_not(None),
                share_a_speaker,
            )
        )
        return set(self._session.scalars(found))
