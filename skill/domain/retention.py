"""How long what is kept stays (rules.md K4), and for how long "delete that" means what was kept last."""

from datetime import timedelta

CHECKINS_KEPT = timedelta(days=90)
TALKS_KEPT = timedelta(days=90)
LEDGER_KEPT = timedelta(days=30)
"""Of what was said unasked and what was claimed under a name alone; so far back, too, missed dates are written down."""
JUST_NOW = timedelta(minutes=15)
"""How long "delete that" still means what was kept last."""
