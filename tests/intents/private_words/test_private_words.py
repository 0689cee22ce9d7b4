"""Private words: said in as many turns as wished, kept only if told so, read back to nobody who did not prove it."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from support.local_speaker import Heard, LocalSpeakerApp
from support.prepared_folders import stretch_little
from support.sql import sql

from skill.domain.pin import CONFIRMED_FOR, FIRST_WAIT
from skill.domain.private_words import DRAFT_FOR, PrivateWords
from skill.speaker.speaker import Speaker
from skill.storage.encryption.locking import open_lock
from skill.storage.local_pin import Pins

SECRET = "I saw the letters and could not breathe"
NOTHING = Heard("I have nothing to tell you right now.", False)
PIN = "4711"


def entries(app: LocalSpeakerApp) -> list[str]:
    """Return every entry that lies in the house, drafts too, opened."""
    person = app.person()
    with app.application.database.work() as work:
        key = open_lock(person, PIN, stretch_little)
        return [work.private_words.text(person, one, key) for one in sql(work).scalars(select(PrivateWords))]


def keep(app: LocalSpeakerApp, words: str = SECRET) -> None:
    """Say words and keep them."""
    app.say("keep a few words")
    app.say(words)
    app.say("keep it")


def confirm(app: LocalSpeakerApp, pin: str = PIN) -> bool:
    """Give a PIN at the speaker."""
    return app.speaker.confirm(pin)


@pytest.fixture
def with_pin(mara: LocalSpeakerApp) -> LocalSpeakerApp:
    """Mara's house with a PIN, and words that she kept."""
    Pins(mara.application.database).set(mara.application.account(""), PIN)
    keep(mara)
    return mara


def test_several_turns_become_one_entry_and_none_is_said_back(mara: LocalSpeakerApp) -> None:
    heard = [mara.say("I need to let it out")]
    heard += [mara.say(words) for words in (SECRET, "and I feel furious", "I promise to be home by six")]
    heard.append(mara.say("keep it"))
    assert heard[-1] == Heard("I've kept it, locked, just for you.", False)
    assert not any("letters" in one.words or "furious" in one.words for one in heard)
    assert entries(mara) == [f"{SECRET}\nand I feel furious\nI promise to be home by six"]
    assert mara.commitments() == []
    assert mara.words_of_checkins() == []


@pytest.mark.parametrize("more", ["more", "yes", "more please"])
def test_more_listens_on_and_is_neither_a_word_nor_a_wish_to_keep(mara: LocalSpeakerApp, more: str) -> None:
    mara.say("keep a few words")
    mara.say(SECRET)
    assert mara.say(more) == Heard("I'm listening. I won't keep any of it unless you say keep it.", True)
    mara.say("it rained")
    mara.say("keep it")
    assert entries(mara) == [f"{SECRET}\nit rained"]


def test_whoever_only_says_a_name_still_lets_own_words_go(mara: LocalSpeakerApp) -> None:
    nora: Speaker = mara.application.speaker("Nora")
    for words in ("hello", "no", "no", "stop", "keep a few words", SECRET):
        nora.hear(words)
    assert "It's gone" in nora.hear("let it go").ssml
    with mara.application.database.work() as work:
        assert sql(work).scalars(select(PrivateWords)).all() == []


@pytest.mark.parametrize(
    "way_out",
    [
        "let it go",
        "no",
        "that's all",
        "don't keep it",
        "never mind",
        "delete that",
        "delete what I said",
        "forget what I said",
    ],
)
def test_what_nobody_said_to_keep_is_gone(mara: LocalSpeakerApp, way_out: str) -> None:
    mara.say("I need to let it out")
    mara.say(SECRET)
    assert mara.say(way_out) == Heard("It's gone. I'm not keeping any of it.", False)
    assert entries(mara) == []


