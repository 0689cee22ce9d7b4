"""What a person does in the Alexa app: enables the skill, agrees and takes it back, subscribes, deletes a reminder."""

from .accounts import Account
from .events import permissions, subscriptions
from .rules import ENDPOINTS, REMIND
from .signing import MARA
from .timekeeper import Timekeeper


class AlexaApp(Timekeeper):
    """The app of everybody; each act is reported to our endpoint, and delivered before it returns."""

    def account(self, user: str = MARA) -> Account:
        """Return an account, to look at or to change: its zone, consents, session, person.

        Raises:
            KeyError: it never had the skill.
        """
        return self.cloud.accounts.of(user)

    def enable(
        self,
        user: str = MARA,
        zone: str | None = "America/New_York",
        *,
        stage: str = "development",
        endpoint: str = ENDPOINTS["NA"][0],
    ) -> Account:
        """Enable the skill for an account, which Amazon serves at one of its ENDPOINTS.

        Raises:
            ValueError: this id had the skill before; Amazon gives a new id then (rules.md X18).
        """
        with self.cloud.lock:
            if self.cloud.accounts.knows(user):
                raise ValueError(f"{user} had the skill before; enabling again makes a new id")
            account = self.cloud.accounts.add(Account(user, zone=zone, stage=stage, endpoint=endpoint))
            self.cloud.report(account, "AlexaSkillEvent.SkillEnabled", None)
        self.settle()
        return account

    def disable(self, user: str = MARA) -> None:
        """Disable the skill: tokens end, messages find nobody, the id never comes back."""
        with self.cloud.lock:
            account = self.account(user)
            account.is_enabled, account.session = False, None
            self.cloud.report(account, "AlexaSkillEvent.SkillDisabled", None)
        self.settle()

    def consent(self, user: str = MARA, *scopes: str) -> None:
        """Grant permissions in the Alexa app; without scopes, reminders."""
        self._set_consents(user, self.account(user).consents | set(scopes or (REMIND,)))

    def revoke(self, user: str = MARA, *scopes: str) -> None:
        """Take permissions back in the Alexa app; without scopes, all."""
        account = self.account(user)
        self._set_consents(user, account.consents - set(scopes or account.consents))

    def _set_consents(self, user: str, scopes: set[str]) -> None:
        with self.cloud.lock:
            account = self.account(user)
            kind = "Changed" if account.consents else "Accepted"
            account.consents = scopes
            self.cloud.report(account, f"AlexaSkillEvent.SkillPermission{kind}", permissions(scopes))
        self.settle()

    def subscribe(self, user: str = MARA, *events: str) -> None:
        """Switch notifications on; without names, every one the skill publishes."""
        self._set_subscriptions(user, set(events or self.cloud.skill.publications))

    def unsubscribe(self, user: str = MARA) -> None:
        """Switch notifications off."""
        self._set_subscriptions(user, set())

    def _set_subscriptions(self, user: str, names: set[str]) -> None:
        with self.cloud.lock:
            account = self.account(user)
            account.subscriptions = names
            kind = "AlexaSkillEvent.ProactiveSubscriptionChanged"
            self.cloud.report(account, kind, subscriptions(names))
        self.settle()

    def link(self, user: str = MARA, token: str = "linked") -> None:
        """Link an account of ours."""
        self.cloud.report(self.account(user), "AlexaSkillEvent.SkillAccountLinked", {"accessToken": token})
        self.settle()

    def unlink(self, user: str = MARA) -> None:
        """Unlink it."""
        self.cloud.report(self.account(user), "AlexaSkillEvent.SkillAccountUnlinked", None)
        self.settle()

    def remove(self, alert: str) -> None:
        """Let a person delete a reminder in the Alexa app, by its alertToken.

        Raises:
            KeyError: there is none.
        """
        with self.cloud.lock:
            self.cloud.reminders.remove(alert)
        self.settle()

    def complete(self, alert: str) -> None:
        """Let a person tick a reminder off in the Alexa app, as `remove`."""
        with self.cloud.lock:
            self.cloud.reminders.complete(alert)
        self.settle()
