"""A spoken code that leads back: ids change when a skill is enabled anew; it is given where its person is sure."""

from intents.dialog.conversation import Conversation, Heard
from intents.dialog.turn import Reply, Stake, Turn
from skill.domain.confidence import ANYBODY, PRIVATE_WORDS
from skill.domain.couple import code_of, said_in_pairs
from skill.domain.risk import Risk
from skill.speech.spoken import count
from skill.storage.unit_of_work import UnitOfWork


def _give(turn: Turn, work: UnitOfWork) -> Reply:
    """Say a key to whoever proved to be its person."""
    one, two, three, four = (count(pair) for pair in said_in_pairs(work.couples.give_key(turn.person, turn.now)))
    key = turn.phrase("linking.pairs", one=one, two=two, three=three, four=four)
    again = turn.phrase("linking.once_more")
    return turn.tell(
        turn.phrase("recovery_code.your_key"), key, again, key, turn.phrase("recovery_code.how_it_goes_on")
    )


def _say(turn: Turn, work: UnitOfWork) -> Reply:
    """Let this external id lead to the person of the key that is said.

    Where a voice is recognised the key is for this voice as well, so that it is sure from now on.
    """
    code = code_of([turn.slot("first"), turn.slot("second")])
    if code is None:
        return turn.tell(turn.phrase("recovery_code.which_key"))
    ids = turn.ids
    owner_id = work.couples.say_key(work.couples.code_hash(code), ids.user_id, turn.now)
    owner = work.people.get(owner_id) if owner_id is not None else None
    if owner is None:
        return turn.tell(turn.phrase("linking.code_not_taken"))
    if all(one.person.id != owner.id for one in work.people.at(ids.user_id)):
        work.people.add_external_id(owner, ids.user_id, device_id=ids.local, now=turn.now, is_new=True)
    if ids.voice_key is not None:
        work.people.give_voice(owner, ids.voice_key, is_proven=True, now=turn.now, is_new=True)
    return turn.tell(turn.phrase("recovery_code.taken"))


RECOVERY_CODE = Conversation(
    "recovery_code",
    intents={
        "RecoveryCodeGiveIntent": Heard(
            PRIVATE_WORDS, _give, Stake(Risk.DESTROYS, lambda turn, _work: turn.phrase("meant.key"))
        ),
        "RecoveryCodeSayIntent": Heard(
            ANYBODY, _say, Stake(Risk.CHANGES, lambda turn, _work: turn.phrase("meant.key_said"))
        ),
    },
    questions={},
)
""" "Give me a key for another speaker", "my key is ..."."""
