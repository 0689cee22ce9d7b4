"""What Amazon's own verifier costs a request: run in the official road's environment, over the same prepared letters.

It reads JSON lines of headers and body, and prints microseconds of CPU a request as JSON: its signature check alone,
since the time stamp needs the request deserialised first.
"""

import json
import sys
import time
from pathlib import Path
from statistics import median

import official_repair  # noqa: F401 - first of all: without it the next import fails
from ask_sdk_webservice_support.verifier import RequestVerifier

ROUNDS = 5


def main() -> None:
    """Verify every letter several times and print the median cost of the honest and of the forged."""
    letters = [json.loads(line) for line in Path(sys.argv[1]).read_text().splitlines()]
    verifier = RequestVerifier()
    cost: dict[str, list[float]] = {"honest": [], "forged": []}
    verdicts: dict[str, set[bool]] = {"honest": set(), "forged": set()}
    verifier.verify(letters[0]["headers"], letters[0]["body"], None)  # the download is not timed
    for _ in range(ROUNDS):
        for kind, times in cost.items():
            mine = [one for one in letters if one["kind"] == kind]
            began = time.process_time()
            for one in mine:
                try:
                    verifier.verify(one["headers"], one["body"], None)
                    verdicts[kind].add(True)
                except Exception:
                    verdicts[kind].add(False)
            times.append((time.process_time() - began) / len(mine) * 1e6)
    found = {kind: median(times) for kind, times in cost.items()}
    print(json.dumps({**found, "is_right": verdicts == {"honest": {True}, "forged": {False}}}))


if __name__ == "__main__":
    main()
