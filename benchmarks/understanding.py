"""How natural sentences are taken by a fresh local speaker: right, asked back, wrong, refused, or with harm done."""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.understanding_judge import Judged, Verdict, judge_all
from benchmarks.understanding_report import as_json, text
from benchmarks.understanding_rows import RowsError, read_rows
from benchmarks.understanding_run import Houses

SENTENCES = Path(__file__).parent.parent / "tests" / "utterances"
FILES = (SENTENCES / "natural-dev.tsv", SENTENCES / "natural-own.tsv")


def main(arguments: list[str] | None = None) -> int:
    """Judge what was asked for and print it; return 1 where harm was done, 2 with one plain line for a wrong file."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.understanding", description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, help="sentences, with their annotation beside them; else ours")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the same, with every sentence, to a file")
    asked = parser.parse_args(arguments)
    logging.disable(logging.CRITICAL)  # the print is the report; a turn's own log lines would stand in between
    began = time.monotonic()
    try:
        judged = _judged((asked.file,) if asked.file is not None else FILES)
    except RowsError as fault:
        print(fault, file=sys.stderr)
        return 2
    print(text(judged))
    if asked.json is not None:
        asked.json.write_text(as_json(judged) + "\n", encoding="utf-8")
    print(f"\nTook {time.monotonic() - began:.0f} s.")
    return int(any(one.verdict is Verdict.HARMFUL for one in judged))


def _judged(files: tuple[Path, ...]) -> list[Judged]:
    rows = [row for file in files for row in read_rows(file)]
    with tempfile.TemporaryDirectory(prefix="steady-ground-sentences-") as folder:
        return judge_all(rows, Houses(Path(folder)))


if __name__ == "__main__":
    sys.exit(main())
