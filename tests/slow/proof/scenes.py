"""Scenes: directed evenings where a walk would rarely come; each is judged from outside, by what anybody hears."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial

from slow.proof.faults import Fault
from slow.proof.homes import BOTH, ECHO, GUEST, HOMES, Home, Way
from slow.proof.rooms import HERS_AT_FIRST, HIS_AT_FIRST, House, Mouth, Shelf
from slow.proof.scenes_at_the_speaker import no_pin_for_commands, no_token, only_nearly_said
from support.echo import NO, YES, digits_in
from support.two_worlds import Worlds

Scene = Callable[[Shelf, Fault], str | None]
Said = list[str]
VOICES, BEHIND_ONE_NAME = HOMES[0], HOMES[-1]
SECRET = "Glimmerforth"
"""Words that she keeps in these scenes."""
ALONE = "RoomAloneIntent"


def _read_by_another(shelf: Shelf, fault: Fault) -> str | None:
    """Her PIN, her words, stop; then, at the same speaker and before five minutes are over, everybody else asks."""
    home = BEHIND_ONE_NAME
    with shelf.open(home, "linked", fault) as app:
        hers = _keeps_words(app, home)
        others = (Way(BOTH, says="Mara"), Way(BOTH), home.his[0])
        told = {f"{way}, after her stop": _reads(app.mouth(way)) for way in others}
        hers.begin(room=ALONE)
        hers.say("CheckInIntent", mood="sad")
        app.mouth(home.his[0]).begin()
        told["her open session, after his PIN"] = hers.say("PrivateWordsReadIntent").words
        app.restart()
        told["by name after a restart"] = _reads(app.mouth(Way(BOTH, says="Mara")))
        return _found(told, SECRET)


def _keeps_words(app: House, home: Home) -> Mouth:
    hers = app.mouth(home.hers)
    hers.begin()
    hers.say("PrivateWordsKeepIntent", words=f"I saw the {SECRET}")
    hers.say("KeepIntent")
    read = _reads(hers)
    assert SECRET in read, f"unless she hears her own words this scene proves nothing: {read}"
    hers.say("AMAZON.StopIntent")
    hers.hang_up()
    return hers


def _reads(mouth: Mouth) -> str:
    mouth.begin(room=ALONE)
    return mouth.say("PrivateWordsReadIntent").words


def _found(told: Mapping[str, str], marker: str) -> str | None:
    return next((f"{who} hears {marker}: {words}" for who, words in told.items() if marker in words), None)


def _settled_by_name(app: House, does: bool) -> Said:
    """A guest says her name and what became of her promise, or only her name; she then asks what she promised."""
    guest = app.mouth(Way(ECHO, GUEST, says="Mara"))
    guest.begin()
    if does:
        for intent, slots in (("CommitmentMoveIntent", {"time": "22:30"}), ("CommitmentKeptIntent", {})):
            guest.say(intent, **slots)
            guest.begin()
        guest.say("CommitmentDropIntent")
        guest.say(YES)
    hers = app.mouth(VOICES.hers)
    hers.begin(room=ALONE)
    told = hers.say("CommitmentListIntent").words
    assert HERS_AT_FIRST in told or does, "unless it stands in her list this scene proves nothing"
    return [told]


def _moved_to_paris(app: House, does: bool) -> Said:
    """She lives in another country from now on, or not; everybody else at her account asks for help."""
    hers = app.mouth(VOICES.hers)
    hers.begin()
    if does:
        hers.say("ScheduleZoneIntent", city="Europe/Paris")
        hers.say(YES)
    return [_asks(app, way, "CourtesySupportIntent") for way in VOICES.his]


def _asks(app: House, way: Way, intent: str) -> str:
    mouth = app.mouth(way)
    mouth.begin(room=ALONE)
    return mouth.say(intent).words


def _left_after_seeing(app: House, does: bool) -> Said:
    """He shares a day and she sees it; then she leaves for good, or not; he asks whether it was seen."""
    his, hers = app.mouth(VOICES.his[0]), app.mouth(VOICES.hers)
    his.begin()
    for intent, slots in (("CheckInIntent", {"mood": "sad"}), (YES, {}), ("SharingDayIntent", {})):
        his.say(intent, **slots)
    hers.begin(room=ALONE)
    hers.say("SharingHearIntent")
    hers.say("SharingSeenIntent")
    before = _asks(app, VOICES.his[0], "SharingWasSeenIntent")
    assert before == "Yes, it was seen.", f"unless he hears that it was seen this scene proves nothing: {before}"
    if does:
        hers.begin()
        hers.say("LinkingEndIntent")
    return [_asks(app, VOICES.his[0], "SharingWasSeenIntent")]


def _key_overheard(app: House, does: bool) -> Said:
    """Somebody overheard a key of hers and has a door; she opens one more door, or not; he asks at his for doors."""
    thief = Way("amzn1.ask.account.THIEF", "amzn1.ask.person.THIEF", 400)
    _opens_a_door(app, thief)
    if does:
        _opens_a_door(app, Way("amzn1.ask.account.HOLIDAY", "amzn1.ask.person.HOLIDAY", 400))
    app.wait(timedelta(hours=12))
    ways = (thief, Way(thief.account), *VOICES.his)
    return [
        _asks(app, way, intent)
        for way in ways
        for intent in ("Launch", "RecognitionListIntent", "RecognitionForgetIntent")
    ]


def _opens_a_door(app: House, way: Way) -> None:
    hers = app.mouth(VOICES.hers)
    hers.begin()
    hers.say("RecoveryCodeGiveIntent")
    first, second = digits_in(hers.say(ALONE).words)
    told = app.mouth(way).say("RecoveryCodeSayIntent", first=first, second=second).words
    assert told.startswith("Thanks. This speaker lets you in"), f"no door was opened: {told}"


def _stopped_by_name(shelf: Shelf, fault: Fault) -> str | None:
    """He shares a promise; "stop sharing" is said under his bare name; from then on she hears nothing of it."""
    with shelf.open(VOICES, "linked", fault) as app:
        his = app.mouth(VOICES.his[0])
        his.begin()
        his.say("SharingCommitmentIntent")
        before = _asks(app, VOICES.hers, "SharingHearIntent")
        assert HIS_AT_FIRST in before, f"unless she hears what he shares this scene proves nothing: {before}"
        guest = app.mouth(Way(ECHO, GUEST, says="Jonas"))
        guest.begin()
        told = guest.say("SharingStopIntent").words
        if told != "Okay. Nothing is shared under that name now.":
            return f"he stops sharing by name and hears: {told}"
        return _found({"she, after his stop": _asks(app, VOICES.hers, "SharingHearIntent")}, HIS_AT_FIRST)


def _cut_in(app: House, does: bool) -> Said:
    """She is being asked something, or something else; an unknown voice goes on in the session that she left open."""
    hers = app.mouth(VOICES.hers)
    hers.begin(room=ALONE)
    if does:
        hers.say("CommitmentIntent", commitment="call the lawyer by seven in the evening")
    else:
        hers.say("CheckInIntent", mood="sad")
    heard = []
    for intent in (YES, NO, "AMAZON.RepeatIntent", "CommitmentListIntent"):
        stranger = app.mouth(Way(ECHO, GUEST))
        stranger.answer = hers.answer
        heard += [stranger.say(intent).words, str(stranger.attributes.get("speaker"))]
    return heard


def _alike(play: Callable[[House, bool], Said]) -> Scene:
    """Return a scene that is played in two worlds, of which neither may be heard in what is said."""

    return lambda shelf, fault: Worlds(partial(shelf.open, VOICES, "linked", fault), play).difference(False, True)


SCENES: dict[str, Scene] = {
    "read by another": _read_by_another,
    "settled by name": _alike(_settled_by_name),
    "moved to Paris": _alike(_moved_to_paris),
    "left after seeing": _alike(_left_after_seeing),
    "no PIN for commands": no_pin_for_commands,
    "a key overheard": _alike(_key_overheard),
    "stopped by name": _stopped_by_name,
    "only nearly said": only_nearly_said,
    "no token": no_token,
    "cut in": _alike(_cut_in),
}
"""Every scene by its name."""
