"""`/as NAME` on a local speaker: who began without a name is found again by the name that was said."""

from support.local_speaker import NEEDS_PIN, Heard, House


def as_somebody(house: House, name: str) -> None:
    house.speaker.become(name)


def test_who_began_without_a_name_is_no_stranger_when_another_has_spoken_and_needs_her_pin(house: House) -> None:
    house.move_in("Mara")
    mara = house.person()
    as_somebody(house, "Jonas")
    assert house.open().words.startswith("Welcome"), "he is new here"
    house.say("call me Jonas")
    house.say("half past eight")
    house.say("stop")
    as_somebody(house, "Mara")
    assert not house.open().words.startswith("Welcome"), "a second Mara would be made by a welcome"
    house.say("stop")
    assert house.say("I promise to call Ana by noon tomorrow").is_open
    house.say("yes")
    assert [one.person_id for one in house.commitments()] == [mara.id]
    house.say("stop")
    assert house.say("what did I promise") == Heard(NEEDS_PIN, False)


def test_a_name_hears_that_a_pin_is_needed_in_the_same_words_whatever_is_kept(house: House) -> None:
    house.move_in("Mara")
    as_somebody(house, "Jonas")
    house.move_in("Jonas")
    as_somebody(house, "Mara")
    nothing = house.say("what did I promise")
    house.say("I promise to call Ana by noon tomorrow")
    house.say("yes")
    house.say("stop")
    assert house.say("what did I promise") == nothing == Heard(NEEDS_PIN, False)


def test_a_name_that_nobody_said_here_is_somebody_new(house: House) -> None:
    house.move_in("Mara")
    as_somebody(house, "Nora")
    assert house.open().words.startswith("Welcome")
