"""What one was told stays so: that the other one left since, or erased everything, changes no answer."""

from collections.abc import Callable
from datetime import datetime

import pytest
from support.echo import YES
from support.local_speaker import LocalSpeakerApp
from support.sql import sql
from support.two_people import Two, two_in

from skill.domain.couple import Invitation
from skill.domain.person import Person
from skill.storage.queries.couples import Couples
from skill.storage.queries.shares import Shares

Act = Callable[[Two], object]
BY_JONAS = "Jonas said your code. Is that who you invited?"
HE_DOES: dict[str, Act] = {
    "nothing": lambda two: None,
    "leaves": lambda two: two.act(two.jonas, "LinkingLeaveIntent"),
    "leaves for good": lambda two: two.act(two.jonas, "LinkingEndIntent", pin=True),
    "erases everything": lambda two: two.app.application.database.erase(two.person("Jonas").id, two.app.clock.now()),
}


def seen(app: LocalSpeakerApp, act: Act) -> str:
    """Let Jonas see what Mara shares, and then act; return what she hears when she asks whether it was seen."""
    two = two_in(app)
    two.sad()
    two.act(two.mara, "SharingDayIntent", pin=True)
    two.act(two.jonas, "SharingSeenIntent")
    act(two)
    return two.ask(two.mara, "SharingWasSeenIntent").words


@pytest.mark.parametrize("act", HE_DOES)
def test_what_was_seen_stays_seen_whatever_he_does_afterwards(app: LocalSpeakerApp, act: str) -> None:
    assert seen(app, HE_DOES[act]) == "Yes, it was seen."


def test_an_answer_that_changes_when_he_leaves_as_it_did_is_noticed(
    app: LocalSpeakerApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: seen is told only while the link is open."""
    as_it_is = Shares.was_seen

    def while_open(self: Shares, person: Person, now: datetime) -> bool:
        couple = self.couple_of(person)
        return couple is not None and couple.is_open and as_it_is(self, person, now)

    monkeypatch.setattr(Shares, "was_seen", while_open)
    assert seen(app, HE_DOES["leaves"]) != "Yes, it was seen."


def said(app: LocalSpeakerApp, act: Act) -> list[str]:
    """Let Jonas say a fresh code of Mara's and then act; return what she hears until she is linked."""
    two = two_in(app)
    for echo in (two.mara, two.jonas):
        two.act(echo, "LinkingEndIntent", pin=True)
        echo.hang_up()
    two.jonas.say_code(*two.mara.invite())
    act(two)
    heard = [two.act(two.mara, "LinkingConfirmIntent").words, two.mara.say(YES).words]
    two.sad()
    return [*heard, two.act(two.mara, "SharingDayIntent", pin=True).words]


@pytest.mark.parametrize("act", HE_DOES)
def test_who_said_the_code_stays_told_whatever_he_does_afterwards(app: LocalSpeakerApp, act: str) -> None:
    heard = said(app, HE_DOES[act])
    assert heard[0] == BY_JONAS
    assert heard[1].startswith("You two are linked.")
    assert heard[2].startswith("Okay, shared: a heavy day.")


def test_of_whoever_erased_everything_nothing_is_left_once_the_code_is_over(app: LocalSpeakerApp) -> None:
    two = two_in(app)
    for echo in (two.mara, two.jonas):
        two.act(echo, "LinkingEndIntent", pin=True)
        echo.hang_up()
    two.jonas.say_code(*two.mara.invite())
    HE_DOES["erases everything"](two)
    with two.app.application.database.work() as work:
        work.couples.forget_before(app.clock.now().replace(year=2027))
        assert sql(work).query(Invitation).count() == 0


def test_a_name_that_is_looked_up_anew_as_it_was_is_noticed(
    app: LocalSpeakerApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: who said the code is asked of the rows of today."""

    def of_today(self: Couples, person: Person, invitation: Invitation) -> str | None:
        found = self._session.get(Person, invitation.invitee_id)
        return "Jonas" if found is not None and found.sealed_name is not None else None

    monkeypatch.setattr(Couples, "name_said", of_today)
    assert said(app, HE_DOES["erases everything"])[0] != BY_JONAS
