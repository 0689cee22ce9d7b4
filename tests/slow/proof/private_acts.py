"""What Mara may do that is hers alone: each act by name, said through her surest door."""

from collections.abc import Callable, Mapping

from slow.proof.homes import LOCAL
from slow.proof.other_acts import MORE
from slow.proof.rooms import House, Mouth
from support.echo import NO, YES

Said = tuple[str, Mapping[str, str]]
Act = Callable[[House, Mouth], None]

WORDS = {
    "promise": "Gromblewick",
    "mood": "Splurfendorf",
    "kept": "Marzibald",
    "discarded": "Fennimonde",
    "set off": "Vexomatic",
    "owned": "Zoquelet",
    "topic": "Thrumble",
    "reflected": "Wimplestone",
    "named": "Ostrabel",
}
"""Canary words: what she says in these acts. None of them is ever his to hear, and none may lie open anywhere."""


def _(intent: str, **slots: str) -> Said:
    return intent, slots


def _alone(*said: Said) -> tuple[Said, ...]:
    return (_("RoomAloneIntent"), *said)


SAID: dict[str, tuple[Said, ...]] = {
    "says how it is": (_("CheckInIntent", mood="hurt"), _(NO), _("NotTodayIntent")),
    "says a word of her own": (_("CheckInIntent", mood=WORDS["mood"]), _("CheckInIntent", mood="numb")),
    "says what set it off": (_("CheckInIntent", mood="angry"), _("CheckInSetOffIntent", set_off=WORDS["set off"])),
    "keeps words": (_("PrivateWordsKeepIntent", words=f"I saw the {WORDS['kept']}"), _("KeepIntent")),
    "lets words go": (_("PrivateWordsKeepIntent", words=f"the {WORDS['discarded']}"), _("PrivateWordsDiscardIntent")),
    "reads words back": _alone(_("PrivateWordsReadIntent"), _("PrivateWordsDiscardIntent")),
    "promises": (_("CommitmentIntent", commitment=f"mend the {WORDS['promise']} by eight in the evening"), _(YES)),
    "promises for every day": (_("CommitmentIntent", commitment=f"feed the {WORDS['promise']} every day by noon"),),
    "kept it": _alone(_("CommitmentKeptIntent"), _(YES)),
    "missed it and owns it": _alone(
        _("CommitmentMissedIntent"), _("CommitmentOwnIntent", words=f"I left the {WORDS['owned']}"), _(YES)
    ),
    "makes it good": _alone(_("CommitmentMissedIntent"), _("CommitmentRepairIntent"), _(YES)),
    "makes it smaller": _alone(_("CommitmentMissedIntent"), _("CommitmentSmallerIntent"), _(YES)),
    "moves it": _alone(_("CommitmentMoveIntent", time="22:00"), _(YES)),
    "takes it back": _alone(_("CommitmentDropIntent"), _(YES)),
    "leaves it out today": _alone(_("CommitmentSkipIntent"), _(YES)),
    "lists her promises": _alone(_("CommitmentListIntent")),
    "plans a talk": (_("HardTalkPlanIntent", plan=f"tomorrow at noon about the {WORDS['topic']}"), _(YES)),
    "plans a talk soon and holds it": (
        _("HardTalkPlanIntent", plan="in twelve minutes"),
        *(_(one) for one in (YES, YES, YES, "HardTalkReadyIntent", "HardTalkNextIntent", "HardTalkPauseIntent")),
    ),
    "ends the talk and says how it is after": _alone(
        _("HardTalkEndIntent"), _("Launch"), _("RoomAloneIntent"), _("HardTalkAfterwardsIntent", after="heavier")
    ),
    "puts the talk off": (_("HardTalkPutOffIntent"), _(NO)),
    "calls the talk off": (_("HardTalkCancelIntent"), _(YES)),
    "hears a prompt and keeps it": _alone(
        _("ReflectionIntent"), _("KeepIntent"), _("ReflectionWordsIntent", words=WORDS["reflected"])
    ),
    "not tonight": (_("NotTodayIntent"),),
    "looks back": _alone(_("EvidenceIntent")),
    "stops reminding": (_("ScheduleStopIntent"), _(YES)),
    "starts again": (_("ScheduleResumeIntent"), _(YES)),
    "pauses everything": (_("SchedulePauseIntent", duration="P3D"), _(YES)),
    "sets an evening time": (_("ScheduleEveningIntent", time="20:30"), _(YES)),
    "sets quiet hours": (_("ScheduleQuietIntent", start="20:00", end="08:00"), _(YES)),
    "changes the zone": (_("ScheduleZoneIntent", city="Europe/Paris"), _(YES)),
    "opens it": (_("Launch"),),
    "breathes": (_("BreathingIntent", pattern="box", minutes="3"), _(NO)),
    "grounds herself": (_("GroundingIntent"), _("AMAZON.NextIntent")),
    "shares a day and takes it back": (
        *(_("CheckInIntent", mood="sad"), _(YES), _(NO), _("SharingDayIntent"), _("SharingUndoIntent")),
    ),
    "shares all and stops": (
        *(_("SharingStandingIntent"), _("CheckInIntent", mood="sad"), _(YES), _(NO), _("SharingWordIntent")),
        *(_("SharingCommitmentIntent"), _("SharingStopIntent")),
    ),
    "hears what is asked of her and says nothing of it": _alone(
        _("SharingHearIntent"), _("AskedNotThisWeekIntent"), _(NO), _("SharingHearIntent"), _("AskedNotThisWeekIntent")
    ),
    "lists what she shares": _alone(_("SharingListIntent")),
    "needs help": (_("CourtesySupportIntent"),),
    "is in danger": (_("DangerAtHomeIntent"), _(NO)),
    "says heavy words": (_("DangerHeavyIntent"), _(YES)),
    "says yes to fear": (_("LinkingInviteIntent"), _("RoomAloneIntent"), _(YES)),
    "says no to fear": (_("LinkingInviteIntent"), _("RoomAloneIntent"), _(NO)),
    "leaves": (_("LinkingLeaveIntent"),),
    "leaves for good": (_("LinkingLeaveIntent"), _("LinkingEndIntent")),
    "gives herself a key": _alone(_("RecoveryCodeGiveIntent")),
    "says a name by which she is not known": (_("WhoNameIntent", name=WORDS["named"]), _(NO)),
    "begins and stops": (_("Launch"), _("AMAZON.StopIntent")),
    "begins and cancels": (_("CheckInIntent", mood="sad"), _("AMAZON.CancelIntent")),
    "asks for her doors": _alone(_("RecognitionListIntent"), _("RecognitionForgetIntent"), _(NO)),
    "hears what is proposed": _alone(_("JointTalkProposedIntent"), _(NO)),
    "says that she saw it": (_("SharingSeenIntent"),),
}
"""Intents and slots of each act, said in one session."""


def _fails_the_pin(app: House, hers: Mouth) -> None:
    """Give a wrong PIN three times; on an Echo let Alexa say that it was not given."""
    if hers.account.startswith(LOCAL):
        for _number in range(3):
            app.give_pin(hers.way, "0000")
        return
    hers.begin(room="RoomAloneIntent")
    was, hers.level = hers.level, 300
    hers.say("PrivateWordsReadIntent")
    failed = {
        "type": "ConnectionCompleted",
        "token": "verify|PrivateWordsReadIntent|alone",
        "result": {"status": "FAILED"},
    }
    hers.resume(failed, level=300)
    hers.level = was


def _speaks(said: tuple[Said, ...]) -> Act:
    def act(_house: House, hers: Mouth) -> None:
        hers.begin()
        for intent, slots in said:
            hers.say(intent, **slots)

    return act


ACTS: dict[str, Act] = {name: _speaks(said) for name, said in SAID.items()} | {"fails the PIN": _fails_the_pin} | MORE
"""Every private act by its name."""
