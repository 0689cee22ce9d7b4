"""Danger is heard in whatever words it comes, and everyday talk that only sounds like it is left in peace."""

import pytest
from support.all_at_once import each

from skill.content import danger_words
from skill.domain.danger import HARMLESS, SOFT, danger_in

SELF_HARM = """
I want to die
i just wanna die
sometimes I wish I was dead
I wish I wasn't alive
they would be better off without me
I'd be better off dead
I don't want to live any more
I don't want to wake up tomorrow
there is no reason to live
I have nothing to live for
I want to end it all
I'm thinking of ending my life
I want to take my own life
I want to kill myself
I keep thinking about killing myself
I promise not to hurt myself tonight
I have been cutting myself again
I cut myself last night
I'm afraid I will harm myself
I want to jump off a bridge
I could take all my pills
I took an overdose
I can't go on
I can't go on like this
I feel suicidal
I think about suicide
I want to drown myself
I don't want to be here anymore
"""
UNSAFE = """
I'm not safe here
I don't feel safe at home
I'm scared of him
I am afraid of her when he drinks
I'm afraid of my husband
I'm scared of my wife
I'm scared to go home
I'm afraid to go home tonight
I fear, I'm afraid for my life
he hit me
she hit me yesterday
He hit me again last night!
my husband hits me
my wife hits me when she is angry
my partner hit me
he keeps hitting me
he beats me
she beat me up
he choked me
he grabbed me by the throat
she pushed me down the stairs
he threatened me
he threatens to kill me
she threatened to hurt me
I think he is going to kill me
he won't let me leave
she doesn't let me leave the house
he locked me in
I'm trapped
I feel trapped here
he forced me
he forces me to do things
he raped me
he has a gun
she has a knife
"""
MAY_HARM = """
I want to hurt him
I want to hurt her for what she did
I want to hurt someone
I want to kill him
I'm going to kill her
I'm going to hurt him tonight
I might hurt someone
I might hurt her
I want to hit him so badly
I was about to hit her
"""
HEAVY = """
I feel hopeless
it is all hopeless
I feel worthless
I can't do this anymore
I can't take it any more
what's the point
What's the point of it all?
there is no way out
I want to disappear
I wish I could disappear
nobody would miss me
I'm a burden to everyone
I hate myself
I'm trapped in my head
I could kill him
I don't want to feel anything
"""
EVERYDAY = """
this traffic kills me
my feet are killing me
I'm dying to see you
I was dying of laughter
I nearly died of boredom
I could kill for a coffee
she will kill me if I'm late again
this heat is going to kill me
this job is going to kill me
we killed time at the station
the battery died
my phone is dead
drop dead gorgeous
over my dead body
it was to die for
I want to die laughing
I want to die of embarrassment
we were killing ourselves laughing
I was killing myself laughing
I'm killing myself over this report
I shot myself in the foot
I shoot myself in the foot with that
I cut myself shaving
I cut myself on the tin
I should cut myself some slack
I cut myself off from everyone on Sunday
I hurt myself at the gym
I hurt myself running
I can't go on holiday this year
I can't go on Friday
I can't go on the trip
I had an overdose of chocolate
we watched suicide squad
I promised to end it all with her
I ended it
I hurt her
I hurt him deeply
I hurt her feelings
I don't want to hurt anyone
I might hurt her feelings
I'm hurt
I feel hurt, strength four
I feel scared
I'm afraid
I'm afraid of losing him
I'm scared of her leaving
I'm scared of spiders
I'm afraid of her dog
I'm scared of his mother
I feel unsafe about money, no, unsure
he hit me up for money
she hit me up yesterday
he hit the brakes
it hit me that I was wrong
he beat me at chess
she beat me to it
he beats me at cards
beats me
I was trapped in traffic
I'm trapped in a meeting until six
I got trapped on the train
she forced me to smile
it forced me to think
he threatened to quit his job
she has a knife set
he has a gunny sack
I feel like a hopeless romantic
I'm hopeless at cooking
I'm hopeless with directions
the coupon was a worthless coupon
what's the point of this meeting
I want to disappear under a blanket
I feel dead tired
I'm dead on my feet
I feel numb
I feel lost
I feel broken today
I feel alone
I'm so mad I could scream
I could murder a sandwich
he is killing it at work
that joke killed me
I promise to kill the lights at ten
I promise to be home by six
I promise not to hit snooze
I'll hit the gym by seven
I'll call my mother before dinner
I feel safe
I feel safe here
we are safe at home
it's not the end of it all
I want to live by the sea
I want to leave by eight
I fell down the stairs
jump in front of the camera for a photo
I can go on
I'm going on with the list
"""


def lines(text: str) -> list[str]:
    return text.strip().splitlines()


DANGER = lines(SELF_HARM) + lines(UNSAFE) + lines(MAY_HARM)


def test_the_table_is_long_enough_and_holds_both_kinds() -> None:
    print(f"\ndanger: {len(DANGER)}, heavy: {len(lines(HEAVY))}, everyday: {len(lines(EVERYDAY))}")
    assert len(DANGER) + len(lines(HEAVY)) + len(lines(EVERYDAY)) >= 160


@each(DANGER)
def test_danger_is_heard(said: str) -> None:
    assert danger_in(said, danger_words()) not in (None, SOFT, HARMLESS)


@each(lines(HEAVY))
def test_a_heavy_word_is_no_danger_by_itself(said: str) -> None:
    assert danger_in(said, danger_words()) == SOFT


@each(lines(EVERYDAY))
def test_everyday_talk_is_left_in_peace(said: str) -> None:
    assert danger_in(said, danger_words()) is None


@pytest.mark.parametrize("before", ["I was trapped in traffic and ", "I'm hopeless at cooking and ", ""])
@pytest.mark.parametrize("danger", ["I want to die", "he hit me"])
def test_danger_beside_everyday_talk_is_still_heard(before: str, danger: str) -> None:
    assert danger_in(f"{before}{danger}", danger_words()) not in (None, SOFT)
    assert danger_in(f"{danger}. {before}", danger_words()) not in (None, SOFT)


def test_case_quotes_and_commas_hide_nothing() -> None:
    assert danger_in("I DON’T, want — to live", danger_words()) == "self_harm"
