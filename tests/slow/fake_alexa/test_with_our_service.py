"""Our own webhook believes the stand-in for the reasons it believes Amazon, and nobody else who signs."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.fake_alexa import GOOD, MARA, SKILL, Amazon, Paper, key, status
from support.web_service import Served, served

from skill.clock import StandingClock
from skill.settings import Settings

EVENING = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
"""Six in the evening in New York, a Monday."""


@pytest.fixture
def amazon() -> Iterator[Amazon]:
    """Amazon before anybody has the skill."""
    with Amazon(StandingClock(EVENING)) as opened:
        yield opened


@pytest.fixture
def ours(amazon: Amazon, tmp_path: Path) -> Iterator[Served]:
    """Our service, which trusts this Amazon and shares its clock."""
    settings = Settings(data=tmp_path / "data", skill_id=SKILL, amazon_url=amazon.url, trust_roots=amazon.roots_file)
    with served(settings, amazon.clock) as opened:
        amazon.endpoint = f"{opened.url}/alexa"
        yield opened


def test_mara_s_first_evening_on_an_echo(amazon: Amazon, ours: Served) -> None:
    amazon.enable(MARA)
    first = amazon.open(MARA)
    assert first.is_open
    assert "Steady Ground" in first.ssml
    assert "Mara" in amazon.hear(MARA, "Mara").ssml
    assert "half past eight" in amazon.hear(MARA, "half past eight").ssml
    amazon.end(MARA)
    assert amazon.hear(MARA, "i feel hurt").status == 200
    amazon.disable(MARA)
    assert [one.status for one in amazon.post.sent] == [200, 200]
    assert amazon.complaints == []
    assert [one.path for one in amazon.calls] == [GOOD]  # fetched once, then known


def test_the_country_that_help_asks_for_is_a_slot_that_alexa_may_be_asked_to_elicit(
    amazon: Amazon, ours: Served
) -> None:
    amazon.enable(MARA, None)
    said = amazon.hear(MARA, "i need help")
    assert amazon.complaints == []
    assert said.ssml.endswith("Which country are you in?</speak>")
    assert "one one six, zero one six" in amazon.hear(MARA, "germany").ssml
    assert amazon.complaints == []


def test_months_later_over_the_clock_change_it_is_still_believed(amazon: Amazon, ours: Served) -> None:
    amazon.enable(MARA)
    amazon.advance(timedelta(days=150), ours.application.tick)
    assert amazon.open(MARA).status == 200
    amazon.consent(MARA)
    assert {one.status for one in amazon.post.sent} == {200}


def test_an_event_that_our_service_missed_is_believed_within_its_hour(amazon: Amazon, ours: Served) -> None:
    home, amazon.endpoint = amazon.endpoint, "http://127.0.0.1:1/alexa"
    amazon.enable(MARA)
    amazon.advance(timedelta(minutes=20))
    amazon.endpoint = home
    amazon.advance(timedelta(minutes=40))
    assert [one.status for one in amazon.post.sent][-1] == 200
    assert amazon.post.waiting == []


def test_a_certificate_that_cannot_be_fetched_at_first_delays_the_event_and_loses_nothing(
    amazon: Amazon, ours: Served
) -> None:
    amazon.fail_next(f"GET {GOOD}", status(503))
    amazon.enable(MARA)
    assert [one.status for one in amazon.post.sent] == [400]
    amazon.advance(timedelta(minutes=10))
    assert [one.status for one in amazon.post.sent][-1] == 200
    assert amazon.open(MARA).status == 200


def test_another_authority_is_not_believed(amazon: Amazon, ours: Served) -> None:
    stranger = Paper("Strange Root", (), key("stranger"), depth=3)
    amazon.service.files[GOOD] = amazon.authority.pem(Paper(key=key("leaf"), issuer=stranger), stranger)
    amazon.enable(MARA)
    assert amazon.open(MARA).status == 400
    assert [one.status for one in amazon.post.sent] == [400]
    assert len(amazon.post.waiting) == 1
