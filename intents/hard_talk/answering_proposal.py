"""What the other one proposes: told to one person alone, once at a visit or when asked for; yes, or another time."""

from dataclasses import replace
from datetime import timedelta

from intents.dialog.handover import AskCityFirst
from intents.dialog.room_answer import room_said
from intents.dialog.turn import Reply, Turn
from intents.hard_talk.holding import offer_breath
from intents.hard_talk.lookup import asked_about
from intents.hard_talk.planning import JOINT_TARGET, offer_latest
from intents.hard_talk.questions import AskedJointOtherTime, AskedProposalRoom, AskedShallItBe, WantedTalk
from intents.hard_talk.telling import sign
from skill.domain.confidence import PARTNER_ITEMS
from skill.domain.hard_talk import may_start
from skill.domain.joint_talk import JointTalk
from skill.domain.room import Room
from skill.speech.spoken import moment, span
from skill.storage.unit_of_work import UnitOfWork


def ask_proposed(turn: Turn, work: UnitOfWork) -> Reply | None:
    """Offer at a visit what is proposed and was not offered yet; first ask who is there. None where nothing is.

    Nothing of it is ever spoken unasked, not even a label: a proposal waits until its person comes (rules.md B4).
    """
    if not turn.confidence.reaches(PARTNER_ITEMS.least) or turn.room is Room.COMPANY:
        return None
    shared = work.joint_talks.proposed_to(turn.person, turn.now)
    if shared is None or shared.offered_at is not None:
        return None
    if turn.person.zone is None:
        # Its time can only be said on this person's own clock.
        return turn.hand_over(AskCityFirst("JointTalkProposedIntent"))
    if turn.room is Room.UNKNOWN:
        asked = AskedProposalRoom(shared.id)
        return turn.ask(turn.phrase("hard_talk.alone_or_company"), awaiting=asked)
    return _shall_it_be(turn, shared)


def heard_room(turn: Turn, work: UnitOfWork) -> Reply:
    """Go on once the room is known; in company it waits for another time."""
    if room_said(turn) is Room.ALONE:
        alone = replace(turn, room=Room.ALONE)
        asked = ask_proposed(alone, work)
        return asked or alone.tell(turn.phrase("courtesy.nothing_for_now"), room=Room.ALONE)
    return turn.tell(turn.phrase("courtesy.another_time"))


def tell_proposed(turn: Turn, work: UnitOfWork) -> Reply:
    """Tell what is proposed, by the other one or by this person; how the other one took it is in no answer."""
    shared = work.joint_talks.proposed_to(turn.person, turn.now)
    if shared is not None:
        return _shall_it_be(turn, shared)
    own = work.joint_talks.proposed_by(turn.person, turn.now)
    if own is None:
        return turn.tell(turn.phrase("courtesy.nothing_for_now"))
    return turn.tell(turn.phrase("joint_talk.yours", time=_time(turn, own)), turn.phrase("joint_talk.waits"))


def ask_other_time(turn: Turn, _work: UnitOfWork) -> Reply | None:
    """ "Not today": ask for another time; without one, nothing is kept of that either."""
    asked = turn.asked(AskedShallItBe)
    if asked is None:
        return None
    return turn.ask(turn.phrase("hard_talk.other_time"), awaiting=AskedJointOtherTime(asked.id))


def _shall_it_be(turn: Turn, shared: JointTalk) -> Reply:
    shared.offered_at = shared.offered_at or turn.now
    length = span(timedelta(minutes=shared.minutes))
    said = turn.phrase("joint_talk.something", time=_time(turn, shared), span=length)
    asked = AskedShallItBe(shared.id)
    return turn.ask(said, turn.phrase("joint_talk.shall_it_be"), awaiting=asked, room=Room.ALONE)


def agree(turn: Turn, work: UnitOfWork) -> Reply:
    """Take the yes, within this person's own quiet hours; one that comes too late is told nothing of why."""
    shared = work.joint_talks.proposed_to(turn.person, turn.now)
    if shared is None or shared.id != asked_about(turn):
        return turn.tell(turn.phrase("hard_talk.none"))
    if not may_start(turn.person, shared.starts_at):
        return offer_latest(turn, JOINT_TARGET, shared.starts_at, WantedTalk(shared.id))
    own = work.joint_talks.agree(turn.person, shared, turn.now)
    if own.calls(turn.now):
        return offer_breath(turn, own)
    return turn.tell(turn.phrase("joint_talk.agreed", time=_time(turn, shared)), sign(turn, own))


def _time(turn: Turn, shared: JointTalk) -> str:
    return moment(turn.person.local(shared.starts_at), turn.local.date())