def test_what_is_left_lying_is_gone_within_the_hour(mara: LocalSpeakerApp) -> None:
    mara.say("I need to let it out")
    mara.say(SECRET)
    mara.say("stop")
    assert len(entries(mara)) == 1
    mara.wait(DRAFT_FOR + timedelta(minutes=6))
    assert entries(mara) == []


def test_who_was_asked_and_says_nothing_is_not_pressed(mara: LocalSpeakerApp) -> None:
    mara.say("keep a few words")
    assert mara.say("no") == Heard("Okay. I haven't kept anything.", False)


@pytest.mark.parametrize("room", ["alone", "company"])
def test_without_a_pin_words_are_read_back_to_nobody_in_the_same_words_as_nothing_kept(
    mara: LocalSpeakerApp, room: str
) -> None:
    mara.say(room)
    before = mara.say("read my last words back")
    keep(mara)
    mara.say(room)
    assert mara.say("read my last words back") == before == NOTHING


def test_with_the_pin_and_alone_they_are_read_back(with_pin: LocalSpeakerApp) -> None:
    assert confirm(with_pin)
    assert with_pin.say("read my last words back").words == "Just you, or is someone there?"
    assert with_pin.say("alone") == Heard(SECRET, False)


def test_in_company_they_are_not_even_with_the_pin(with_pin: LocalSpeakerApp) -> None:
    confirm(with_pin)
    with_pin.say("read my last words back")
    assert with_pin.say("company") == NOTHING


def test_a_pin_counts_for_five_minutes(with_pin: LocalSpeakerApp) -> None:
    confirm(with_pin)
    with_pin.clock.set(with_pin.clock.now() + CONFIRMED_FOR)
    assert with_pin.say("read my last words back") == NOTHING


def test_a_wrong_pin_opens_nothing_and_three_of_them_make_hers_wait_half_a_minute(with_pin: LocalSpeakerApp) -> None:
    assert [confirm(with_pin, wrong) for wrong in ("0000", "1111", "2222")] == [False, False, False]
    assert not confirm(with_pin)
    assert with_pin.say("read my last words back") == NOTHING
    with_pin.clock.set(with_pin.clock.now() + FIRST_WAIT)
    assert confirm(with_pin)


def test_two_wrong_ones_and_a_right_one_begin_anew(with_pin: LocalSpeakerApp) -> None:
    for _ in range(3):
        assert [confirm(with_pin, "0000"), confirm(with_pin, "1111"), confirm(with_pin)] == [False, False, True]


def test_nora_gives_her_own_pin_and_hears_nothing_of_mara(with_pin: LocalSpeakerApp) -> None:
    nora: Speaker = with_pin.application.speaker("Nora")
    for words in ("hello", "no", "no", "stop"):
        nora.hear(words)
    Pins(with_pin.application.database).set(with_pin.application.account("Nora"), "9999")
    assert nora.confirm("9999")
    assert "letters" not in nora.hear("read my last words back").ssml
    assert not nora.confirm(PIN)


def test_last_words_are_let_go_by_voice_and_only_what_went_is_called_gone(with_pin: LocalSpeakerApp) -> None:
    went = Heard("Your private words from six o'clock are gone. I don't tell anyone.", False)
    assert with_pin.say("let my last words go") == went
    assert entries(with_pin) == []
    nothing = "There are no private words to delete. You can say: delete what I said."
    assert with_pin.say("let my last words go").words == nothing


@pytest.mark.parametrize(("answer", "left"), [("yes", []), ("no", [SECRET])])
def test_words_are_named_and_asked_about_where_it_was_not_said_what_is_to_go(
    with_pin: LocalSpeakerApp, answer: str, left: list[str]
) -> None:
    with_pin.wait(timedelta(hours=1))
    asked = Heard("Your private words from six o'clock. Delete them?", True)
    assert with_pin.say("let it go") == asked
    assert with_pin.say("let it go") == asked
    with_pin.say(answer)
    assert entries(with_pin) == left
