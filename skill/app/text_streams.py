"""Standard streams of a terminal that cannot show every character: the nearest plain one is shown, and nothing ends."""

import codecs
import io
import sys
import unicodedata

PLAIN = {"…": "...", "–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "ß": "ss", "æ": "ae", "ø": "o"}
"""What stands for signs that have no plain letter in them."""
HANDLER = "steady-ground.plain"


def take_every_character() -> None:
    """Let standard output and error show what they can of every text, and standard input read whatever bytes come."""
    codecs.register_error(HANDLER, _plain)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=HANDLER)
    if isinstance(sys.stdin, io.TextIOWrapper) and not _is_unicode(sys.stdin.encoding):
        # A terminal that was told to be plain still sends what its keyboard makes, which is UTF-8 by now.
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")


def _is_unicode(encoding: str) -> bool:
    return codecs.lookup(encoding).name.startswith("utf")


def _plain(fault: UnicodeError) -> tuple[str | bytes, int]:
    if not isinstance(fault, UnicodeEncodeError):
        raise fault
    shown = []
    for sign in fault.object[fault.start : fault.end]:
        letters = PLAIN.get(sign) or unicodedata.normalize("NFKD", sign).encode("ascii", "ignore").decode()
        shown.append(letters or "?")
    return "".join(shown), fault.end
