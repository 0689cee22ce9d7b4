"""What else Mara may do that is hers alone: doors, commands, a restart; and what a visitor says in her bare name."""

import shutil
from collections.abc import Callable
from dataclasses import replace

from slow.proof.homes import LOCAL, PIN, Way
from slow.proof.rooms import House, Mouth
from support.echo import YES, digits_in

from skill.domain.person import Person
from skill.storage.personal_data.service import JSON_FILE, PersonalData

VISITOR = "amzn1.ask.person.VISITOR"


def opens_another_speaker(app: House, hers: Mouth) -> None:
    """Give herself a key, and say it at a speaker elsewhere."""
    hers.begin()
    hers.say("RecoveryCodeGiveIntent")
    told = hers.say("RoomAloneIntent").words
    if "is: " in told:  # none where no PIN says that it is her
        first, second = digits_in(told)
        elsewhere = Way("amzn1.ask.account.ELSEWHERE", "amzn1.ask.person.ELSEWHERE", 400)
        app.mouth(elsewhere).say("RecoveryCodeSayIntent", first=first, second=second)


def proposes_and_takes_back(_house: House, hers: Mouth) -> None:
    """Propose a talk, and take it back in a conversation of its own."""
    for intent, slots in (("JointTalkProposeIntent", {"plan": "tomorrow at noon"}), ("JointTalkWithdrawIntent", {})):
        hers.begin()
        hers.say(intent, **slots)
        hers.say(YES)


def takes_everything_along(app: House, hers: Mouth) -> None:
    """Write everything into files, and take it in again, by the commands of her local speaker."""
    person = _person(app, hers)
    if person is None:
        return
    leaving, folder = _leaving(app, hers), app.folder.with_name(f"{app.folder.name}-along")
    try:
        now, given = app.clock.now(), PIN["Mara"]
        leaving.write(folder, now, given=given)
        leaving.bring_in(folder / JSON_FILE, now, device=hers.way.device, zone=None, given=given)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sets_her_pin_anew(app: House, hers: Mouth) -> None:
    """Set the PIN anew, by the command."""
    if _person(app, hers) is not None:
        name = hers.way.says
        account = hers.way.account
        app.pins.set("" if name else account, PIN["Mara"], given=PIN["Mara"], shared_account=account, name=name)


def erases_everything(app: House, hers: Mouth) -> None:
    """Delete everything; where she alone is behind her account, since else he is the only one left there."""
    person = _person(app, hers)
    if person is not None and hers.way.account == f"{LOCAL}hers.":
        app.application.database.erase(person.id, app.clock.now())


def restarts(app: House, _hers: Mouth) -> None:
    """Stop the service and start it."""
    app.restart()


def _under_her_name(*intents: str) -> Callable[[House, Mouth], None]:
    """Return what a visitor says in her name: nobody but her is to hear of it."""

    def act(app: House, hers: Mouth) -> None:
        is_echo = not hers.way.account.startswith(LOCAL)
        visitor = app.mouth(replace(hers.way, says="Mara", pin="", voice=VISITOR if is_echo else None, level=300))
        for intent in intents:
            visitor.begin()
            visitor.say(intent)
            visitor.say(YES)

    return act


def _person(app: House, hers: Mouth) -> Person | None:
    """Return her, where she has a local speaker and a PIN."""
    if not hers.way.pin:
        return None
    with app.application.database.work() as work:
        behind = [one.person for one in work.people.at(hers.way.account)]
        found = next((one for one in behind if work.people.is_called(one, "Mara")), None)
    return found if found is not None and found.pin_hash is not None else None


def _leaving(app: House, hers: Mouth) -> PersonalData:
    account = hers.way.account
    shared = account if account.endswith(".") else account.rpartition(".")[0] + "."
    name = "Mara" if hers.way.says else account.rpartition(".")[2]
    return PersonalData(app.application.database, shared_account=shared, account=account, name=name, kinds={})


MORE: dict[str, Callable[[House, Mouth], None]] = {
    "opens another speaker with a key": opens_another_speaker,
    "proposes a talk and takes it back": proposes_and_takes_back,
    "takes everything along and in again": takes_everything_along,
    "sets her PIN anew": sets_her_pin_anew,
    "erases everything": erases_everything,
    "the service restarts": restarts,
    "her name settles a promise": _under_her_name("CommitmentKeptIntent", "CommitmentDropIntent"),
    "her name stops everything": _under_her_name("SharingStopIntent", "ScheduleStopIntent", "LinkingLeaveIntent"),
}
"""Every one of these acts by its name."""
