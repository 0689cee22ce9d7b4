"""What every journey starts from: Amazon's stand-in, our service on a real socket, and Mara's kitchen."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support.alexa_app import Kitchen, echo
from support.fake_alexa import Amazon

from skill.clock import StandingClock

BEFORE_THE_CHANGE = datetime(2026, 10, 29, 22, 0, tzinfo=UTC)
"""Six in the evening in New York, a Thursday; on the Sunday after it the clock goes back."""


@pytest.fixture
def clock() -> StandingClock:
    """Moves our house and Amazon's alike."""
    return StandingClock(BEFORE_THE_CHANGE)


@pytest.fixture
def amazon(clock: StandingClock) -> Iterator[Amazon]:
    """Amazon's cloud on this machine."""
    with Amazon(clock) as opened:
        yield opened


@pytest.fixture
def mara(clock: StandingClock, amazon: Amazon, tmp_path: Path) -> Iterator[Kitchen]:
    """Mara's kitchen; she has walked through the first start."""
    with echo(tmp_path / "data", clock, amazon) as opened:
        opened.move_in()
        yield opened
        assert amazon.complaints == []
