"""Four weeks of Mara's, with six promises and some words, for whoever looks back on them."""

from datetime import timedelta

from support.local_speaker import LocalSpeakerApp

DAY = timedelta(days=1)
ANSWERS = ("I kept it", "I kept it", "I didn't make it", "I kept it", "I kept it", "")
"""What she says of each promise; the last is never spoken of."""


def live_four_weeks(app: LocalSpeakerApp) -> None:
    """Let Mara move in, promise something on six evenings, say how she is, and let the weeks pass."""
    app.move_in()
    for answer in ANSWERS:
        app.say("I feel sad")
        app.say("stop")
        app.say("I promise to call by nine in the evening")
        app.say("yes")
        app.clock.set(app.clock.now() + timedelta(hours=3, minutes=20))
        if answer:
            app.say(answer)
            app.say("no")
        app.clock.set(app.clock.now() + DAY - timedelta(hours=3, minutes=20))
    app.say("I feel calm")
    for _ in range(22):
        app.clock.set(app.clock.now() + DAY)
        app.application.tick(app.clock.now())
