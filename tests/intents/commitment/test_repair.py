"""It did not happen: owned in a sentence that nobody hears again, then made good, made smaller, or let rest."""

from datetime import timedelta

import pytest
from support.local_speaker import Heard, LocalSpeakerApp
from support.sql import sql

from skill.domain.commitment import CommitmentState

MISSED, REPAIRED = CommitmentState.MISSED_OWNED, CommitmentState.REPAIRED
AGAIN = "Do you want to make it right with something small, make the promise smaller, or let it rest?"
SENTENCE = "I stayed at the desk and did not call"


@pytest.fixture
def missed(mara: LocalSpeakerApp) -> LocalSpeakerApp:
    """Mara has promised to be home by seven, and said at ten past that it did not happen."""
    mara.say("I promise to be home by seven in the evening")
    mara.say("yes")
    mara.wait(timedelta(minutes=80))
    heard = mara.say("no")
    assert heard.words.endswith("Want to put it in one sentence, just for you? Go ahead, or say no.")
    assert heard.is_open
    return mara


def states(app: LocalSpeakerApp) -> list[CommitmentState]:
    return [one.state for one in app.commitments()]


def owning(app: LocalSpeakerApp) -> list[str | None]:
    person, found = app.person(), app.commitments()
    with app.application.database.work() as work:
        return [work.commitments.owning(person, one) for one in found]


def test_one_sentence_is_kept_and_never_said_again(missed: LocalSpeakerApp) -> None:
    heard = [missed.say(SENTENCE).words]
    assert heard == [f"I've kept that, just for you. {AGAIN}"]
    assert owning(missed) == [SENTENCE]
    for words in ("repeat", "no", "I'm alone", "what did I promise", "how have these weeks been", "repeat"):
        heard.append(missed.say(words).words)
    heard += [one.words for one in missed.wait(timedelta(days=2))]
    assert not any("desk" in words for words in heard)


@pytest.mark.parametrize("nothing", ["no", "I was late", "I forgot"])
def test_nothing_need_be_said(missed: LocalSpeakerApp, nothing: str) -> None:
    assert missed.say(nothing).words == AGAIN
    assert owning(missed) == [None]


@pytest.mark.parametrize("way_out", ["not now", "that's all", "let it rest", "cancel"])
def test_it_may_rest_at_once(missed: LocalSpeakerApp, way_out: str) -> None:
    assert missed.say(way_out) == Heard("That's fine. It can rest.", False)
    assert states(missed) == [MISSED]


def test_whoever_wants_to_say_it_is_listened_to(missed: LocalSpeakerApp) -> None:
    assert missed.say("yes").words == "I'm listening."
    missed.say(SENTENCE)
    assert owning(missed) == [SENTENCE]


def promise_to_repair(app: LocalSpeakerApp) -> None:
    app.say("no")
    assert app.say("yes").words.startswith("What small thing would help make it right?")
    app.say("I promise to cook dinner by eight in the evening")
    app.say("yes")


def test_what_was_missed_is_repaired_once_the_small_promise_is_kept(missed: LocalSpeakerApp) -> None:
    promise_to_repair(missed)
    assert states(missed) == [MISSED, CommitmentState.PROMISED]
    missed.wait(timedelta(minutes=65))
    assert missed.say("yes").words == "You kept it. I've marked the earlier one as made right."
    assert states(missed) == [REPAIRED, CommitmentState.KEPT]


def test_a_repair_that_was_misheard_as_kept_is_undone_with_it(missed: LocalSpeakerApp) -> None:
    promise_to_repair(missed)
    missed.wait(timedelta(minutes=65))
    missed.say("yes")
    first, second = missed.commitments()
    with missed.application.database.work() as work:
        kept = sql(work).merge(second)
        kept.own_missed(missed.clock.now())
        work.commitments.settle(kept, missed.clock.now())
    assert states(missed) == [MISSED, MISSED]
    assert first.id == second.repairs_id


def test_a_repair_that_did_not_happen_leaves_the_first_as_it_was_and_may_be_repaired_itself(
    missed: LocalSpeakerApp,
) -> None:
    promise_to_repair(missed)
    missed.wait(timedelta(minutes=65))
    missed.say("no")
    assert states(missed) == [MISSED, MISSED]
    missed.say("make it good")
    missed.say("I promise to write the letter by nine in the evening")
    missed.say("yes")
    missed.wait(timedelta(minutes=65))
    missed.say("I kept it")
    assert states(missed) == [REPAIRED, REPAIRED, CommitmentState.KEPT]


def test_made_smaller_it_is_the_same_with_less_and_makes_good_as_well(missed: LocalSpeakerApp) -> None:
    missed.say("no")
    assert missed.say("make it smaller").words == "What's small enough to keep? Say it with a time."
    missed.say("I promise to send a message by eight in the evening")
    missed.say("yes")
    missed.wait(timedelta(minutes=65))
    missed.say("yes")
    assert states(missed) == [REPAIRED, CommitmentState.KEPT]


def test_a_recurring_promise_made_smaller_keeps_its_days_and_takes_the_old_ones_place(mara: LocalSpeakerApp) -> None:
    mara.say("I promise to be home by seven on weekdays")
    mara.say("yes")
    mara.wait(timedelta(minutes=80))
    mara.say("no")
    mara.say("no")
    mara.say("make it smaller")
    heard = mara.say("I promise to be home by eight").words
    assert heard == "Okay, eight o'clock on weekday evenings. Is that right?"
    mara.say("yes")
    with mara.application.database.work() as work:
        assert [one.minute for one in work.series.active(mara.person())] == [20 * 60]


def test_before_it_is_due_a_smaller_one_takes_its_place(mara: LocalSpeakerApp) -> None:
    mara.say("I promise to be home by seven in the evening")
    mara.say("yes")
    mara.say("make it smaller")
    mara.say("I promise to call by seven in the evening")
    assert states(mara) == [CommitmentState.WITHDRAWN, CommitmentState.PROMISED]


def test_danger_in_the_one_sentence_leaves_the_script_and_nothing_is_kept(missed: LocalSpeakerApp) -> None:
    assert "Are you safe right now?" in missed.say("I want to kill myself").words
    assert owning(missed) == [None]
