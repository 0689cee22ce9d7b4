"""What is spoken, as words: heard twice by pocketsphinx, by the model's grammar and freely, and refused in doubt."""

import importlib
import json
import queue
import threading
import wave
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from rapidfuzz.distance import Levenshtein

from skill.content import danger_words
from skill.domain.danger import danger_in
from skill.speaker.audio.grammar import grammar_of

INSTALL = "To hear you speak, I need pocketsphinx (make voice). Typing always works."
NO_MICROPHONE = "I find no microphone here (apt install libportaudio2). Typing always works."
RATE = 16_000
"""Samples a second; 16 bits each, one channel."""
STEADY, FREE_PASS = "steady", "_default"
BEAMS = {"beam": 1e-40, "pbeam": 1e-40, "wbeam": 1e-25, "maxhmmpf": 5000}
"""How much is kept in mind while listening: narrower than usual, so that an answer comes soon."""
CLOSE = 0.47
"""How alike both passes must sound, from 0 to 1; tuned on sentences apart from the measured ones."""

JOINS = frozenset({"and", "but", "or"})
DOUBTED = frozenset({"heard"})
"""Sounds like "hurt" and says the opposite: the grammar alone is not believed."""
NOT_CAUGHT = "I did not catch that. Say it again, or type it."


class ListeningError(Exception):
    """Nothing can be heard here; the message is one plain line that says what to do."""


class Recognizer:
    """Hears one speaker's language.

    Args:
        model: the parsed interaction model.

    Raises:
        ListeningError: pocketsphinx is not installed.
    """

    def __init__(self, model: Mapping[str, Any]) -> None:
        self._sphinx = _load("pocketsphinx", INSTALL)
        self._decoder = self._sphinx.Decoder(samprate=RATE, loglevel="FATAL", **BEAMS)
        self._grammar = grammar_of(model, is_known=self._is_known)
        self._decoder.add_jsgf_string(STEADY, self._grammar.jsgf)

    @classmethod
    def from_model(cls, path: Path) -> "Recognizer":
        """Read an interaction model from its file; takes about two seconds.

        Raises:
            ListeningError: pocketsphinx is not installed.
        """
        return cls(json.loads(path.read_text(encoding="utf-8")))

    def hear_wav(self, path: Path, *, is_sure: bool = False) -> str | None:
        """Return the words in a WAV file of one channel and 16 bits, or None when they are not understood.

        Args:
            is_sure: True takes what the grammar alone hears, right or wrong; to be measured against, not to be used.

        Raises:
            ListeningError: it is no such file.
        """
        try:
            with wave.open(str(path)) as sound:
                if sound.getnchannels() != 1 or sound.getsampwidth() != 2:
                    raise ListeningError(f"{path.name} must have one channel and 16 bits a sample.")
                said = _at_our_rate(sound.readframes(sound.getnframes()), sound.getframerate())
        except (OSError, EOFError, wave.Error) as fault:
            raise ListeningError(f"{path.name} cannot be read as a WAV file.") from fault
        return self._pass(STEADY, said) or None if is_sure else self.hear(said)

    def hear(self, sound: bytes) -> str | None:
        """Return the words of one utterance (16 kHz, one channel, 16 bits), or None when it is not understood."""
        freely = self._pass(FREE_PASS, sound)
        if danger_in(freely, danger_words()) is not None:
            # Danger is answered even where no sample foresaw how it was said.
            return freely
        if self._grammar.fits(freely):
            # Heard freely and expected all the same: surer than the grammar, which took "hurt" for "heard".
            return freely
        expected = _without_loose_end(self._pass(STEADY, sound))
        if not expected or DOUBTED & set(expected.split()):
            return None
        return expected if self.likeness(expected, freely) >= CLOSE else None

    def hear_chunks(self, chunks: Iterable[bytes]) -> Iterator[str | None]:
        """Cut a stream of sound (of `frame_bytes` each) into utterances by its silences, and hear each of them.

        Yields:
            the words, or None when they were not understood.
        """
        ends = self._sphinx.Endpointer(sample_rate=RATE)
        spoken = bytearray()
        for chunk in chunks:
            is_whole = len(chunk) == ends.frame_bytes
            heard = ends.process(chunk) if is_whole else ends.end_stream(chunk)
            spoken += heard or b""
            if spoken and not ends.in_speech:
                yield self.hear(bytes(spoken))
                spoken.clear()
        if spoken:
            yield self.hear(bytes(spoken))

    @property
    def frame_bytes(self) -> int:
        """How many bytes a chunk of `hear_chunks` has; only the last may be shorter."""
        return int(self._sphinx.Endpointer(sample_rate=RATE).frame_bytes)

    def likeness(self, one: str, other: str) -> float:
        """Return how alike two sentences sound, from 0 to 1, sound by sound: "numb" and "none" share most."""
        return float(Levenshtein.normalized_similarity(self._sounds(one), self._sounds(other)))

    def _pass(self, search: str, sound: bytes) -> str:
        self._decoder.activate_search(search)
        self._decoder.start_utt()
        self._decoder.process_raw(sound, full_utt=True)
        self._decoder.end_utt()
        best = self._decoder.hyp()
        return str(best.hypstr) if best is not None else ""

    def _sounds(self, said: str) -> list[str]:
        return [sound for word in said.split() for sound in (self._decoder.lookup_word(word) or word).split()]

    def _is_known(self, word: str) -> bool:
        return self._decoder.lookup_word(word) is not None


