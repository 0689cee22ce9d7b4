"""What is kept is what was said: free words of every kind and script, by the real door, read back and exported."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import unescape

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from support.local_speaker import LocalSpeakerApp
from support.prepared_folders import stretch_little
from support.sql import sql

from intents.private_words.conversation import MORE
from skill.domain.room import Room
from skill.speaker.terminal.typed import heard_in
from skill.speaker.understanding.intent_matcher import IntentMatcher
from skill.speech.due_time import due_from_words
from skill.speech.said import plain
from skill.storage.encryption.locking import open_lock
from skill.storage.local_pin import Pins

MODEL = Path(__file__).parents[2] / "interaction_models" / "en-US.json"
PIN = "4711"
SIX_IN_THE_EVENING = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
TEXT = """
Ich HATE it, “quoted” 'single' O'Brien Mary-Ann don’t 3.50 1,000 6:30pm naïve nai\u0308ve José Jose\u0301 नेहा क्षमा दुःखी
ฉันเหนื่อย กำลัง أنا متعب، لماذا؟ 我很累。 「但是」 Мне больно! Ёлка ß İstanbul שלום — … ?! (no) 🙂 👩\u200d👩\u200d👧 ❤️ a_b
x² ½ #tag & <b> \\ / {mood} [x] \u200d $4.15
"""
WORDS = st.sampled_from(TEXT.split())
CHARACTERS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=12)
SENTENCE = st.lists(WORDS | CHARACTERS, min_size=1, max_size=6).map(" ".join).map(str.strip).filter(bool)
"""Words of many scripts as people write them, and any other characters."""
FREELY = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def ear() -> IntentMatcher:
    return IntentMatcher.load(MODEL)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalSpeakerApp]:
    """Mara's house with a PIN, where several sentences are said one after the other."""
    with LocalSpeakerApp(tmp_path_factory.mktemp("kept") / "data", SIX_IN_THE_EVENING) as app:
        app.move_in()
        Pins(app.application.database).set(app.application.account(""), PIN)
        yield app


def is_command(ear: IntentMatcher, said: str, intent: str, slot: str) -> bool:
    """Does it mean something else than itself where free words are asked for?"""
    heard = ear.hear(said, elicit=(intent, slot), today=SIX_IN_THE_EVENING.date())
    return heard.intent != intent or said == "?"


@FREELY
@given(said=SENTENCE)
def test_private_words_are_kept_read_back_and_exported_as_they_were_said(
    kept: LocalSpeakerApp, ear: IntentMatcher, said: str
) -> None:
    assume(not is_command(ear, said, "PrivateWordsKeepIntent", "words") and plain(said) not in MORE)
    kept.say("stop")
    kept.say("keep a few words")
    kept.say(said)
    assert kept.say("keep it").words.startswith("I've kept it")
    person = kept.person()
    with kept.application.database.work() as work:
        last = work.private_words.last_kept(person)
        assert last is not None
        assert work.private_words.text(person, last, open_lock(person, PIN, stretch_little)) == said
        sql(work).delete(last)
        again = work.private_words.begin(person, said, kept.clock.now())
        work.private_words.keep(person, again, kept.clock.now())
    kept.speaker.confirm(PIN)
    kept.speaker.enter(Room.ALONE)
    heard = kept.speaker.hear("read my last words back").ssml
    assert unescape(heard.removeprefix("<speak>").removesuffix("</speak>"), {"&quot;": '"'}) == said
    with kept.application.database.work() as work:
        work.private_words.discard(sql(work).merge(again))


def test_what_was_kept_is_exported_as_it_was_said(kept: LocalSpeakerApp, tmp_path: Path) -> None:
    for said in ("“नेहा”, ฉันเหนื่อย… 我很累。 🙂", "Jose\u0301: 3.50 (no)! <b>"):
        for words in ("keep a few words", said, "keep it"):
            kept.say(words)
    written = kept.application.personal_data("").write(tmp_path / "out", kept.clock.now(), given=PIN)
    files = [file.read_text(encoding="utf-8") for file in written]
    assert len(files) >= 2
    assert all("“नेहा”, ฉันเหนื่อย… 我很累。 🙂" in text and "Jose\u0301: 3.50 (no)! <b>" in text for text in files)


