"""The tables of two people: invitations, codes that were said, couples, what they plan together and what is shared."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, SmallInteger, Table, Uuid

from skill.domain.couple import CodeTry, Couple, Invitation, InvitationState, Purpose, Side
from skill.domain.joint_talk import JointTalk, JointTalkState
from skill.domain.share import Ask, Share, ShareKind, ShareLevel
from skill.storage.tables.columns import Happened, Instant, named
from skill.storage.tables.people import mapper

invitations = Table(
    "invitations",
    mapper.metadata,
    Column("id", Uuid, primary_key=True),
    Column("person_id", ForeignKey("persons.id"), nullable=False, index=True),
    Column("made_at", Instant, nullable=False),
    Column("code_lookup", LargeBinary, nullable=False, unique=True),
    Column("state", named(InvitationState), nullable=False),
    Column("invitee_id", ForeignKey("persons.id")),
    Column("tries", Integer, nullable=False),
    Column("purpose", named(Purpose), nullable=False),
    Column("sealed_name", LargeBinary),
)

code_tries = Table(
    "code_tries",
    mapper.metadata,
    Column("id", Uuid, primary_key=True),
    Column("tried_at", Instant, nullable=False, index=True),
    Column("user_lookup", LargeBinary, nullable=False),
)

locks = Table(
    "locks",
    mapper.metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("passed_at", Happened),
)

couples = Table(
    "couples",
    mapper.metadata,
    Column("id", Uuid, primary_key=True),
    Column("first_id", ForeignKey("persons.id"), nullable=False, index=True),
    Column("second_id", ForeignKey("persons.id"), nullable=False, index=True),
    Column("linked_at", Instant, nullable=False),
    Column("first_side", named(Side), nullable=False),
    Column("second_side", named(Side), nullable=False),
    Column("first_told_at", Instant),
    Column("second_told_at", Instant),
)

shares = Table(
    "shares",
    mapper.metadata,
    Column("id", Uuid, primary_key=True),
    # No key to the couple: one of the two may be erased, and the other one's rows stay that one's.
    Column("couple_id", Uuid, nullable=False),
    Column("person_id", ForeignKey("persons.id"), nullable=False, index=True),
    Column("kind", named(ShareKind), nullable=False),
    Column("level", named(ShareLevel), nullable=False),
    Column("shared_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("subject_id", Uuid),
    Column("due_at", Instant),
    Column("ask", named(Ask)),
    Column("seen_at", Happened),
    Column("held_at", Happened),
)

shared_talks = Table(
    "shared_talks",
    mapper.metadata,
    Column("id", Uuid, primary_key=True),
    Column("couple_id", ForeignKey("couples.id"), nullable=False),
    Column("proposer_id", ForeignKey("persons.id"), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("minutes", SmallInteger, nullable=False),
    Column("state", named(JointTalkState), nullable=False),
    Column("offered_at", Happened),
    Index("shared_talks_by_couple", "couple_id", "state"),
    Index("shared_talks_by_start", "state", "starts_at"),
)

for plain, table in (
    (Invitation, invitations),
    (CodeTry, code_tries),
    (Couple, couples),
    (JointTalk, shared_talks),
    (Share, shares),
):
    mapper.map_imperatively(plain, table)
