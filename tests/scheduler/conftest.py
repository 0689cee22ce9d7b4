"""What every test of the clock starts from: a Monday in New York, a little before noon, nobody there yet."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support.clock_only import Clockwork

NOON = datetime(2026, 11, 23, 16, 50, tzinfo=UTC)
"""Ten minutes before noon in New York."""


@pytest.fixture
def clockwork(tmp_path: Path) -> Iterator[Clockwork]:
    """A clock without a voice."""
    with Clockwork(tmp_path / "data", NOON) as built:
        yield built
