"""What Jonas may ask: every intent of the model, with the slots of an ordinary sentence, in every room."""

import json
from pathlib import Path

from slow.proof.private_acts import Said
from support.echo import NO, YES

MODEL = json.loads((Path(__file__).parents[3] / "interaction_models" / "en-US.json").read_text())
INTENTS = tuple(one["name"] for one in MODEL["interactionModel"]["languageModel"]["intents"])
SLOTS: dict[str, dict[str, str]] = {
    "CheckInIntent": {"mood": "sad"},
    "CheckInSetOffIntent": {"set_off": "a song"},
    "CommitmentIntent": {"commitment": "call home by nine in the evening"},
    "TimeIntent": {"time": "19:00"},
    "CommitmentMoveIntent": {"time": "19:00"},
    "CommitmentOwnIntent": {"words": "I left too late"},
    "BreathingIntent": {"pattern": "even", "minutes": "3"},
    "ReflectionWordsIntent": {"words": "I slept"},
    "ScheduleEveningIntent": {"time": "20:15"},
    "ScheduleQuietIntent": {"start": "23:00", "end": "07:00"},
    "SchedulePauseIntent": {"duration": "P1D"},
    "ScheduleZoneIntent": {"city": "America/Chicago"},
    "OnboardingNameIntent": {"name": "Jonas"},
    "WhoNameIntent": {"name": "Jonas"},
    "LinkingCodeIntent": {"first": "2341", "second": "5678"},
    "RecoveryCodeSayIntent": {"first": "2341", "second": "5678"},
    "PrivateWordsKeepIntent": {"words": "it rained"},
    "HardTalkPlanIntent": {"plan": "tomorrow at noon about the summer"},
    "AskedCommitmentIntent": {"ask": "walk", "time": "19:00"},
    "SharingAskIntent": {"ask": "walk"},
    "HardTalkTopicIntent": {"topic": "the summer"},
    "HardTalkMoveIntent": {"time": "13:00"},
    "HardTalkPauseIntent": {"length": "PT30M"},
    "HardTalkAfterwardsIntent": {"after": "heavier"},
}
ROOMS = ("", "RoomAloneIntent", "RoomCompanyIntent")
ASKS: tuple[Said, ...] = tuple((name, SLOTS.get(name, {})) for name in ("Launch", *INTENTS))
"""Everything that can be said."""
ENDS = ("ListIntent", "AgendaIntent", "ReadIntent", "ConfirmIntent", "InviteIntent", "MoveIntent", "SeenIntent")
MORE = (
    *(
        "Launch",
        "CourtesySupportIntent",
        "JointTalkProposedIntent",
        "EvidenceIntent",
        "ReflectionIntent",
        "SharingHearIntent",
    ),
    *("AMAZON.RepeatIntent", YES, NO),
)
TELLS = tuple(said for said in ASKS if said[0].endswith(ENDS) or said[0] in (*MORE, "CommitmentKeptIntent"))
"""What tells something that is kept, or whose answer depends on it."""
