"""Speaking and listening beside the keyboard: spoken words count like typed ones, but never while a PIN is typed."""

from collections.abc import Sequence

from support.fake_speaker_parts import Door, answering
from support.simulated_terminal import ASKS, Room, breathing

from skill.speaker.audio.devices import AudioDevices
from skill.speech.ssml import SpeechCue


class Kitchen(AudioDevices):
    """A sound whose sentences are spoken at their second, and which notes what it is told to say and when to hush."""

    def __init__(self, room: Room, spoken: Sequence[tuple[float, str]], notes: Sequence[str] = ()) -> None:
        super().__init__(None, None, list(notes))
        self._room = room
        self._spoken = [(500.0 + at, words) for at, words in spoken]
        self.aloud: list[str] = []
        self.hushed = 0

    def say(self, cues: tuple[SpeechCue, ...]) -> tuple[SpeechCue, ...]:
        self.aloud.append(" ".join(cue.text for cue in cues if cue.text))
        return cues

    def stop(self) -> None:
        self.hushed += 1

    def heard(self) -> list[str]:
        ripe = [words for at, words in self._spoken if at <= self._room.now]
        self._spoken = [one for one in self._spoken if one[0] > self._room.now]
        return ripe


def test_spoken_words_count_like_typed_ones_and_answers_are_said_aloud() -> None:
    room = Room([(9.0, "/quit")])
    door = Door({"hurt": ASKS})
    echo = Kitchen(room, [(1.0, "hurt")], ["To hear me aloud, install flite."])
    room.talk(door, sound=echo)
    assert door.kinds[0] == "hurt"
    assert echo.aloud == ["How is it?"]
    assert "To hear me aloud, install flite." in room.words("note")


def test_whoever_speaks_hushes_the_speaker() -> None:
    room = Room([(9.0, "/quit")])
    echo = Kitchen(room, [(1.0, "breathe"), (5.0, "stop")])
    room.talk(Door({"breathe": answering(breathing(1), reprompt="Again?"), "stop": answering("Okay.")}), sound=echo)
    assert echo.hushed >= 2
    assert echo.aloud[-1] == "Okay."


def test_nothing_that_is_spoken_counts_while_a_pin_is_typed() -> None:
    room = Room([(1.0, "/pin"), (4.0, "4711"), (9.0, "/quit")])
    door = Door({"hurt": ASKS})
    room.talk(door, sound=Kitchen(room, [(2.0, "hurt")]))
    assert "hurt" not in door.kinds