@pytest.mark.parametrize(
    ("before", "intent", "slot", "after"),
    [
        ("I promise to ", "CommitmentIntent", "commitment", ""),
        ("I promise my partner to ", "CommitmentTowardsIntent", "commitment", ""),
        ("The talk is about ", "HardTalkTopicIntent", "topic", ""),
        ("Plan a talk ", "HardTalkPlanIntent", "plan", ""),
        ("What I own is ", "CommitmentOwnIntent", "words", ""),
        ("What set it off was ", "CheckInSetOffIntent", "set_off", ""),
        ("", "CheckInSetOffIntent", "set_off", " set it off."),
        ("Just between us: ", "PrivateWordsKeepIntent", "words", ""),
        ("Write this down: ", "ReflectionWordsIntent", "words", ""),
        ("Alexa, um, my part in it is ", "CommitmentOwnIntent", "words", ", please"),
    ],
)
@FREELY
@given(said=SENTENCE)
def test_free_words_are_cut_out_of_the_sentence_as_they_were_said(
    ear: IntentMatcher, before: str, intent: str, slot: str, after: str, said: str
) -> None:
    assume(plain(said) and plain(said)[-1] != "'")
    heard = ear.hear(f"{before}{said}{after}", elicit=None, today=SIX_IN_THE_EVENING.date())
    assume(heard.intent == intent and slot in heard.slots)
    value = heard.slots[slot].value
    assert value == (said.rstrip(",;: ") if after else said) or (intent.endswith("PlanIntent") and value in said)


@pytest.mark.parametrize(
    ("intent", "slot"),
    [
        ("PrivateWordsKeepIntent", "words"),
        ("ReflectionWordsIntent", "words"),
        ("CommitmentOwnIntent", "words"),
        ("HardTalkTopicIntent", "topic"),
        ("CommitmentIntent", "commitment"),
    ],
)
@FREELY
@given(said=SENTENCE)
def test_where_free_words_are_asked_for_all_that_was_said_is_taken(
    ear: IntentMatcher, intent: str, slot: str, said: str
) -> None:
    # "Please" behind it and a wake word before it are said to the speaker, and are no part of the words.
    assume(not is_command(ear, said, intent, slot) and heard_in(said).text == plain(said))
    assert ear.hear(f" {said}\t", elicit=(intent, slot), today=SIX_IN_THE_EVENING.date()).slots[slot].value == said


@FREELY
@given(said=SENTENCE)
def test_a_name_of_any_characters_is_heard_as_it_was_said(ear: IntentMatcher, said: str) -> None:
    heard = ear.hear(f"Call me {said}", elicit=None, today=SIX_IN_THE_EVENING.date())
    assume(heard.intent == "OnboardingNameIntent" and "name" in heard.slots)
    assert heard.slots["name"].value == said.rstrip(".,;:!? ")


@FREELY
@given(said=SENTENCE)
def test_what_follows_because_is_heard_as_it_was_said(ear: IntentMatcher, said: str) -> None:
    assume(plain(said))
    heard = ear.hear(f"I feel Hurt because {said}", elicit=None, today=SIX_IN_THE_EVENING.date())
    assume(heard.intent == "CheckInIntent" and heard.stage == "own")
    assert heard.slots["mood"].value == f"hurt because {said}"


@FREELY
@given(said=SENTENCE)
def test_a_promise_without_a_time_keeps_every_character_but_its_full_stop(said: str) -> None:
    found = due_from_words(said, SIX_IN_THE_EVENING)
    assume(found.due is None and found.day_text is None)
    assert found.text in (said, said.removesuffix("."))


