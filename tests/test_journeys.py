"""Whole evenings as scripts: what stands in tests/journeys/*.txt after `< ` is what is heard, to the letter.

To write down anew what is heard, and then read the difference aloud:
`PYTHONPATH=. .venv/bin/python tests/test_journeys.py`
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
from support.local_speaker import NEW_YORK, LocalSpeakerApp

from skill.speaker.script import begins, is_passed_over, parse, printed, run

JOURNEYS = sorted((Path(__file__).parent / "journeys").glob("*.txt"))


def replayed(journey: Path, folder: Path) -> Iterator[str]:
    """Yield the journey's lines with what is heard after each."""
    text = journey.read_text(encoding="utf-8")
    zone = ZoneInfo(NEW_YORK)
    lines = parse(text, zone)
    with LocalSpeakerApp(folder, begins(lines, zone), is_script=True) as app:
        heard = {
            line.number: said
            for line, said in run(lines, speaker=app.speaker, clock=app.clock, tick=app.application.tick)
        }
    for number, raw in enumerate(text.splitlines(), 1):
        if raw.strip() and is_passed_over(raw.strip()) and not raw.startswith("#"):
            continue
        yield raw
        yield from printed(heard.get(number, []))


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.stem)
def test_what_is_heard_is_what_the_journey_says(journey: Path, tmp_path: Path) -> None:
    written = journey.read_text(encoding="utf-8").splitlines()
    assert list(replayed(journey, tmp_path / "data")) == written


if __name__ == "__main__":
    for one in JOURNEYS if len(sys.argv) == 1 else map(Path, sys.argv[1:]):
        with TemporaryDirectory() as folder:
            one.write_text("\n".join(replayed(one, Path(folder) / "data")) + "\n", encoding="utf-8")
