"""An agenda in a process of its own, killed right after one statement: python killed_making.py FOLDER INSTANT WORDS."""

import os
import signal
import sys
from datetime import datetime
from pathlib import Path

from sqlalchemy import event

from scheduler.planner import Planner
from skill.storage.open_database import open_database


def main() -> None:
    """Do one round at the instant; die without a word after the first statement that begins with WORDS."""
    folder, instant, words = Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]), sys.argv[3]
    database = open_database(folder, None)

    def die(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith(words):
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(database.engine, "after_cursor_execute", die)
    Planner(database).round(instant)


if __name__ == "__main__":
    main()
