"""The trust roots that come with certifi are warned of when they are old; those of a stand-in are nobody's concern."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import certifi
import pytest
from structlog.testing import capture_logs
from support.fake_alexa import SKILL, Authority, Shelf

from skill.alexa.verification.certificates import ROOTS_OLD, roots_age
from skill.clock import StandingClock
from skill.settings import Settings
from skill.web.webhook import build_security

BORN = datetime.strptime(certifi.__version__, "%Y.%m.%d").replace(tzinfo=UTC)
NEW, OLD = BORN + ROOTS_OLD, BORN + ROOTS_OLD + timedelta(seconds=1)


def warned(at: datetime, folder: Path, **settings: Any) -> bool:
    """Build what requests must show, and say whether anybody was warned."""
    with capture_logs() as logs:
        build_security(Settings(data=folder, skill_id=SKILL, **settings), StandingClock(at), is_signed=True)
    return [one["action"] for one in logs] == ["roots_old"]


@pytest.mark.parametrize(("at", "is_warned"), [(NEW, False), (OLD, True)])
def test_roots_over_180_days_old_are_warned_of_at_the_start(tmp_path: Path, at: datetime, is_warned: bool) -> None:
    assert (roots_age(at) > timedelta(days=180)) is is_warned
    assert warned(at, tmp_path) is is_warned


def test_a_stand_in_has_roots_of_its_own(tmp_path: Path, authority: Authority, shelf: Shelf) -> None:
    assert not warned(OLD, tmp_path, amazon_url=shelf.url, trust_roots=authority.roots)
