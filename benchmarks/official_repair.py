"""Makes Amazon's verifier import and reach loopback, inside its own process; no installed file is changed.

Three seams, all documented in docs/reference/benchmarks.md:

1. oscrypto reads OpenSSL's version with a pattern that knows one-digit patch numbers only, so that the
   verifier fails at import on OpenSSL 3.0.10 and later. While it is imported, that pattern gets the digit.
2. The certificate download keeps its code, its cache and the address it checks; only the connection behind
   `urlopen` leads to the benchmark's certificate host instead of Amazon's.
3. The trust roots come from SSL_CERT_FILE, which oscrypto reads itself: no seam of ours.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.request import urlopen

BROKEN = "\\b(\\d\\.\\d\\.\\d[a-z]*)\\b"
MENDED = "\\b(\\d\\.\\d\\.\\d\\d?[a-z]*)\\b"


@contextmanager
def version_pattern_mended() -> Iterator[None]:
    """Give oscrypto's version pattern the second digit for the imports inside this block."""
    original = re.search

    def search(pattern: Any, *rest: Any, **named: Any) -> Any:
        return original(MENDED if pattern == BROKEN else pattern, *rest, **named)

    re.search = search
    try:
        yield
    finally:
        re.search = original


with version_pattern_mended():
    from ask_sdk_webservice_support import verifier


def _open_on_loopback(address: str) -> Any:
    return urlopen(address.replace("https://s3.amazonaws.com", os.environ["BENCHMARK_CERTIFICATE_HOST"]))


verifier.urlopen = _open_on_loopback
