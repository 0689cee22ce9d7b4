"""Keys and the doors they open: told once to their person alone at an older door, listed, and ended."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from support.echo import NO, YES, Echo
from support.local_speaker import LocalSpeakerApp
from support.sql import sql
from support.two_people import ALONE, COMPANY, Two, worlds_of_two
from support.two_worlds import answers

from intents.dialog.turn import Reply, Turn
from intents.identity import recognition
from intents.identity.questions import AskedWhoIsThere
from intents.router import answer
from skill.domain.confidence import OWN_LABELS
from skill.domain.person import ExternalIdKind, Person
from skill.speech.spoken import count
from skill.storage.local_pin import Pins
from skill.storage.queries.recognition import Recognition, Recognitions
from skill.storage.unit_of_work import UnitOfWork

BEGIN = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
FIRST = "I have something short that's only for you. Just you, or is someone there?"
TOLD = (
    "Another speaker has known you since yesterday. If that wasn't you, say: forget the other speakers. "
    "What would you like?"
)
TOO_NEW = "I haven't known you here long enough for that. Say it at a speaker that has known you longer."
ONE_OTHER = "There's one other way in that leads to you. Should it end, so that only this speaker knows you?"
ENDED = "Done. Only this speaker knows you now, and keys nobody has used are gone too."
WORDS = "I saw the letters"
NOTHING = "I have nothing to tell you right now."
WRONG = "That code doesn't work."


def key_of(two: Two) -> list[str]:
    """Let Mara give a key, with the PIN, at her own Echo."""
    two.act(two.mara, "RecoveryCodeGiveIntent", pin=True)
    two.mara.level = 400
    key = two.mara.key_in(two.mara.say(ALONE).words)
    two.mara.level = 300
    return key


def beside(two: Two, account: str = "THIEF", voice: str | None = "THIEF") -> Echo:
    """Return another Echo, of somebody who has never spoken here."""
    echo = Echo(two.mara.hear, two.mara.now, f"amzn1.ask.account.{account}")
    echo.voice = f"amzn1.ask.person.{voice}" if voice is not None else None
    return echo


def overheard(two: Two, echo: Echo | None = None) -> Echo:
    """Let somebody use a key that Mara gave; a day passes."""
    thief, key = echo or beside(two), key_of(two)
    thief.hang_up()
    assert thief.say("RecoveryCodeSayIntent", first=key[0], second=key[1]).words.startswith(
        "Thanks. This speaker lets you in"
    )
    two.later(timedelta(days=1))
    return thief


def alone(two: Two, echo: Echo, intent: str) -> str:
    """Say a wish, and alone where that is asked; return what is heard."""
    heard = two.act(echo, intent)
    return (echo.say(ALONE) if heard.words.endswith("or is someone there?") else heard).words


def hears_words(two: Two, echo: Echo) -> bool:
    """Does an Echo read what Mara promised?"""
    return "bring the book" in alone(two, echo, "CommitmentListIntent")


def promise(two: Two) -> None:
    """Let Mara promise something for the day after tomorrow."""
    two.act(two.mara, "CommitmentIntent", commitment="bring the book by nine in the evening on friday")
    two.mara.say(YES)
    two.mara.hang_up()


def test_a_new_door_is_told_once_at_the_next_visit_on_an_old_one_and_how_to_end_it(two: Two) -> None:
    overheard(two)
    assert two.act(two.mara, "Launch").words == FIRST
    assert two.mara.say(ALONE).words == TOLD
    two.mara.hang_up()
    assert "speaker" not in alone(two, two.mara, "Launch")


def test_it_waits_in_company_and_for_whoever_is_not_recognised(two: Two) -> None:
    overheard(two)
    assert two.act(two.mara, "Launch").words == FIRST
    assert two.mara.say(COMPANY).words == "That's fine. Another time."
    voice, two.mara.voice = two.mara.voice, None
    assert "speaker" not in alone(two, two.mara, "Launch"), "the account alone may be anybody in the room"
    two.mara.voice = "amzn1.ask.person.GUEST"
    two.act(two.mara, "WhoNameIntent", name="Mara")
    assert "speaker" not in two.mara.say("Launch").words + two.mara.say(ALONE).words
    two.mara.voice = voice
    assert alone(two, two.mara, "Launch") == TOLD


def tells_at_the_new_door(two: Two) -> bool:
    """Is whoever came in by the new door told of it, or of any other, or let end one?"""
    thief = overheard(two)
    told = [alone(two, thief, one) for one in ("Launch", "RecognitionListIntent", "RecognitionForgetIntent")]
    is_asked = thief.say(YES).words == ENDED
    return is_asked or any("since" in one or "other way" in one for one in told)


def test_the_new_door_neither_hears_of_it_nor_ends_the_old_one(two: Two) -> None:
    promise(two)
    assert not tells_at_the_new_door(two)
    assert hears_words(two, two.mara)
    assert alone(two, two.mara, "Launch") == TOLD


def test_a_door_that_counts_as_old_at_once_would_be_noticed(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: whoever overheard a key may end the door it came from."""
    monkeypatch.setattr(Recognitions, "is_too_new", lambda *_: False)
    assert tells_at_the_new_door(two)


