"""Everything in this folder runs in `make test-all` alone, but for what a test says of itself by the marker `quick`."""

from pathlib import Path

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies here as slow."""
    here = f"{Path(__file__).parent}/"
    for one in items:
        if str(one.path).startswith(here) and one.get_closest_marker("quick") is None:
            one.add_marker(pytest.mark.slow)
