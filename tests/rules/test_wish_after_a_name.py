"""What was wished for before "who is it?" is done once a name is said, as if the name had been said first."""

import json
from collections import Counter
from typing import Any

from rules.test_first_word import INTENTS, plausible
from sqlalchemy import func, select
from support.echo import SLOTS_WITH_IDS, YES, Echo
from support.local_speaker import LocalSpeakerApp
from support.sql import sql

from intents.dialog.wish import CLOSED_SLOTS
from skill.speech.catalog import Catalog
from skill.storage.tables.people import mapper

ASKED = "who.name"
MISSED = "Sorry, I missed that."
"""What is no wish where nothing is open is met with this, in the words that fit what is open then."""
OWN_QUESTION = frozenset({"WhoNameIntent", "WhoNewIntent", "OnboardingNameIntent"})
"""These say or ask who it is themselves."""


def family(app: LocalSpeakerApp, name: str) -> Echo:
    """Return an Echo that recognises no voice, on an account behind which Mara and Jonas live."""
    account = f"amzn1.ask.account.{name}"
    echo = Echo(lambda body: json.loads(app.application.hear(body)), app.clock.now, account, device=f"d.{name}")
    echo.move_in("Mara")
    echo.hang_up()
    echo.say("WhoNewIntent")
    echo.say("WhoNameIntent", name="Jonas")
    echo.settle()
    echo.hang_up()
    echo.means_it = False
    return echo


def kept(app: LocalSpeakerApp, echo: Echo) -> Counter[str]:
    """Return how many rows of each table, and which settings, belong to whoever lives behind the account."""
    with app.application.database.work() as work:
        people = [one.person for one in work.people.at(echo.account)]
        tables = [one for one in mapper.metadata.sorted_tables if "person_id" in one.columns]
        found: Counter[str] = Counter()
        for table in tables:
            mine = table.c.person_id.in_([one.id for one in people])
            found[table.name] = sql(work).scalar(select(func.count()).select_from(table).where(mine)) or 0
        for one in people:
            found[f"{work.people.name(one)} {one.muted} {one.paused_until} {one.quiet_from}"] += 1
    return found


def awaited(echo: Echo) -> dict[str, Any]:
    found: dict[str, Any] = echo.attributes.get("awaiting") or {}
    return found


LISTENS, LISTENS_ON = "courtesy.anything", "What would you like?"
"""A name is known in one session alone, so that this one goes on where a session with the name first would end."""


def is_closed(slots: dict[str, str]) -> bool:
    """Is every slot a time, a number, or a value of ours with its id?"""
    return all(name in CLOSED_SLOTS or name in SLOTS_WITH_IDS for name in slots)


def test_every_wish_goes_on_after_the_name_as_if_the_name_had_come_first(app: LocalSpeakerApp) -> None:
    first, later = family(app, "named-first"), family(app, "named-later")
    wrong, went_on = [], 0
    for intent, slots in [(one, slots) for one in INTENTS for slots in plausible(one) if one not in OWN_QUESTION]:
        later.say(intent, **slots)
        if awaited(later).get("question") == ASKED and is_closed(slots):
            first.say("WhoNameIntent", name="Jonas")
            wanted = first.say(intent, **slots).words
            heard, went_on = later.say("WhoNameIntent", name="Jonas").words, went_on + 1
            heard = heard.removesuffix(f" {LISTENS_ON}")
            if not heard.endswith(wanted) and not (MISSED in heard and wanted.startswith(MISSED)):
                wrong.append(f"{intent} {slots}: {wanted!r} and not {heard!r}")
            if awaited(later).get("question") not in (awaited(first).get("question"), LISTENS):
                wrong.append(f"{intent} {slots}: another question is open")
            if awaited(first).get("question") == "meant.first":
                first.say(YES)
                later.say(YES)
            if kept(app, first) != kept(app, later):
                wrong.append(f"{intent} {slots}: {kept(app, first) - kept(app, later)}")
        elif awaited(later).get("question") == ASKED:
            session = json.dumps(later.attributes)
            wrong += [f"{intent}: {value} waits in the session" for value in slots.values() if value in session]
        for echo in (first, later):
            echo.hang_up()
    assert "\n".join(wrong) == ""
    print(f"\n{went_on} wishes went on after a name")
    assert went_on >= 40


FACTS = Catalog.load().say("onboarding.voice_history", "")
NEWCOMERS: tuple[tuple[tuple[str, dict[str, str]], ...], ...] = (
    (("WhoNameIntent", {"name": "Nora"}), (YES, {})),
    (("WhoNameIntent", {"name": "Laura"}), ("WhoNameIntent", {"name": "Nora"}), (YES, {})),
    (("WhoNewIntent", {}), ("WhoNameIntent", {"name": "Nora"})),
    (("WhoNewIntent", {}), ("WhoNameIntent", {"name": "Mara"}), ("WhoNameIntent", {"name": "Nora"})),
)
"""Ways to move in after a wish; the second name in a row is the right one, and Mara's is taken."""


def test_whoever_moves_in_after_a_wish_has_it_done_as_the_first_thing(app: LocalSpeakerApp) -> None:
    for number, steps in enumerate(NEWCOMERS):
        echo = family(app, f"newcomer-{number}")
        echo.say("CheckInIntent", mood="hurt")
        assert awaited(echo)["question"] == ASKED
        heard = [echo.say(intent, **slots) for intent, slots in steps]
        assert "Nora" in heard[-1].words
        assert FACTS in heard[-1].words, "nothing is kept of anybody before it was said where words are kept"
        with app.application.database.work() as work:
            nora = work.people.by_name(echo.account, "Nora")
            assert nora is not None
            newest = work.checkins.newest(nora, app.clock.now())
            assert newest is not None, steps
            assert work.checkins.word(nora, newest).mood == "hurt"


def test_a_second_name_that_is_known_has_the_wish_done_for_whom_it_names(app: LocalSpeakerApp) -> None:
    echo = family(app, "misheard")
    for intent, slots in (
        ("CheckInIntent", {"mood": "hurt"}),
        ("WhoNameIntent", {"name": "Jona"}),
        ("WhoNameIntent", {"name": "Jonas"}),
    ):
        echo.say(intent, **slots)
    with app.application.database.work() as work:
        jonas, mara = (work.people.by_name(echo.account, one) for one in ("Jonas", "Mara"))
        assert jonas is not None and mara is not None
        assert work.checkins.newest(jonas, app.clock.now()) is not None
        assert work.checkins.newest(mara, app.clock.now()) is None
