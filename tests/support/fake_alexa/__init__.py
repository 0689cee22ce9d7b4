"""Amazon on this machine: a stand-in for its cloud, and the papers and letters of a table of hostile requests.

The cloud, in a test (the clock stands until it is advanced; requests to our endpoint are real, signed and over HTTP):

    with Amazon(clock) as amazon:                      # amazon.url, amazon.roots_file, amazon.client_id, .client_secret
        amazon.endpoint = "http://127.0.0.1:PORT/alexa"  # our service, started with the four above
        amazon.enable(user, "America/New_York")        # SkillEnabled; also disable, link, unlink
        amazon.consent(user)                           # reminders, in the app; also revoke
        amazon.subscribe(user)                         # notifications; also unsubscribe
        said = amazon.open(user)                       # said.ssml, .is_open, .asks_for, .response, .status
        said = amazon.hear(user, "i feel hurt")         # heard by the local speaker's ear, through our model
        said = amazon.say(user, "ScheduleEveningIntent", time="20:30")
        said = amazon.answer_consent(user, ACCEPTED)   # to AskFor; DENIED, NOT_ANSWERED; depth=2
        amazon.account(user).person, amazon.account(user).pin = "amzn1.ask.person.MARA", "1234"
        said = amazon.answer_pin(user, "1234")           # where said.asks_pin; more tries, or none, may be said
        amazon.advance(timedelta(days=2), ground.tick)  # rings, delivers, and calls our clock at every stop
        amazon.alerts(user), amazon.rang, amazon.notifications(user), amazon.account(user)
        amazon.remove(alert_token), amazon.complete(alert_token)   # what a person does in the Alexa app
        amazon.fail_next("POST /v1/alerts/reminders", status(429, retry_after=7))  # or slow(3), RESET, LOST, TRUNCATED
        amazon.post.lose_answers("Messaging.MessageReceived")      # we did the work, Amazon asks again
        amazon.post.is_held = True                     # keep events back; reorder amazon.post.waiting; let go; settle()
        assert amazon.complaints == []                 # what Alexa would not have accepted of our answers
        amazon.calls, amazon.post.sent                 # what went to and fro

Every number of Amazon's that is only recalled is a field of `Rules`. By hand: `python -m support.fake_alexa`,
docs/howto/develop-without-amazon.md. The files, by duty: `certificates` (authority and papers), `shelf` (download of
certificate files and its faults), `signing` (honest requests and letters), `door` (our own service over real HTTP);
`stand_in` (the class above), `app` (what people do in the Alexa app), `timekeeper` (time that passes), `cloud` (which
call goes where; our endpoint called), `service` (sockets), `tokens`, `accounts`, `reminders`, `trigger`, `recurrence`,
`messaging`, `proactive`, `settings_api`, `events`, `post` (delivery and retries), `visits` (people who speak),
`understanding` (their sentences), `model` (our interaction model and manifest), `answers` (our answers as Alexa reads
them: `model_shape` their form, `spoken` and `recordings` their words, `directives` the rest), `faults`, `rules`,
`control` and `hands` (the control door).
"""

from .accounts import Account
from .certificates import SIGNER, Authority, Paper, key
from .door import Door
from .faults import LOST, RESET, TRUNCATED, Fault, slow, status
from .reminders import Alert, Rang
from .rules import ENDPOINTS, MESSAGING, NOTIFY, PROACTIVE, REMIND, Rules
from .shelf import Shelf, give, lost
from .signing import GOOD, HOST, MARA, NEW, OLD, SKILL, Letter, honest, intent, letter, sign
from .stand_in import CLIENT, SECRET, Amazon
from .visits import ACCEPTED, DENIED, NOT_ANSWERED, Said

__all__ = [
    "ACCEPTED",
    "CLIENT",
    "DENIED",
    "ENDPOINTS",
    "GOOD",
    "HOST",
    "LOST",
    "MARA",
    "MESSAGING",
    "NEW",
    "NOTIFY",
    "NOT_ANSWERED",
    "OLD",
    "PROACTIVE",
    "REMIND",
    "RESET",
    "SECRET",
    "SIGNER",
    "SKILL",
    "TRUNCATED",
    "Account",
    "Alert",
    "Amazon",
    "Authority",
    "Door",
    "Fault",
    "Letter",
    "Paper",
    "Rang",
    "Rules",
    "Said",
    "Shelf",
    "give",
    "honest",
    "intent",
    "key",
    "letter",
    "lost",
    "sign",
    "slow",
    "status",
]
