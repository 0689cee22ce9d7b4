"""Talks are kept sealed: what one is about, and how it was afterwards, for its own person alone."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from support.local_speaker import LocalSpeakerApp

from skill.domain.errors import NotReadableError
from skill.domain.hard_talk import Afterwards, TalkState
from skill.storage.tables.people import hard_talks

HOUR = timedelta(hours=1)


def test_a_topic_opens_for_its_person_and_for_nobody_else(app: LocalSpeakerApp) -> None:
    app.move_in()
    now = app.clock.now()
    mara = app.person()
    with app.application.database.work() as work:
        nora = work.people.create_person("nora", None, zone=None, now=now)
        talk = work.hard_talks.plan(mara, starts_at=now + HOUR, minutes=30, topic="the summer", now=now)
        assert work.hard_talks.topic(mara, talk) == "the summer"
        assert b"summer" not in (talk.sealed_topic or b"")
        assert work.hard_talks.get(nora, talk.id) is None
        assert work.hard_talks.standing(nora, now) == []
        with pytest.raises(NotReadableError):
            work.hard_talks.topic(nora, talk)


def test_all_three_answers_afterwards_are_equally_long_when_sealed(app: LocalSpeakerApp) -> None:
    app.move_in()
    now = app.clock.now()
    mara = app.person()
    with app.application.database.work() as work:
        for answer in Afterwards:
            talk = work.hard_talks.plan(mara, starts_at=now, minutes=30, topic=None, now=now)
            talk.begin(now)
            talk.end(now)
            work.hard_talks.answer(mara, talk, answer)
            assert work.hard_talks.afterwards(mara, talk) is answer
    with app.application.database.engine.connect() as connection:
        sealed = list(connection.scalars(select(hard_talks.c.sealed_afterwards)))
    assert len(sealed) == len(Afterwards)
    assert len({len(one) for one in sealed}) == 1


def test_a_talk_is_forgotten_after_ninety_days_and_one_that_stands_is_not(app: LocalSpeakerApp) -> None:
    app.move_in()
    now = app.clock.now()
    mara = app.person()
    with app.application.database.work() as work:
        over = work.hard_talks.plan(mara, starts_at=now, minutes=30, topic="the summer", now=now)
        over.cancel(now)
        work.hard_talks.plan(mara, starts_at=now + timedelta(days=100), minutes=30, topic="winter", now=now)
    app.clock.set(now + timedelta(days=91))
    app.application.tick(app.clock.now())
    with app.application.database.work() as work:
        assert work.hard_talks.get(mara, over.id) is None
        assert [one.state for one in work.hard_talks.standing(mara, app.clock.now())] == [TalkState.PLANNED]
