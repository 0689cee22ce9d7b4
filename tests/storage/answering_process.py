"""A worker in a process of its own on a shared database: answers each line that comes in, a batch of JSON requests."""

import json
import sys
from datetime import datetime
from pathlib import Path

from pydantic import SecretStr

from skill.app.bootstrap import bootstrap
from skill.clock import StandingClock
from skill.settings import Settings


def main() -> None:
    """Answer on the database with the keys of a folder: python answering_process.py FOLDER URL INSTANT."""
    folder, url, instant = Path(sys.argv[1]), sys.argv[2], datetime.fromisoformat(sys.argv[3])
    application = bootstrap(Settings(data=folder, database_url=SecretStr(url)), StandingClock(instant))
    print("ready", flush=True)
    for line in sys.stdin:
        answers = application.handler.answer_batch(json.loads(line))
        print(json.dumps([answer.response for answer in answers]), flush=True)


if __name__ == "__main__":
    main()
