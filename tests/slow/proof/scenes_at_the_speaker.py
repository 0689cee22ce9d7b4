"""Scenes at the local speaker itself: what is typed, what a command writes, what the page tells whoever asks."""

import asyncio
import io
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from datetime import timedelta
from pathlib import Path

import httpx
from slow.proof.canaries import leaks
from slow.proof.faults import Fault
from slow.proof.homes import HOMES, PIN
from slow.proof.rooms import HERS_AT_FIRST, HIS_AT_FIRST, House, Shelf
from starlette.applications import Starlette

from skill.app import personal_data_commands as leaving
from skill.domain.errors import StartError
from skill.speaker.browser.routes import page_routes
from skill.speech.ssml import plain

EACH_THEIR_OWN, TWO_NAMES = HOMES[3], HOMES[4]
NEARLY = (
    "please leave for good",
    "leave for good now",
    "would you end the link",
    "just leave",
    "link us",
    "leave that",
)
"""What is only like a sentence that ends a link."""
REFUSED = "403"
HERE = "http://127.0.0.1:8000"


def no_pin_for_commands(shelf: Shelf, fault: Fault) -> str | None:
    """Four wrong PINs, then every command without one: no file has a word of hers, and everything is as it was."""
    home = TWO_NAMES
    with shelf.open(home, "linked", fault) as app:
        out, application = app.folder.with_name(f"{app.folder.name}-out"), app.application
        commands: dict[str, Callable[[], object]] = {
            "export": lambda: leaving.take_along(application, "mara", out),
            "doors": lambda: leaving.show_doors(application, "mara", None),
            "pin": lambda: leaving.set_pin(application, "mara"),
            "import": lambda: leaving.bring_in(application, "mara", out / "none.json"),
            "erase": lambda: leaving.delete_everything(application, "mara", is_sure=True),
        }
        tries = [("export", "0000")] * 4 + [(name, given) for name in commands for given in ("", "0000", PIN["Jonas"])]
        for name, given in tries:
            if (told := _run(commands[name], given)) is not None:
                return f"{name} with {given!r} does its work: {told}"
        if found := _readable(out):
            return f"an export without the PIN has {found}"
        app.wait(timedelta(hours=1))
        _run(commands["export"], PIN["Mara"])
        if HERS_AT_FIRST not in _readable(out):
            return "with her PIN she does not get what is hers: something was undone"
        return None


def _run(command: Callable[[], object], given: str) -> str | None:
    """Run a command and type that on each of its lines; return what it printed, or None where it refused."""
    printed = io.StringIO()
    with _typing(f"{given}\n" * 4), redirect_stdout(printed):
        try:
            command()
        except StartError:
            return None
    return printed.getvalue()


@contextmanager
def _typing(lines: str) -> Iterator[None]:
    """Type lines, as through a pipe."""
    was, sys.stdin = sys.stdin, io.StringIO(lines)
    try:
        yield
    finally:
        sys.stdin = was


def _readable(folder: Path) -> set[str]:
    files = folder.rglob("*") if folder.exists() else ()
    return set().union(*(leaks(one.read_bytes(), (HERS_AT_FIRST,)) for one in files if one.is_file()))


def only_nearly_said(shelf: Shelf, fault: Fault) -> str | None:
    """He shares a promise; she says what is only like ending the link, and no word more; she still hears what he
    shares."""
    home = EACH_THEIR_OWN
    with shelf.open(home, "linked", fault) as app:
        his = app.mouth(home.his[0])
        his.begin(room="RoomAloneIntent")
        his.say("SharingCommitmentIntent")
        assert HIS_AT_FIRST in _shared_with_her(app), "unless she hears what he shares this scene proves nothing"
        speaker = app.application.speaker("")
        for words in NEARLY:
            speaker.confirm(PIN["Mara"])
            told = speaker.hear(words)
            speaker.leave()
            if HIS_AT_FIRST not in _shared_with_her(app):
                return f"{words!r} ends what is between them: {plain(told.ssml)}"
        return None


def _shared_with_her(app: House) -> str:
    hers = app.mouth(EACH_THEIR_OWN.hers)
    hers.begin(room="RoomAloneIntent")
    return hers.say("SharingHearIntent").words


def no_token(shelf: Shelf, fault: Fault) -> str | None:
    """Another program of the machine asks the page, with every header that a browser sends and without the token."""
    with shelf.open(EACH_THEIR_OWN, "linked", fault) as app:
        admission = fault.admission()
        address = admission.address(HERE)
        page = Starlette(routes=page_routes(app.application.speaker(""), admission=admission, look=None))
        told = asyncio.run(_asked(page, address))
        return next((f"{who} hears: {words}" for who, words in told.items() if words != REFUSED), None)


async def _asked(app: Starlette, address: str) -> dict[str, str]:
    told: dict[str, str] = {}
    way, headers = httpx.ASGITransport(app), {"origin": HERE}
    async with httpx.AsyncClient(transport=way, base_url=HERE) as hers, httpx.AsyncClient(transport=way) as other:
        alone, said = {"room": "alone"}, {"words": "what did I promise"}
        for where in ("/", "/?k=wrong"):
            told[f"whoever opens {where}"] = _told(await other.get(f"{HERE}{where}"))
        await hers.get(address)
        told["whoever opens the address again"] = _told(await other.get(address))
        for at, body in (("room", alone), ("say", said), ("leave", {})):
            told[f"whoever posts to {at}"] = _told(await other.post(f"{HERE}/{at}", json=body, headers=headers))
        if all(one == REFUSED for one in told.values()):
            await hers.post("/room", json=alone, headers=headers)
            hears = (await hers.post("/say", json=said, headers=headers)).text
            assert HERS_AT_FIRST in hears, f"unless she hears her own at her page this scene proves nothing: {hears}"
    return told


def _told(answer: httpx.Response) -> str:
    """Return the status, and the words where the page answered at all."""
    return REFUSED if answer.status_code == 403 else f"{answer.status_code} {answer.text}"
