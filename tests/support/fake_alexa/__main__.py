"""The stand-in for Amazon's cloud, started by hand: docs/howto/develop-without-amazon.md tells how."""

import argparse
import shlex
import threading
import zoneinfo
from datetime import UTC, datetime, timedelta
from pathlib import Path

from .certificates import keep_keys
from .control import Control
from .hands import actions, looks
from .signing import SKILL
from .stand_in import Amazon

LOOK_EVERY = 0.5
"""Seconds between two looks at what is due."""


class MovedClock:
    """The machine's clock, moved ahead by hand; it goes on."""

    def __init__(self) -> None:
        self._ahead = timedelta(0)

    def now(self) -> datetime:
        """Return the moved instant, UTC."""
        return datetime.now(UTC) + self._ahead

    def set(self, instant: datetime) -> None:
        """Go on from `instant`."""
        self._ahead = instant - datetime.now(UTC)


class MachineClock:
    """The machine's clock, as the service under test believes it."""

    def now(self) -> datetime:
        """Return the present instant, UTC."""
        return datetime.now(UTC)


def options() -> argparse.ArgumentParser:
    """Return what may be said on the command line."""
    parser = argparse.ArgumentParser(prog="python -m support.fake_alexa", description=__doc__)
    parser.add_argument("--port", type=int, default=8100, help="port on 127.0.0.1 (8100)")
    parser.add_argument("--endpoint", default="http://127.0.0.1:8000/alexa", help="our webhook")
    parser.add_argument("--folder", type=Path, default=Path(".amazon"), help="keeps the keys and the trust roots")
    parser.add_argument("--skill-id", default=SKILL, help="the skill's id")
    return parser


def main() -> None:
    """Start it, say which settings the service needs, and ring until Ctrl-C."""
    said = options().parse_args()
    zoneinfo.reset_tzpath(())  # the pinned tables, as the service uses them
    said.folder.mkdir(parents=True, exist_ok=True)
    keep_keys(said.folder)
    clock = MovedClock()
    with Amazon(
        clock, said.endpoint, folder=said.folder, stamps=MachineClock(), skill_id=said.skill_id, port=said.port
    ) as amazon:
        amazon.control = Control(actions(amazon), looks(amazon))
        for name, value in {
            "STEADY_GROUND_SKILL_ID": said.skill_id,
            "STEADY_GROUND_AMAZON_URL": amazon.url,
            "STEADY_GROUND_TRUST_ROOTS": str(amazon.roots_file.resolve()),
        }.items():
            print(f"export {name}={shlex.quote(value)}")
        print(f"# client id {amazon.client_id}, client secret {amazon.client_secret}")
        print(f"# control door: curl {amazon.url}/control", flush=True)
        stop = threading.Event()
        try:
            while not stop.wait(LOOK_EVERY):
                amazon.ring()
        except KeyboardInterrupt:
            print("The stand-in is closed.")


if __name__ == "__main__":
    main()
