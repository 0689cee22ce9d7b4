"""The voice speaks and is heard: ten check-ins as sound, a breath that keeps time, and a house without a voice."""

import os
import shutil
import wave
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from support.local_speaker import LocalSpeakerApp

from skill.speaker.audio.recognizer import ListeningError, MicrophoneListener, Recognizer
from skill.speaker.audio.synthesizer import NO_SOUND, Synthesizer
from skill.speaker.understanding.intent_matcher import FALLBACK, IntentMatcher
from skill.speech.ssml import SpeechCue, SpeechPhase, pause, timeline

MODEL = Path(__file__).parents[2] / "interaction_models" / "en-US.json"
TODAY = date(2026, 11, 23)
MUTE = "flite is not installed here; espeak-ng alone is not understood well enough (docs/why/voice.md)"
CHECK_INS = [
    ("I feel hurt", "hurt", None),
    ("I feel lonely, strength five", "lonely", "5"),
    ("I am feeling hopeful", "hopeful", None),
    ("I am tired", "exhausted", None),
    ("Right now I feel ashamed", "ashamed", None),
    ("I feel jealous, strength three", "jealous", "3"),
    ("Mostly confused", "confused", None),
    ("I feel grateful", "grateful", None),
    ("Today I feel heartbroken", "heartbroken", None),
    ("I feel overwhelmed, strength four", "overwhelmed", "4"),
]
PAUSE = bytes(51_200)


@pytest.fixture(scope="module")
def voice() -> Synthesizer:
    found = Synthesizer.find()
    if found is None or shutil.which("flite") is None:
        pytest.skip(MUTE)
    return found


@pytest.fixture(scope="module")
def hearing() -> Recognizer:
    return Recognizer.from_model(MODEL)


@pytest.fixture(scope="module")
def ear() -> IntentMatcher:
    return IntentMatcher.load(MODEL)


@pytest.fixture
def stand_in(tmp_path: Path) -> Iterator[Path]:
    """A program called espeak-ng that records two silent seconds and, aloud, waits until it is ended."""
    os.mkfifo(tmp_path / "never")
    (tmp_path / "two-seconds.wav").write_bytes(silent_wav(2.0))
    yield tmp_path


def install(folder: Path, aloud: str) -> None:
    program = folder / "espeak-ng"
    program.write_text(
        f'#!/bin/sh\nhere="{folder}"\nwords=$(cat)\necho "$*" >> "$here/commands"\n'
        f'case "$*" in *--stdout*) cat "$here/two-seconds.wav";; *) echo "$words" >> "$here/said"; {aloud};; esac\n'
    )
    program.chmod(0o700)