@pytest.mark.parametrize("said", ["it is my fault", "also, he lied.", "Write down nothing", "Just between us: I left"])
def test_private_words_that_begin_like_a_request_stay_whole(kept: LocalSpeakerApp, said: str) -> None:
    for words in ("keep a few words", said, "keep it"):
        kept.say(words)
    person = kept.person()
    with kept.application.database.work() as work:
        last = work.private_words.last_kept(person)
        assert (
            last is not None and work.private_words.text(person, last, open_lock(person, PIN, stretch_little)) == said
        )


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("call me José", "José"),
        ("Call me Jose\u0301.", "Jose\u0301"),
        ("my name is mary-ann", "Mary-Ann"),
        ("my name is Mary-ann", "Mary-ann"),
        ("call me O'Brien", "O'Brien"),
        ("call me McKay, please", "McKay"),
        ("call me नेहा", "नेहा"),
        ("call me 王小明", "王小明"),
        ("call me Ёлка!", "Ёлка"),
        ("call me ليلى", "ليلى"),
        ("call me nora lou", "Nora Lou"),
    ],
)
def test_a_name_is_kept_as_it_was_said_in_every_script(app: LocalSpeakerApp, said: str, name: str) -> None:
    app.open()
    assert app.say(said).words.startswith(f"Thanks, {name}.")
    with app.application.database.work() as work:
        assert work.people.name(app.person()) == name


@pytest.mark.parametrize(
    ("said", "own", "set_off"),
    [
        ("I feel Wobbly", "Wobbly", None),
        ("I feel दुःखी", "दुःखी", None),
        ("I'm feeling น้อยใจ today", "น้อยใจ", None),
        ("I feel hurt because of Nora's “Song”, again!", None, "Nora's “Song”, again!"),
        ("I feel Zerbrochen because Él se fue…", "Zerbrochen", "Él se fue…"),
        ("What set it off was José's call (6:30).", None, "José's call (6:30)."),
        ("I feel thin-skinned", "thin-skinned", None),
    ],
)
def test_a_feeling_in_own_words_and_what_set_it_off_are_kept_as_said(
    app: LocalSpeakerApp, said: str, own: str | None, set_off: str | None
) -> None:
    app.move_in()
    app.say(said)
    word = app.words_of_checkins()[-1]
    assert (word.own, word.set_off) == (own, set_off)


@pytest.mark.parametrize("said", ["दुःखी", "Ausgelaugt", "😭", "疲れた"])
def test_a_feeling_that_stands_alone_is_kept_as_said_where_it_was_asked_for(app: LocalSpeakerApp, said: str) -> None:
    app.move_in()
    app.say("check in")
    app.say(said)
    assert app.words_of_checkins()[-1].own == said


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("I promise to call José's mum by 6:30 p.m. tomorrow!", "call José's mum!"),
        ("I promise to ring “Nora & Co.” by six", "ring “Nora & Co.”"),
        ("I promise to नेहा को फ़ोन करूँ by six tomorrow", "नेहा को फ़ोन करूँ"),
        ("I promise to pay Bob $3.50, not 4, by half-past six.", "pay Bob $3.50, not 4"),
    ],
)
def test_a_promise_keeps_its_words_when_its_time_is_taken_out(app: LocalSpeakerApp, said: str, words: str) -> None:
    app.move_in()
    app.say(said)
    person = app.person()
    with app.application.database.work() as work:
        assert [work.commitments.words(person, one) for one in app.commitments()] == [words]


def test_a_talks_topic_keeps_its_words_when_its_time_is_taken_out(app: LocalSpeakerApp) -> None:
    app.move_in()
    app.say("plan a talk tomorrow at noon for forty minutes about José's “Summer” & me?")
    person = app.person()
    with app.application.database.work() as work:
        (talk,) = work.hard_talks.standing(person, app.clock.now())
        assert (talk.minutes, work.hard_talks.topic(person, talk)) == (40, "José's “Summer” & me?")


@pytest.mark.parametrize("said", ["a\x00b\x07", "half \ud800 sign", "\u2028line", "\ud83d\ude00 face"])
def test_characters_that_no_speech_may_hold_break_nothing(kept: LocalSpeakerApp, said: str) -> None:
    for words in ("stop", "keep a few words", said):
        kept.say(words)
    assert kept.say("keep it").words.startswith("I've kept it")
    kept.speaker.confirm(PIN)
    kept.speaker.enter(Room.ALONE)
    assert kept.say("read my last words back").words
