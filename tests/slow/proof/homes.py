"""How Mara and Jonas may live: who speaks through which account, voice and device, and how each may be asked."""

from dataclasses import dataclass

ECHO, HERS, HIS, NEXT_DOOR = (f"amzn1.ask.account.{name}" for name in ("KITCHEN", "HERS", "HIS", "NEXTDOOR"))
MARA, JONAS, GUEST = (f"amzn1.ask.person.{name}" for name in ("MARA", "JONAS", "GUEST"))
KITCHEN = "amzn1.ask.device.KITCHEN"
PIN = {"Mara": "4711", "Jonas": "2806", "Nora": "9135"}
LOCAL = "local-speaker."
BOTH = f"{LOCAL}both."
"""The one account behind which both live and say by name who speaks."""


@dataclass(frozen=True)
class Way:
    """One way to speak: an account and perhaps a recognised voice, how sure of it, and perhaps a name that is said.

    Attributes:
        level: Alexa's confidence, 400 once its PIN was given.
        says: a name that is said first in every session, or "".
        pin: whose PIN is given first on a local speaker, or "".
    """

    account: str
    voice: str | None = None
    level: int = 300
    says: str = ""
    pin: str = ""

    @property
    def device(self) -> str:
        """The device behind the account."""
        return ".".join(self.account.split(".")[:2]) if self.account.startswith(LOCAL) else KITCHEN


@dataclass(frozen=True)
class Home:
    """One of the ways in which two people may live with the speaker.

    Attributes:
        hers: how Mara speaks, the surest first.
        his: every way in which Jonas may speak, his own first; also where he says to be her, or is a guest at hers.
        can_link: can two link here at all? Where names are only said, nobody can.
        own_labels: does he hear what is said unasked on a speaker of his own? On a shared one he is in the room.
    """

    name: str
    hers: Way
    his: tuple[Way, ...]
    can_link: bool = True
    own_labels: bool = True

    @property
    def stages(self) -> tuple[str, ...]:
        """How far the two can come here."""
        return ("strangers", "half", "linked") if self.can_link else ("strangers",)


HOMES = (
    Home(
        "one account, two voices",
        Way(ECHO, MARA, 400),
        (
            Way(ECHO, JONAS, 400),
            Way(ECHO, JONAS),
            Way(ECHO),
            Way(ECHO, says="Mara"),
            Way(ECHO, JONAS, says="Mara"),
            Way(ECHO, GUEST),
            Way(ECHO, GUEST, says="Mara"),
        ),
        own_labels=False,
    ),
    Home(
        "only the account",
        Way(ECHO, says="Mara"),
        (Way(ECHO, says="Jonas"), Way(ECHO), Way(ECHO, says="Mara")),
        can_link=False,
        own_labels=False,
    ),
    Home(
        "two accounts",
        Way(HERS, MARA, 400),
        (Way(HIS, JONAS, 400), Way(HIS, JONAS), Way(HIS), Way(HERS, JONAS), Way(HERS, JONAS, says="Mara")),
    ),
    Home(
        "a local speaker each",
        Way(f"{LOCAL}hers.", pin="Mara"),
        (Way(f"{LOCAL}his.", pin="Jonas"), Way(f"{LOCAL}his.")),
    ),
    Home(
        "one local speaker, two names",
        Way(f"{LOCAL}one.mara", pin="Mara"),
        (Way(f"{LOCAL}one.jonas", pin="Jonas"), Way(f"{LOCAL}one.jonas"), Way(f"{LOCAL}one.mara")),
        own_labels=False,
    ),
    Home(
        "two behind one local name",
        Way(BOTH, says="Mara", pin="Mara"),
        (Way(BOTH, says="Jonas", pin="Jonas"), Way(BOTH, says="Jonas"), Way(BOTH, says="Mara"), Way(BOTH)),
        own_labels=False,
    ),
)