def silent_wav(seconds: float) -> bytes:
    kept = BytesIO()
    with wave.open(kept, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(16_000)
        sound.writeframes(bytes(round(seconds * 32_000)))
    return kept.getvalue()


def samples(sound: bytes) -> bytes:
    with wave.open(BytesIO(sound)) as opened:
        assert opened.getframerate() == 16_000
        return opened.readframes(opened.getnframes())


@pytest.mark.slow
@pytest.mark.parametrize(("said", "mood", "strength"), CHECK_INS, ids=[said for said, _, _ in CHECK_INS])
def test_mara_says_how_she_is_and_it_is_kept(
    said: str,
    mood: str,
    strength: str | None,
    voice: Synthesizer,
    hearing: Recognizer,
    ear: IntentMatcher,
    app: LocalSpeakerApp,
    tmp_path: Path,
) -> None:
    file = tmp_path / "mara.wav"
    file.write_bytes(voice.record(said))
    words = hearing.hear_wav(file)
    assert words is not None
    heard = ear.hear(words, elicit=None, today=TODAY)
    assert (heard.intent, heard.slots["mood"].id) == ("CheckInIntent", mood)
    assert (heard.slots["strength"].value if "strength" in heard.slots else None) == strength
    app.move_in()
    app.say(words)
    (kept,) = app.words_of_checkins()
    assert (kept.mood, kept.strength) == (mood, int(strength) if strength else None)


@pytest.mark.slow
def test_talk_about_the_kitchen_is_not_taken_for_a_feeling(
    voice: Synthesizer, hearing: Recognizer, tmp_path: Path
) -> None:
    file = tmp_path / "kitchen.wav"
    file.write_bytes(voice.record("Please put the potatoes into the big green bowl"))
    assert hearing.hear_wav(file) is None


@pytest.mark.slow
def test_danger_is_heard_in_words_that_nobody_foresaw(
    voice: Synthesizer, hearing: Recognizer, ear: IntentMatcher, tmp_path: Path
) -> None:
    file = tmp_path / "danger.wav"
    file.write_bytes(voice.record("Some nights I want to kill myself"))
    words = hearing.hear_wav(file)
    assert words is not None
    assert ear.hear(words, elicit=None, today=TODAY).stage == "danger"


@pytest.mark.slow
def test_silence_is_nothing_and_not_a_word(hearing: Recognizer, ear: IntentMatcher, tmp_path: Path) -> None:
    file = tmp_path / "silence.wav"
    file.write_bytes(silent_wav(1.0))
    words = hearing.hear_wav(file)
    assert words is None or ear.hear(words, elicit=None, today=TODAY).intent == FALLBACK


@pytest.mark.slow
def test_two_sentences_with_a_rest_between_them_are_heard_as_two(voice: Synthesizer, hearing: Recognizer) -> None:
    said = [samples(voice.record(one)) for one in ("I kept my promise", "Good night")]
    sound = PAUSE + said[0] + PAUSE + said[1] + PAUSE
    size = hearing.frame_bytes
    chunks = (sound[at : at + size] for at in range(0, len(sound), size))
    assert list(hearing.hear_chunks(chunks)) == ["i kept my promise", "good night"]


@pytest.mark.slow
def test_the_speaker_does_not_listen_to_itself(voice: Synthesizer, hearing: Recognizer) -> None:
    sound = PAUSE + samples(voice.record("Good night")) + PAUSE
    size = hearing.frame_bytes
    chunks = [sound[at : at + size] for at in range(0, len(sound), size)]
    for is_muted, heard in ((False, ["good night"]), (True, [])):
        listener = MicrophoneListener(hearing, chunks, is_muted=lambda is_muted=is_muted: is_muted)
        listener.wait(60)
        assert listener.take() == heard


@pytest.mark.slow
def test_what_is_no_recording_is_refused_in_a_plain_line(hearing: Recognizer, tmp_path: Path) -> None:
    (tmp_path / "note.wav").write_text("not a sound")
    with pytest.raises(ListeningError, match=r"note\.wav cannot be read as a WAV file\."):
        hearing.hear_wav(tmp_path / "note.wav")


def test_a_house_without_a_program_that_speaks_has_no_voice(tmp_path: Path) -> None:
    assert Synthesizer.find(str(tmp_path)) is None


@pytest.mark.slow
def test_breathing_in_sounds_higher_than_breathing_out(voice: Synthesizer) -> None:
    assert pitch(voice.record("And again", SpeechPhase.IN)) > 1.1 * pitch(voice.record("And again", SpeechPhase.OUT))


def pitch(sound: bytes) -> float:
    """Return the pitch of a voice in hertz: the period at which its loudest tenth of a second is most like itself."""
    with wave.open(BytesIO(sound)) as opened:
        rate = opened.getframerate()
        wide = memoryview(opened.readframes(opened.getnframes())).cast("h")
    size = rate // 10
    start = max(range(0, len(wide) - size, size // 2), key=lambda at: sum(abs(one) for one in wide[at : at + size : 4]))
    part = wide[start : start + size]
    periods = range(rate // 320, rate // 70)
    return rate / max(periods, key=lambda lag: sum(a * b for a, b in zip(part[:-lag], part[lag:], strict=True)))


def test_a_breath_keeps_its_seconds_while_speech_takes_as_long_as_it_takes(stand_in: Path) -> None:
    install(stand_in, "exit 0")
    voice = Synthesizer.find(str(stand_in))
    assert voice is not None
    before = timeline(f'Breathe with me.{pause(2.5)}<prosody pitch="high">In.{pause(3.4)}</prosody>')
    after = voice.timed(before)
    assert [cue.length for cue in after] == [2.0, 2.5, *(cue.length for cue in before[2:])]
    assert [cue.at for cue in after][:3] == [0.0, 2.0, 4.5]


def test_words_go_to_the_voice_unseen_by_others_on_the_machine(stand_in: Path) -> None:
    install(stand_in, "exit 0")
    voice = Synthesizer.find(str(stand_in))
    assert voice is not None
    voice.say(voice.timed([SpeechCue(0.0, 1.0, "Jonas was late; --help", SpeechPhase.SPEECH)]))
    assert voice.wait(20)
    assert (stand_in / "said").read_text() == "Jonas was late; --help\n"
    assert "Jonas" not in (stand_in / "commands").read_text()


def test_where_no_sound_comes_out_the_voice_says_so_and_is_silent(stand_in: Path) -> None:
    install(stand_in, "exit 0")
    voice = Synthesizer.find(str(stand_in))
    assert voice is not None
    for words in ("Good evening.", "How is it with you?"):
        voice.say([SpeechCue(0.0, 1.0, words, SpeechPhase.SPEECH)])
        assert voice.wait(20)
    assert voice.trouble == NO_SOUND
    assert (stand_in / "said").read_text() == "Good evening.\n"


def test_hush_ends_the_sentence_and_everything_that_waits(stand_in: Path) -> None:
    os.mkfifo(stand_in / "begun")
    install(stand_in, f'echo > "{stand_in}/begun"; exec cat "{stand_in}/never"')
    voice = Synthesizer.find(str(stand_in))
    assert voice is not None
    voice.say(
        [SpeechCue(0.0, 1.0, "A long story.", SpeechPhase.SPEECH), SpeechCue(1.0, 5.0, "And more.", SpeechPhase.SPEECH)]
    )
    voice.say([SpeechCue(0.0, 1.0, "Something else.", SpeechPhase.SPEECH)])
    (stand_in / "begun").read_text()
    assert voice.is_speaking
    voice.stop()
    assert voice.wait(20)
    assert not voice.is_speaking
    assert voice.trouble is None
    assert (stand_in / "said").read_text() == "A long story.\n"
