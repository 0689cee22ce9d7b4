"""Four weeks of Mara's, with six promises and some words, for whoever looks back on them."""

from datetime import timedelta

from support.local_speaker import House

DAY = timedelta(days=1)
ANSWERS = ("I kept it", "I kept it", "I didn't make it", "I kept it", "I kept it", "")
"""What she says of each promise; the last is never spoken of."""


def live_four_weeks(house: House) -> None:
    """Let Mara move in, promise something on six evenings, say how she is, and let the weeks pass."""
    house.move_in()
    for answer in ANSWERS:
        house.say("I feel sad")
        house.say("stop")
        house.say("I promise to call by nine in the evening")
        house.say("yes")
        house.clock.set(house.clock.now() + timedelta(hours=3, minutes=20))
        if answer:
            house.say(answer)
            house.say("no")
        house.clock.set(house.clock.now() + DAY - timedelta(hours=3, minutes=20))
    house.say("I feel calm")
    for _ in range(22):
        house.clock.set(house.clock.now() + DAY)
        house.ground.tick(house.clock.now())
