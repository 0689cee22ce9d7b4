"""A PIN: how long it is, how slowly it is guessed, and for how long one that was given counts."""

from datetime import timedelta

SHORTEST, LONGEST = 4, 64
"""Characters of a PIN."""
CONFIRMED_FOR = timedelta(minutes=5)
"""How long a PIN counts at most: long enough to hear some words, too short to leave the speaker to somebody else."""
FREE_TRIES = 2
"""So many slips of a finger cost nothing."""
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=15)
"""Each further wrong try doubles the wait. At the longest, four digits take a hundred days of guessing without a
break; and whoever is made to wait by another's guesses waits no longer than this."""


def wait_after(tries: int) -> timedelta:
    """Return how long no PIN is looked at after so many wrong ones running."""
    beyond = tries - FREE_TRIES
    doublings = min(max(beyond - 1, 0), 16)
    return min(FIRST_WAIT * 2**doublings, LONGEST_WAIT) if beyond > 0 else timedelta()
