"""Measures the voice: sentences spoken by flite or espeak-ng, heard by pocketsphinx in one pass and in two."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from skill.speaker.audio.recognizer import ListeningError, Recognizer
from skill.speaker.audio.synthesizer import INSTALL, Program, Synthesizer
from skill.speaker.understanding.intent_matcher import FALLBACK, IntentMatcher, Understood

MODEL = Path(__file__).parents[1] / "interaction_models" / "en-US.json"
TODAY = date(2026, 11, 23)
OURS = (
    "i feel hurt strength four", "i am so angry", "i'm worried", "today i feel grateful", "mostly tired",
    "i feel betrayed", "i feel calm", "right now i feel afraid", "i did it", "i kept my word",
    "it didn't happen", "what did i promise", "make it seven", "move it to friday at six", "help me breathe",
    "three minutes of longer out", "four corners", "too fast", "another round", "give me a quiet question",
    "keep it", "not tonight", "i'm alone", "we're both here", "my evening time is half past eight",
    "quiet from ten to seven", "pause everything for three days", "what is coming up", "stop reminding me",
    "i need to talk to someone",
)  # fmt: skip
FOREIGN = (
    "the bus was late again this morning", "buy bread and butter on the way", "what will the weather be on sunday",
    "play the radio a bit louder", "turn the heating down please", "how far is the moon",
    "the neighbours have a new dog", "set an alarm for the oven", "where are my glasses",
    "order two large pizzas", "who wrote this book",
    "the washing is still outside", "can you spell necessary", "our flight leaves from gate twelve",
    "read me the sports news",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """What came out for one voice.

    Attributes:
        right, alone: ours heard with the intent and slots of the typed sentence, by two passes, by the grammar alone.
        wrong, foreign, foreign_alone: ours heard as another intent or other slots; foreign sentences that were taken.
        cpu: processor seconds for each second of speech.
    """

    voice: str
    right: int
    wrong: int
    alone: int
    foreign: int
    foreign_alone: int
    cpu: float


def main() -> int:
    """Measure every voice that is installed and print a table; return 1 where there is none."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.voice", description=__doc__)
    parser.add_argument("--details", action="store_true", help="print each sentence that was not heard as meant")
    is_told = parser.parse_args().details
    programs = [Program(found, name == "espeak-ng") for name in ("flite", "espeak-ng") if (found := shutil.which(name))]
    try:
        hearing = Recognizer.from_model(MODEL)
    except ListeningError as fault:
        print(fault, file=sys.stderr)
        return 1
    if not programs:
        print(INSTALL, file=sys.stderr)
        return 1
    print("| voice | right of 30 | wrong | taken of 15 foreign | grammar alone: right | foreign | CPU s a second |")
    print("|---|---|---|---|---|---|---|")
    for program in programs:
        row = measure(program, hearing, IntentMatcher.load(MODEL), is_told=is_told)
        cells = (row.voice, row.right, row.wrong, row.foreign, row.alone, row.foreign_alone, f"{row.cpu:.1f}")
        print(f"| {' | '.join(map(str, cells))} |", flush=True)
    return 0


def measure(program: Program, hearing: Recognizer, ear: IntentMatcher, *, is_told: bool) -> Row:
    """Speak and hear every sentence with one program."""
    voice = Synthesizer(program)
    used = spoken = 0.0
    heard: dict[str, tuple[Understood, Understood]] = {}
    with tempfile.TemporaryDirectory(prefix="steady-ground-voice-") as folder:
        file = Path(folder) / "said.wav"
        for said in (*OURS, *FOREIGN):
            sound = voice.record(said)
            spoken += len(sound) / 2 / int.from_bytes(sound[24:28], "little")
            file.write_bytes(sound)
            began = time.process_time()
            words = hearing.hear_wav(file)
            used += time.process_time() - began
            heard[said] = (_meant(ear, words), _meant(ear, hearing.hear_wav(file, is_sure=True)))
            if is_told and not _is_well(ear, said, heard[said][0]):
                print(f"  {said} -> {words}", file=sys.stderr)
    return Row(
        Path(program.path).name,
        right=_count(ear, OURS, heard, 0),
        wrong=sum(heard[one][0].intent != FALLBACK and not _is_well(ear, one, heard[one][0]) for one in OURS),
        alone=_count(ear, OURS, heard, 1),
        foreign=sum(heard[one][0].intent != FALLBACK for one in FOREIGN),
        foreign_alone=sum(heard[one][1].intent != FALLBACK for one in FOREIGN),
        cpu=used / spoken,
    )


def _count(ear: IntentMatcher, said: Sequence[str], heard: dict[str, tuple[Understood, Understood]], which: int) -> int:
    return sum(_is_well(ear, one, heard[one][which]) for one in said)


def _meant(ear: IntentMatcher, words: str | None) -> Understood:
    return ear.hear(words or "", elicit=None, today=TODAY)


def _is_well(ear: IntentMatcher, said: str, heard: Understood) -> bool:
    """Was a sentence of ours heard as it is when typed, and a foreign one not at all?"""
    typed = _meant(ear, said)
    if said in FOREIGN:
        return heard.intent == FALLBACK
    ids = [{name: slot.id or slot.value for name, slot in one.slots.items()} for one in (typed, heard)]
    return heard.intent == typed.intent and ids[0] == ids[1]


if __name__ == "__main__":
    sys.exit(main())