def test_a_notice_through_the_new_door_would_be_noticed(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: the new door is told at whichever visit comes first."""

    def everywhere(self: Recognitions, person: Person, here: list[str]) -> list[Recognition]:
        return [one for one in self.ways(person, here) if one.is_new]

    monkeypatch.setattr(Recognitions, "untold", everywhere)
    assert tells_at_the_new_door(two)


def test_which_speakers_know_me_lists_them_by_day(two: Two) -> None:
    assert alone(two, two.mara, "RecognitionListIntent") == "You're known at this speaker alone, since today."
    overheard(two)
    two.later(timedelta(days=1))
    assert alone(two, two.mara, "RecognitionListIntent") == (
        "You're known in two places: this one since Monday and an Amazon account with all its Echos since Monday. "
        "To end all but this one, say: forget the other speakers."
    )
    assert alone(two, two.mara, "Launch") != FIRST, "who was just told by the list isn't told again"


def test_nobody_but_its_person_recognised_and_alone_hears_the_list_or_ends_a_door(two: Two) -> None:
    overheard(two)
    for intent in ("RecognitionListIntent", "RecognitionForgetIntent"):
        assert two.act(two.mara, intent).words == "Just you, or is someone there?"
        assert two.mara.say(COMPANY).words == NOTHING
        voice, two.mara.voice = two.mara.voice, None
        assert alone(two, two.mara, intent) == NOTHING
        two.mara.voice = voice


def test_forget_the_other_speakers_is_asked_first_and_ends_them_at_once(two: Two) -> None:
    promise(two)
    thief = overheard(two)
    unused = key_of(two)
    assert hears_words(two, thief)
    assert alone(two, two.mara, "RecognitionForgetIntent") == ONE_OTHER
    assert two.mara.say(NO).words == "Okay. They all stay."
    assert hears_words(two, thief)
    thief.say("CommitmentListIntent")
    assert alone(two, two.mara, "RecognitionForgetIntent") == ONE_OTHER
    assert two.mara.say(YES).words == ENDED
    assert "book" not in thief.say(ALONE).words, "a conversation that is open there goes on with nobody"
    assert not hears_words(two, thief)
    assert hears_words(two, two.mara)
    stranger = beside(two, "LATE", "LATE")
    assert stranger.say("RecoveryCodeSayIntent", first=unused[0], second=unused[1]).words.startswith(WRONG)
    assert alone(two, two.mara, "RecognitionForgetIntent") == "No other speaker knows you."


def test_a_guess_at_it_ends_nothing(app: LocalSpeakerApp, two: Two) -> None:
    promise(two)
    thief = overheard(two)
    assert alone(two, two.mara, "RecognitionForgetIntent") == ONE_OTHER
    two.mara.say("CheckInIntent", mood="sad")
    two.mara.say(YES)
    assert hears_words(two, thief)


def test_a_voice_on_the_same_echo_that_used_her_key_is_a_door_of_its_own(two: Two) -> None:
    promise(two)
    own = two.mara.voice
    key = key_of(two)
    two.mara.hang_up()
    two.mara.voice = "amzn1.ask.person.SOMEBODY"
    two.mara.say("RecoveryCodeSayIntent", first=key[0], second=key[1])
    assert alone(two, two.mara, "RecognitionListIntent") == TOO_NEW
    two.mara.voice = own
    two.later(timedelta(days=1))
    assert alone(two, two.mara, "Launch").startswith("Another voice has counted as you since yesterday.")
    assert two.mara.say("RecognitionForgetIntent").words == ONE_OTHER
    assert two.mara.say(YES).words == ENDED
    assert hears_words(two, two.mara)
    two.mara.voice = "amzn1.ask.person.SOMEBODY"
    assert not hears_words(two, two.mara)


def test_a_pin_that_counts_at_another_speaker_ends_with_its_door(app: LocalSpeakerApp, two: Two) -> None:
    key = key_of(two)
    app.say(f"my key is {' '.join(count(int(one)) for one in key[0] + key[1])}")
    assert app.say("yes").words.startswith("Thanks. This speaker lets you in")
    Pins(app.application.database).set(app.application.account(""), "2468")
    for said in ("keep a few words", WORDS, "keep it"):
        app.say(said)
    app.speaker.confirm("2468")
    app.say("read my words")
    assert app.say("alone").words == WORDS
    app.speaker.confirm("2468")
    app.say("read my words")
    assert alone(two, two.mara, "RecognitionForgetIntent") == ONE_OTHER
    assert two.mara.say(YES).words == ENDED
    assert WORDS not in app.say("alone").words
    app.say("read my words")
    assert WORDS not in app.say("alone").words


def test_a_key_counts_once_and_for_ten_minutes(two: Two) -> None:
    key = key_of(two)
    two.later(timedelta(minutes=10))
    assert beside(two).say("RecoveryCodeSayIntent", first=key[0], second=key[1]).words.startswith(WRONG)
    key = key_of(two)
    assert beside(two).say("RecoveryCodeSayIntent", first=key[0], second=key[1]).words.startswith("Thanks.")
    assert beside(two, "NEXT", "NEXT").say("RecoveryCodeSayIntent", first=key[0], second=key[1]).words.startswith(WRONG)


def test_nothing_of_it_stands_open_in_the_rows(app: LocalSpeakerApp, two: Two) -> None:
    overheard(two)
    with app.application.database.work() as work:
        person = work.people.get(two.person("Mara").id)
        assert person is not None
        rows = work.people.external_ids(person)
        assert {one.kind for one in rows} == {ExternalIdKind.ACCOUNT, ExternalIdKind.VOICE}
        sealed = {len(one.sealed_since) for one in rows if one.sealed_since is not None}
    assert len(sealed) == 1, "a new door's cell is as long as an old one's"


Act = Callable[[Two], None]


def nothing(two: Two) -> None:
    """She does nothing."""


def uses_a_key(two: Two) -> None:
    """She gives a key and opens another door with it."""
    overheard(two, beside(two, "MARA-ELSEWHERE", "MARA-ELSEWHERE"))


def is_told_of_it(two: Two) -> None:
    """She hears of the new door, and lists what knows her."""
    uses_a_key(two)
    alone(two, two.mara, "Launch")
    alone(two, two.mara, "RecognitionListIntent")


def ends_it(two: Two) -> None:
    """She ends the other door."""
    is_told_of_it(two)
    alone(two, two.mara, "RecognitionForgetIntent")
    two.mara.say(YES)


def his_evening(two: Two, act: Act) -> Iterator[object]:
    """Let Mara act, then yield all that Jonas is sent two days later, his own doors included."""
    two.sad()
    act(two)
    two.app.clock.set(BEGIN + timedelta(days=2))
    yield from two.whole()
    for wish in ("RecognitionListIntent", "RecognitionForgetIntent", "Launch", "RecoveryCodeGiveIntent"):
        yield from answers(two.jonas, wish, ALONE)


WORLDS = worlds_of_two(BEGIN, his_evening)


@pytest.mark.parametrize("act", [uses_a_key, is_told_of_it, ends_it])
def test_jonas_is_sent_the_same_bytes_whatever_doors_mara_opens_and_ends(act: Act) -> None:
    assert WORLDS.difference(nothing, act) is None


def counts_everybodys_doors(turn: Turn, work: UnitOfWork) -> Reply:
    """Planted: the list counts every row."""
    reply = answer(turn, work)
    if turn.asked(AskedWhoIsThere) is not None:
        many = sql(work).connection().exec_driver_sql("SELECT count(*) FROM external_ids").scalar()
        return replace(reply, speech=f"{reply.speech} {many}")
    return reply


def test_a_list_that_counts_the_other_ones_doors_is_caught() -> None:
    planted = worlds_of_two(BEGIN, his_evening, counts_everybodys_doors)
    assert planted.difference(nothing, uses_a_key) is not None
    assert planted.difference(nothing, is_told_of_it) is not None


def test_a_notice_to_whoever_holds_only_the_account_is_caught(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: the notice asks for no voice."""
    overheard(two)
    monkeypatch.setattr(recognition, "KNOWN_AND_ALONE", OWN_LABELS)
    two.mara.voice = None
    assert alone(two, two.mara, "Launch") == TOLD
