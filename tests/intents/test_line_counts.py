"""How many sentences two people say on one speaker to be linked, to share a day, and to plan a talk; printed.

Counted is every line that is spoken. Typed, printed and not counted, since nobody says it aloud: `/as` (who speaks now)
and `/pin`. Who is in the room is said aloud and counted, but for agreeing to a talk: there `/alone` is typed, and said
aloud ("I'm alone") it would be one line more.
"""

from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from support.local_speaker import NEW_YORK, LocalSpeakerApp

from skill.speaker.script import begins, parse, run
from skill.speech.ssml import plain

LINKING = """
/as Mara
open steady ground
call me Mara
/pin 2846
invite my partner
I'm alone
no
/as Jonas
open steady ground
call me Jonas
/pin 7193
my code is twenty-three fifty-one seventy-nine seventeen
I'm alone
no
/as Mara
/pin 2846
confirm my invitation
yes
"""
SHARING = """
/as Mara
/pin 2846
I feel hurt
share the kind of day
"""
HEARING = """
/as Jonas
/pin 7193
how is my partner
I'm alone
"""
PROPOSING = """
/as Mara
/pin 2846
propose a talk tomorrow at seven in the evening
yes
"""
AGREEING = """
/as Jonas
/pin 7193
/alone
what is proposed
yes
"""


@dataclass(frozen=True)
class Way:
    """What is said one after the other.

    Attributes:
        parts: name, script, and how many spoken lines it may take at most.
        ends: what is heard at the end.
    """

    parts: tuple[tuple[str, str, int], ...]
    ends: str


PATHS = {
    "linking": Way((("linking two from zero", LINKING, 12),), "You two are linked."),
    "sharing": Way(
        (("linking two from zero", LINKING, 12), ("sharing a day", SHARING, 2), ("hearing it", HEARING, 2)),
        "Shared with you today: a heavy day.",
    ),
    "talking": Way(
        (("linking two from zero", LINKING, 12), ("proposing a talk", PROPOSING, 3), ("agreeing to it", AGREEING, 2)),
        "Okay, it's planned for seven o'clock tomorrow evening.",
    ),
}


def spoken(script: str) -> list[str]:
    """Return the lines of a script that are said aloud."""
    return [one for one in script.splitlines() if one and not one.startswith("/")]


def typed(script: str) -> list[str]:
    """Return the lines that are typed."""
    return [one for one in script.splitlines() if one.startswith("/")]


def heard(script: str, folder: Path) -> list[str]:
    """Return everything that the speaker says, sentence by sentence as it comes."""
    zone = ZoneInfo(NEW_YORK)
    lines = parse(script, zone)
    with LocalSpeakerApp(folder, begins(lines, zone), is_script=True) as app:
        said = run(lines, speaker=app.speaker, clock=app.clock, tick=app.application.tick)
        return [plain(one.ssml) for _, several in said for one in several if one.ssml]


@pytest.mark.parametrize("name", PATHS)
def test_no_path_of_two_takes_more_spoken_lines_than_it_may(name: str, tmp_path: Path) -> None:
    path = PATHS[name]
    told = heard("".join(script for _, script, _ in path.parts), tmp_path / "data")
    assert path.ends in told[-1], "\n".join(told)
    for what, script, at_most in path.parts:
        print(f"{what}: {len(spoken(script))} spoken ({at_most} at most), {len(typed(script))} typed")
        assert len(spoken(script)) <= at_most, what
