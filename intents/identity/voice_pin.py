"""Alexa's own voice PIN: where an answer needs to be surer who speaks, Alexa asks, and the wish goes on afterwards.

The PIN is asked and checked by Alexa alone (rules.md X18); what counts is the confidence that the signed request
carries afterwards, for a voice that was proven to be this person's.
"""

from dataclasses import replace

from intents.dialog.alexa_tasks import Connection
from intents.dialog.turn import Reply, Turn
from skill.domain.confidence import PIN_LEVEL, Confidence, Requirement
from skill.domain.room import Room

VERIFY = "verify"
URI = "connection://AMAZON.VerifyPerson/2"
NOT_ENABLED = "NOT_ENABLED"


def can_prove(turn: Turn, need: Requirement) -> bool:
    """Could Alexa's PIN make up for what is missing: an Echo, and a voice or an account that is this person's?"""
    asks = need.least is Confidence.PIN and not turn.confidence.reaches(need.least)
    return asks and turn.ids.local is None and turn.confidence.reaches(Confidence.ACCOUNT)


def ask_for_pin(turn: Turn) -> Reply:
    """Let Alexa ask for the voice PIN; what was wished for, and who is in the room, comes back as the token."""
    policy = {"level": PIN_LEVEL, "customPolicy": {"policyName": "VOICE_PIN"}}
    token = "|".join((VERIFY, turn.intent, turn.room.value))
    return Reply("", connection=Connection(URI, {"requestedAuthenticationConfidenceLevel": policy}, token))


def after_pin(turn: Turn) -> Turn | Reply | None:
    """Return the wish that may be granted now, or what is said instead; None where another task has come back."""
    result = turn.result
    kind, _, wish = (result.token if result is not None else "").partition("|")
    if result is None or kind != VERIFY:
        return None
    heard, _, room = wish.partition("|")
    if turn.confidence is Confidence.PIN and room in set(Room):
        return replace(turn, intent=heard, room=Room(room), awaiting=None)
    if result.status == NOT_ENABLED:
        return turn.tell(turn.phrase("verify.not_enabled"))
    return turn.tell(turn.phrase("courtesy.nothing_for_now"))
