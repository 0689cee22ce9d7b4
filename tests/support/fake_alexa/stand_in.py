"""The stand-in for Amazon's cloud as tests and hands hold it: accounts, people who speak, time that passes, faults."""

import tempfile
from collections.abc import Collection
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import uuid4

from skill.clock import Clock

from .app import AlexaApp
from .certificates import Authority
from .cloud import Cloud, Heard, Skill
from .control import Control
from .events import MANIFEST
from .faults import Fault
from .model import manifest_permissions
from .post import Post
from .proactive import MESSAGE_ALERT, Notification
from .reminders import Alert, Rang
from .rules import Rules
from .service import Service
from .signing import GOOD, MARA, SKILL
from .visits import ACCEPTED, Said, Visits

CLIENT = "amzn1.application-oa2-client.stand-in"
SECRET = "stand-in+secret/with&signs%20"
VALID_DAYS = 3650


class Amazon(AlexaApp):
    """Amazon on this machine: `url` goes into STEADY_GROUND_AMAZON_URL, `roots_file` into STEADY_GROUND_TRUST_ROOTS.

    Args:
        clock: moves tokens, retries and reminders; it can be advanced if it can be set, as a StandingClock.
        endpoint: address of our webhook; it may be set later, once the service runs.
        folder: where the file of trusted roots is written; a temporary one unless given.
        stamps: dates the requests to our endpoint, where that runs on another clock.
        permissions: what the manifest declares; our own manifest's unless said.
        events, publications: what the manifest subscribes and publishes.
        port: 0 takes a free one.
    """

    def __init__(
        self,
        clock: Clock,
        endpoint: str = "",
        *,
        folder: Path | None = None,
        stamps: Clock | None = None,
        skill_id: str = SKILL,
        permissions: Collection[str] | None = None,
        events: Collection[str] = tuple(MANIFEST.values()),
        publications: Collection[str] = (MESSAGE_ALERT,),
        rules: Rules | None = None,
        port: int = 0,
    ) -> None:
        self._temporary = tempfile.TemporaryDirectory(prefix="amazon-") if folder is None else None
        folder = Path(self._temporary.name) if self._temporary is not None else folder
        assert folder is not None
        self.client_id, self.client_secret = CLIENT, SECRET
        declared = manifest_permissions() if permissions is None else permissions
        skill = Skill(skill_id, CLIENT, SECRET, declared, events, publications)
        super().__init__(Cloud(skill, clock, stamps or clock, rules or Rules()), clock)
        self.cloud.endpoint = endpoint
        self.authority = Authority(folder, (stamps or clock).now(), days=VALID_DAYS)
        self.roots_file = self.authority.roots
        self._visits = Visits(self.cloud)
        self.control = Control({}, {})
        self.service = Service(self.cloud, lambda call: self.control.answer(call), port)
        self.service.files[GOOD] = self.authority.chain()
        self.url = self.service.url

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Switch off."""
        self.service.close()
        self.cloud.close()
        if self._temporary is not None:
            self._temporary.cleanup()

    @property
    def endpoint(self) -> str:
        """The address of our webhook."""
        return self.cloud.endpoint

    @endpoint.setter
    def endpoint(self, url: str) -> None:
        self.cloud.endpoint = url

    @property
    def post(self) -> Post:
        """Events and messages: `waiting`, `sent`, `expired`; `is_held` keeps them, `lose_answers` loses answers."""
        return self.cloud.post

    @property
    def calls(self) -> list[Heard]:
        """Every call to an API or for a certificate, in order."""
        return self.cloud.calls

    @property
    def complaints(self) -> list[str]:
        """What Alexa would not have accepted of our answers; a test ends with none."""
        return self.cloud.complaints

    @property
    def rang(self) -> list[Rang]:
        """What Alexa said aloud because a reminder was due, in order."""
        return self.cloud.reminders.rang

    def open(self, user: str = MARA) -> Said:
        """Let a person open the skill."""
        return self._settled(self._visits.open(self.account(user)))

    def say(self, user: str, intent: str, **slots: str) -> Said:
        """Let a person speak an intent."""
        return self._settled(self._visits.say(self.account(user), intent, slots))

    def hear(self, user: str, text: str) -> Said:
        """Let a person say a sentence, such as "open steady ground" or "i feel hurt"; the Echo waits for no name."""
        return self._settled(self._visits.hear(self.account(user), text))

    def end(self, user: str = MARA, reason: str = "USER_INITIATED") -> Said:
        """Let a session end without our doing."""
        return self._settled(self._visits.end(self.account(user), reason))

    def answer_consent(self, user: str = MARA, status: str = ACCEPTED, *, depth: int = 1) -> Said:
        """Let a person answer what Alexa asks for the skill (`visits.Visits.answer_consent`)."""
        return self._settled(self._visits.answer_consent(self.account(user), status, depth=depth))

    def answer_pin(self, user: str = MARA, *said: str) -> Said:
        """Let a person answer Alexa's question for the voice PIN (`visits.Visits.answer_pin`)."""
        return self._settled(self._visits.answer_pin(self.account(user), said))

    def token(self, user: str = MARA, *, is_in_session: bool = True) -> str:
        """Return a request's token without a request, to try an API by hand."""
        request_id = f"amzn1.echo-api.request.{uuid4()}"
        return self.cloud.tokens.mint(self.account(user), request_id, self.clock.now(), is_in_session=is_in_session)

    def alerts(self, user: str = MARA) -> list[Alert]:
        """Return a person's reminders, the oldest first."""
        return self.cloud.reminders.of(self.account(user))

    def notifications(self, user: str = MARA) -> list[Notification]:
        """Return what an Echo shows for a person now."""
        return self.cloud.proactive.shown(self.account(user), self.clock.now())

    def fail_next(self, call: str, fault: Fault, times: int = 1) -> None:
        """Plant a fault for the next calls to, say, `POST /v1/alerts/reminders` or `PUT *`."""
        self.cloud.faults.plant(call, fault, times)

    def _settled(self, said: Said) -> Said:
        self.settle()
        return said
