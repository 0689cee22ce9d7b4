"""`/as NAME` on a local speaker: who began without a name is found again by the name that was said."""

from support.local_speaker import NEEDS_PIN, Heard, LocalSpeakerApp


def as_somebody(app: LocalSpeakerApp, name: str) -> None:
    app.speaker.become(name)


def test_who_began_without_a_name_is_no_stranger_when_another_has_spoken_and_needs_her_pin(
    app: LocalSpeakerApp,
) -> None:
    app.move_in("Mara")
    mara = app.person()
    as_somebody(app, "Jonas")
    assert app.open().words.startswith("Hi. This is"), "he is new here"
    app.say("call me Jonas")
    app.say("half past eight")
    app.say("stop")
    as_somebody(app, "Mara")
    assert not app.open().words.startswith("Hi. This is"), "a second Mara would be made by a welcome"
    app.say("stop")
    assert app.say("I promise to call Ana by noon tomorrow").is_open
    app.say("yes")
    assert [one.person_id for one in app.commitments()] == [mara.id]
    app.say("stop")
    assert app.say("what did I promise") == Heard(NEEDS_PIN, False)


def test_a_name_hears_that_a_pin_is_needed_in_the_same_words_whatever_is_kept(app: LocalSpeakerApp) -> None:
    app.move_in("Mara")
    as_somebody(app, "Jonas")
    app.move_in("Jonas")
    as_somebody(app, "Mara")
    nothing = app.say("what did I promise")
    app.say("I promise to call Ana by noon tomorrow")
    app.say("yes")
    app.say("stop")
    assert app.say("what did I promise") == nothing == Heard(NEEDS_PIN, False)


def test_a_name_that_nobody_said_here_is_somebody_new(app: LocalSpeakerApp) -> None:
    app.move_in("Mara")
    as_somebody(app, "Nora")
    assert app.open().words.startswith("Hi. This is")
