"""What a terminal says aloud and hears besides typing: what this installation has, and plain lines for the rest."""

from pathlib import Path

from skill.speaker.audio.recognizer import NOT_CAUGHT, ListeningError, MicrophoneListener, Recognizer, microphone
from skill.speaker.audio.synthesizer import INSTALL, Synthesizer
from skill.speech.ssml import SpeechCue


class AudioDevices:
    """A voice and a microphone, each where it can be had.

    Args:
        voice: None where no program speaks.
        listener: None where nothing listens.
        notes: plain lines that say what is missing and how to get it.
    """

    def __init__(self, voice: Synthesizer | None, listener: MicrophoneListener | None, notes: list[str]) -> None:
        self._voice = voice
        self._listener = listener
        self._notes = notes

    @classmethod
    def find(cls, model: Path) -> "AudioDevices":
        """Return what this installation has; typing goes on whatever is missing.

        Args:
            model: the interaction model, a file.
        """
        voice = Synthesizer.find()
        notes = [] if voice is not None else [INSTALL]
        listener: MicrophoneListener | None = None
        try:
            hearing = Recognizer.from_model(model)
            is_muted = (lambda: voice.is_speaking) if voice is not None else (lambda: False)
            listener = MicrophoneListener(hearing, microphone(hearing.frame_bytes), is_muted=is_muted)
        except ListeningError as fault:
            notes.append(str(fault))
        return cls(voice, listener, notes)

    def say(self, cues: tuple[SpeechCue, ...]) -> tuple[SpeechCue, ...]:
        """Say a text aloud and return its cues as long as this voice needs for them."""
        if self._voice is None:
            return cues
        timed = self._voice.timed(cues)
        self._voice.say(timed)
        return timed

    def stop(self) -> None:
        """Say no more."""
        if self._voice is not None:
            self._voice.stop()

    def heard(self) -> list[str]:
        """Return the sentences that were spoken since the last call, and note those nobody understood."""
        if self._listener is None:
            return []
        spoken = self._listener.take()
        if None in spoken and NOT_CAUGHT not in self._notes:
            self._notes.append(NOT_CAUGHT)
        return [words for words in spoken if words is not None]

    def notes(self) -> list[str]:
        """Return what is to be shown about voice and microphone, each once."""
        for part in (self._voice, self._listener):
            if part is not None and part.trouble is not None:
                self._notes.append(part.trouble)
        if self._voice is not None and self._voice.trouble is not None:
            self._voice = None
        if self._listener is not None and self._listener.trouble is not None:
            self._listener = None
        notes, self._notes = self._notes, []
        return notes
