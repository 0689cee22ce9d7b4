"""Who gave the PIN in this conversation of a local speaker, and when that ends."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from intents.dialog.speaker import IdentifiedSpeaker, Ids
from intents.dialog.turn import Reply, Slot
from skill.storage.pin_windows import PinWindows
from skill.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Sent:
    """What a request says that bears on a PIN.

    Attributes:
        mark: the mark of the window that the speaker keeps, "" where it keeps none.
        heard, slots: what was heard.
    """

    ids: Ids
    mark: str
    heard: str
    slots: Mapping[str, Slot]


def proved_in(windows: PinWindows, sent: Sent, work: UnitOfWork, now: datetime) -> UUID | None:
    """Return whose PIN was given in this conversation, or None.

    A sentence of another conversation at the same speaker ends the window, and so does another name: somebody else
    has begun to speak. So does the end of the external id, wherever it was ended.
    """
    device = sent.ids.local
    if device is None:
        return None
    holder = windows.holder(device, sent.ids.user_id, sent.mark, now)
    leads_there = any(one.person.id == holder for one in work.people.at(sent.ids.user_id))
    if holder is None or not leads_there or _is_somebody_else(sent, holder, work):
        windows.end(device)
        return None
    return holder


def end_after(windows: PinWindows, ids: Ids, proved: UUID | None, speaking: IdentifiedSpeaker, reply: Reply) -> None:
    """End the window where the conversation ends, or goes on with somebody else."""
    goes_on = reply.awaiting is not None and reply.speaker in (None, proved) and speaking.person.id == proved
    if ids.local is not None and proved is not None and not goes_on:
        windows.end(ids.local)


def _is_somebody_else(sent: Sent, holder: UUID, work: UnitOfWork) -> bool:
    if sent.heard == "WhoNewIntent":
        return True
    if sent.heard != "WhoNameIntent":
        return False
    name, person = sent.slots.get("name"), work.people.get(holder)
    return name is None or person is None or not work.people.is_called(person, name.value or "")