class MicrophoneListener:
    """Listens beside a conversation that goes on; what it hears waits until it is taken.

    Args:
        chunks: of `Recognizer.frame_bytes` each, for example from `microphone`.
        is_muted: is the speaker itself talking? What it says is not listened to.
    """

    def __init__(self, hearing: Recognizer, chunks: Iterable[bytes], *, is_muted: Callable[[], bool]) -> None:
        self._hearing = hearing
        self._chunks = chunks
        self._is_muted = is_muted
        self._heard: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self.trouble: str | None = None
        """Why nothing can be heard, in one plain line; None while all is well."""
        self._thread = threading.Thread(target=self._listen, name="listener", daemon=True)
        self._thread.start()

    def take(self) -> list[str | None]:
        """Return what was heard since the last call; None stands for what was not understood."""
        return [self._heard.get() for _ in range(self._heard.qsize())]

    def wait(self, seconds: float) -> None:
        """Wait until the chunks end, at most that long."""
        self._thread.join(seconds)

    def _listen(self) -> None:
        chunks = (bytes(len(chunk)) if self._is_muted() else chunk for chunk in self._chunks)
        try:
            for words in self._hearing.hear_chunks(chunks):
                self._heard.put(words)
        except ListeningError as fault:
            self.trouble = str(fault)


def microphone(frame_bytes: int) -> Iterator[bytes]:
    """Yield what the microphone hears, in chunks of that many bytes, until the caller stops asking.

    Raises:
        ListeningError: there is no microphone, or PortAudio is not installed.
    """
    sounds = _load("sounddevice", NO_MICROPHONE)
    try:
        with sounds.RawInputStream(samplerate=RATE, channels=1, dtype="int16") as stream:
            while True:
                yield bytes(stream.read(frame_bytes // 2)[0])
    except sounds.PortAudioError as fault:
        raise ListeningError(NO_MICROPHONE) from fault


def _load(name: str, advice: str) -> Any:
    """Return a package that need not be there; it is looked for when somebody wants to be heard, not before."""
    try:
        return importlib.import_module(name)
    except (ImportError, OSError) as fault:
        raise ListeningError(advice) from fault


def _without_loose_end(heard: str) -> str:
    """Leave out a joining word at the end: the grammar waits for a second feeling there that nobody said."""
    words = heard.split()
    while words and words[-1] in JOINS:
        words.pop()
    return " ".join(words)


def _at_our_rate(sound: bytes, rate: int) -> bytes:
    """Return samples of another rate at ours, each drawn between its two neighbours."""
    if rate == RATE:
        return sound
    before = array("h", sound)
    last = len(before) - 1
    places = (number * rate / RATE for number in range(int(last * RATE / rate)))
    return array(
        "h", (round(before[int(at)] + (before[int(at) + 1] - before[int(at)]) * (at % 1)) for at in places)
    ).tobytes()
