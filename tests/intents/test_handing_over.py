"""What one conversation leaves to another is held as an intent of that one would be."""

from typing import Any

import pytest
from support.local_speaker import LocalSpeakerApp

from intents.dialog.conversation import Conversation, Heard
from intents.dialog.handover import Handover
from intents.dialog.turn import READS
from intents.router import BY_INTENT, CONVERSATIONS, TAKES_OVER
from skill.domain.confidence import ANYBODY, PRIVATE_WORDS

SECRET = "I lied about the letter."


class ReadToAnybody(Handover, needs=ANYBODY):
    """Planted: read a secret to whoever is there."""


class ReadToItsPerson(Handover, needs=PRIVATE_WORDS):
    """Planted: read a secret to its person alone."""


@pytest.mark.parametrize(
    ("then", "heard"),
    [
        (ReadToAnybody, f"First this. {SECRET}"),
        (ReadToItsPerson, ("First this. I have nothing to tell you right now.")),
    ],
)
def test_a_handover_is_denied_to_whom_the_other_conversation_would_not_answer(
    mara: LocalSpeakerApp, monkeypatch: pytest.MonkeyPatch, then: type[Any], heard: str
) -> None:
    leads = Heard(ANYBODY, lambda turn, _work: turn.hand_over(then(), "First this."), READS)
    monkeypatch.setitem(BY_INTENT, "GroundingIntent", Conversation("planted", {"GroundingIntent": leads}, {}))
    monkeypatch.setitem(TAKES_OVER, then, lambda turn, _work, _then: turn.tell(SECRET))
    assert mara.say("ground me").words == heard


def test_each_handover_is_taken_over_by_one_conversation() -> None:
    taken = [kind for one in CONVERSATIONS for kind in one.takes_over]
    planted = {ReadToAnybody, ReadToItsPerson}
    assert len(taken) == len(set(taken))
    assert set(taken) == set(Handover.__subclasses__()) - planted
