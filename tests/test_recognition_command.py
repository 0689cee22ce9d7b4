"""`steady-ground doors`: what it lists, what it ends, and what it leaves alone."""

from datetime import timedelta

import pytest
from support.local_speaker import LocalSpeakerApp

from skill.app import personal_data_commands as leaving
from skill.domain.errors import StartError


@pytest.fixture
def mara(app: LocalSpeakerApp) -> LocalSpeakerApp:
    """Mara at home; a day later an account of Amazon's and another local speaker lead to her too, by keys."""
    app.move_in("Mara")
    app.clock.set(app.clock.now() + timedelta(days=1))
    with app.application.database.work() as work:
        person = work.people.by_account(app.application.account(""))
        assert person is not None
        for account, device in (("amzn1.ask.account.X", None), ("local-speaker.friend.", "local-speaker.friend")):
            work.people.add_external_id(person, account, device_id=device, now=app.clock.now(), is_new=True)
            app.clock.set(app.clock.now() + timedelta(days=1))
    return app


def shown(mara: LocalSpeakerApp, capsys: pytest.CaptureFixture[str], end: int | None = None) -> list[str]:
    """Run the command, and return what it prints."""
    leaving.show_doors(mara.application, "", end)
    return capsys.readouterr().out.splitlines()


def test_it_lists_every_way_in_with_its_number_kind_and_day(
    mara: LocalSpeakerApp, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shown(mara, capsys) == [
        "1  this speaker, since 2026-11-23",
        "2  an Amazon account with its Echos, since 2026-11-24, new",
        "3  another local speaker, since 2026-11-25, new",
    ]


def test_it_ends_the_one_with_that_number_and_no_other(
    mara: LocalSpeakerApp, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shown(mara, capsys, 2)[0].startswith("It has ended")
    assert [one[3:].partition(",")[0] for one in shown(mara, capsys)] == ["this speaker", "another local speaker"]


@pytest.mark.parametrize(("number", "why"), [(0, "no number 0"), (4, "no number 4"), (1, "this speaker itself")])
def test_it_refuses_this_speaker_and_numbers_that_are_none(
    mara: LocalSpeakerApp, capsys: pytest.CaptureFixture[str], number: int, why: str
) -> None:
    before = shown(mara, capsys)
    with pytest.raises(StartError, match=why):
        shown(mara, capsys, number)
    assert shown(mara, capsys) == before


def test_nobody_of_that_name_is_one_plain_line(app: LocalSpeakerApp, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(StartError, match="Nobody of that name"):
        shown(app, capsys)


def test_a_door_from_before_days_were_noted_says_so(app: LocalSpeakerApp, capsys: pytest.CaptureFixture[str]) -> None:
    app.move_in("Mara")
    with app.application.database.work() as work:
        person = work.people.by_account(app.application.account(""))
        assert person is not None
        work.people.external_ids(person)[0].sealed_since = None
    assert shown(app, capsys) == ["1  this speaker, since before days were noted"]
