"""A dispatcher in a process of its own, killed at one numbered step: python killed.py FOLDER INSTANT OWNER STEP."""

import os
import signal
import sys
from datetime import datetime
from pathlib import Path

from scheduler.channels import LocalSpeaker, NextVisit
from scheduler.dispatcher import Dispatcher, DispatchStep
from skill.speech.catalog import Catalog
from skill.storage.open_database import open_database

BATCH = 4


def main() -> None:
    """Do one tick at the instant; die without a word at the step, or live to the end where the step is 0."""
    folder, instant, owner, step = Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]), sys.argv[3], int(sys.argv[4])

    def die(reached: DispatchStep) -> None:
        if reached == step:
            os.kill(os.getpid(), signal.SIGKILL)

    database = open_database(folder, None)
    channels = [LocalSpeaker(), NextVisit()]
    dispatcher = Dispatcher(database, channels, say=Catalog.load().say, owner=owner, at_step=die, batch=BATCH)
    print("ready", flush=True)
    sys.stdin.readline()
    dispatcher.tick(instant)


if __name__ == "__main__":
    main()
