"""What may happen in a walk: each act by its name, done at the real door and told to the oracle."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from slow.proof.faults import ZONE
from slow.proof.homes import ECHO, GUEST, Way
from slow.proof.walk import Walk, WrongEarError
from support.echo import NO, YES, digits_in

Step = Callable[[Walk, str], None]
AFRAID = 0.3
"""How often somebody says yes to the question about fear first."""


def keeps_words(walk: Walk, who: str) -> None:
    """Keep private words; only a later read-back may say them."""
    marker, mouth = walk.marker(), walk.mouth(who)
    mouth.say("PrivateWordsKeepIntent", words=f"I saw the {marker}")
    mouth.say("KeepIntent")
    walk.oracle.kept[marker] = (who, "words")
    walk.oracle.last_words[who].append(marker)


def discards_words(walk: Walk, who: str) -> None:
    """Begin words and let them go: nobody hears them any more."""
    marker, mouth = walk.marker(), walk.mouth(who)
    mouth.say("PrivateWordsKeepIntent", words=f"I saw the {marker}")
    mouth.say("PrivateWordsDiscardIntent")
    walk.oracle.kept[marker] = (who, "words")
    walk.oracle.gone.add(marker)


def promises(walk: Walk, who: str) -> None:
    """Promise something."""
    marker, mouth = walk.marker(), walk.mouth(who)
    mouth.say("CommitmentIntent", commitment=f"bring the {marker} by nine in the evening")
    mouth.say(YES)
    walk.oracle.kept[marker] = (who, "promise")


def shares_a_promise(walk: Walk, who: str) -> None:
    """Promise something and share it with the other one, until its time."""
    if not walk.is_sure(who):
        return
    walk.app.wait(timedelta(minutes=1))
    promises(walk, who)
    *_, marker = walk.oracle.kept
    told = walk.mouth(who).say("SharingCommitmentIntent").words
    local = walk.app.clock.now().astimezone(ZoneInfo(ZONE))
    nine = datetime.combine(local.date(), time(21), local.tzinfo)
    if told.startswith("Okay, shared: your promise") != walk.oracle.share(marker, nine + timedelta(days=local >= nine)):
        raise WrongEarError(f"{who} shares a promise and hears: {told}")


def stops_sharing(walk: Walk, who: str) -> None:
    """End every share in one sentence."""
    walk.mouth(who).say("SharingStopIntent")
    walk.oracle.stop_sharing(who)


def plans_a_talk(walk: Walk, who: str) -> None:
    """Plan a hard talk about something."""
    marker, mouth = walk.marker(), walk.mouth(who)
    mouth.say("HardTalkPlanIntent", plan=f"tomorrow at noon about the {marker}")
    mouth.say(YES)
    walk.oracle.kept[marker] = (who, "topic")


def says_how_it_is(walk: Walk, who: str) -> None:
    """Check in."""
    walk.mouth(who).say("CheckInIntent", mood="hurt")


def invites(walk: Walk, who: str) -> None:
    """Ask for a code, now and then afraid: then there is none. Whoever stands in a link gets one too."""
    mouth = walk.mouth(who)
    mouth.say("LinkingInviteIntent")
    mouth.say("RoomAloneIntent")
    if walk.dice.random() < AFRAID:
        told = mouth.say(YES).words
        if "Here's your code" in told:
            raise WrongEarError(f"{who} is afraid, invites and hears: {told}")
        mouth = walk.mouth(who)
        mouth.say("LinkingInviteIntent")
        mouth.say("RoomAloneIntent")
    told = mouth.say(NO).words
    if told.startswith("Your side stands as you left it.") != (walk.oracle.pair(who) is not None):
        raise WrongEarError(f"{who} invites and hears: {told}")
    first, second = digits_in(told)
    walk.oracle.invite(who, (first, second), walk.app.clock.now())


def says_a_code(walk: Walk, who: str) -> None:
    """Say the newest code, an older one, or one that was never given."""
    known = [one.code for one in walk.oracle.invited]
    code = walk.dice.choice([*known[-2:], known[-1]]) if known and walk.dice.random() < 0.9 else ("1010", "1010")
    mouth = walk.mouth(who)
    if walk.dice.random() < AFRAID:
        told = mouth.say_code(*code, fear=YES).words
        if not told.startswith("Thank you for telling me."):
            raise WrongEarError(f"{who} is afraid, says a code and hears: {told}")
        mouth = walk.mouth(who)
    told = mouth.say_code(*code).words
    taken = walk.oracle.say(who, code, walk.ways[who].account, walk.app.clock.now())
    if told.startswith("Thanks. Now the person") != taken:
        raise WrongEarError(f"{who} says a code that is {'' if taken else 'not '}to be taken and hears: {told}")


def says_the_last_codes(walk: Walk, who: str) -> None:
    """Let one say each of the last codes, old, used and withdrawn ones first."""
    for code in dict.fromkeys(one.code for one in walk.oracle.invited[-3:]):
        told = walk.mouth(who).say_code(*code).words
        taken = walk.oracle.say(who, code, walk.ways[who].account, walk.app.clock.now())
        if told.startswith("Thanks. Now the person") != taken:
            raise WrongEarError(f"{who} says a code that is {'' if taken else 'not '}to be taken and hears: {told}")


def confirms(walk: Walk, who: str) -> None:
    """Confirm whoever said the code, or send it away."""
    mouth = walk.mouth(who)
    waits = walk.oracle.waits(who, walk.app.clock.now()) is not None
    if (" said your code" in mouth.say("LinkingConfirmIntent").words) != waits:
        raise WrongEarError(f"{who} is {'not ' if waits else ''}asked to confirm")
    if not waits:
        return
    if walk.dice.random() < 0.2:
        mouth.say(NO)
        walk.oracle.withdraw(who)
        return
    links = walk.oracle.confirm(who, walk.app.clock.now())
    if mouth.say(YES).words.startswith("You two are linked.") != links:
        raise WrongEarError(f"{who} confirms and is {'not ' if links else ''}linked")


def leaves(walk: Walk, who: str) -> None:
    """Leave in one sentence."""
    mouth = walk.mouth(who)
    told = mouth.say("LinkingLeaveIntent").words
    if not told.startswith("Okay. I'm quiet now"):
        raise WrongEarError(f"{who} leaves and hears: {told}")
    walk.oracle.leave(who, for_good=walk.is_sure(who))


def leaves_for_good(walk: Walk, who: str) -> None:
    """End it with the PIN, where there is one."""
    mouth = walk.mouth(who)
    told = mouth.say("LinkingEndIntent").words
    if walk.is_sure(who):
        if not told.startswith("It's ended for good."):
            raise WrongEarError(f"{who} ends it and hears: {told}")
        walk.oracle.leave(who, for_good=True)


def links_with_somebody_else(walk: Walk, who: str) -> None:
    """Leave for good and link with another in one breath: what was between the first two is over."""
    if not walk.is_sure(who):
        return
    leaves_for_good(walk, who)
    other = walk.dice.choice([one for one in walk.ways if one != who])
    invites(walk, who)
    [*_, fresh] = walk.oracle.invited
    told = walk.mouth(other).say_code(*fresh.code).words
    taken = walk.oracle.say(other, fresh.code, walk.ways[other].account, walk.app.clock.now())
    if told.startswith("Thanks. Now the person") != taken:
        raise WrongEarError(f"{other} says a code and hears: {told}")
    confirms(walk, who)


def guest_says_a_name(walk: Walk, who: str) -> None:
    """Let a guest on the Echo say to be somebody who lives there."""
    if walk.ways[who].account == ECHO:
        walk.app.mouth(Way(ECHO, GUEST, 400)).say("WhoNameIntent", name=who)


def says_under_a_name(walk: Walk, who: str) -> None:
    """Let a guest say a name and settle what is promised under it: nothing changes until its person takes it up."""
    if walk.ways[who].account != ECHO:
        return
    for intent in ("CommitmentKeptIntent", "CommitmentDropIntent"):
        guest = walk.app.mouth(Way(ECHO, GUEST, 400, says=who))
        guest.begin()
        guest.say(intent)


def stops_under_a_name(walk: Walk, who: str) -> None:
    """Let a guest say a name and stop sharing, or leave: from then on the other one hears nothing of it."""
    if walk.ways[who].account != ECHO:
        return
    intent = walk.dice.choice(("SharingStopIntent", "LinkingLeaveIntent"))
    guest = walk.app.mouth(Way(ECHO, GUEST, 400, says=who))
    guest.begin()
    told = guest.say(intent).words
    if not told.startswith("Okay. Nothing is shared"):
        raise WrongEarError(f"{intent} is said in the name of {who} and answered: {told}")
    walk.oracle.stop_sharing(who)


def asks_for_help(walk: Walk, who: str) -> None:
    """Ask for help, and say which country it is."""
    mouth = walk.mouth(who)
    mouth.say("CourtesySupportIntent")
    mouth.say("CourtesyCountryIntent", country="FR")


def is_quiet_early(walk: Walk, who: str) -> None:
    """Set quiet hours, and stop in the middle of something else."""
    mouth = walk.mouth(who)
    mouth.say("ScheduleQuietIntent", start="20:00", end="08:00")
    mouth.say(YES)
    mouth.say("CheckInIntent", mood="sad")
    mouth.say("AMAZON.StopIntent")


def gives_a_key(walk: Walk, who: str) -> None:
    """Open a new device with a key, at which this one is heard alone from then on."""
    if not walk.is_sure(who) or len(walk.doors) > 6:
        return
    mouth = walk.mouth(who)
    mouth.say("RecoveryCodeGiveIntent")
    key = digits_in(mouth.say("RoomAloneIntent").words)
    walk.numbers += 1
    new = Way(f"amzn1.ask.account.NEW{walk.numbers}", walk.ways[who].voice, 400)
    lately = walk.app.clock.now()
    walk.oracle.tries[new.account].append(lately)
    taken = walk.app.mouth(new).say("RecoveryCodeSayIntent", first=key[0], second=key[1]).words
    if not taken.startswith("Thanks. This speaker lets you in"):
        raise WrongEarError(f"{who} says a fresh key and hears: {taken}")
    walk.doors.append(new)
    stranger = Way(f"amzn1.ask.account.THIEF{walk.numbers}")
    told = walk.app.mouth(stranger).say("RecoveryCodeSayIntent", first=key[0], second=key[1]).words
    if not told.startswith("That code doesn't work."):
        raise WrongEarError(f"a key that was used opens another door: {told}")


def restarts(walk: Walk, _who: str) -> None:
    """Stop the service and start it."""
    walk.app.restart()


def _waits(span: timedelta) -> Step:
    def step(walk: Walk, _who: str) -> None:
        walk.app.wait(span)

    return step


STEPS: dict[str, Step] = {
    "keeps words": keeps_words,
    "discards words": discards_words,
    "promises": promises,
    "shares a promise": shares_a_promise,
    "stops sharing": stops_sharing,
    "plans a talk": plans_a_talk,
    "says how it is": says_how_it_is,
    "invites": invites,
    "says a code": says_a_code,
    "says the last codes": says_the_last_codes,
    "confirms": confirms,
    "leaves": leaves,
    "leaves for good": leaves_for_good,
    "links with somebody else": links_with_somebody_else,
    "a guest says a name": guest_says_a_name,
    "a guest says under a name": says_under_a_name,
    "a guest stops under a name": stops_under_a_name,
    "asks for help": asks_for_help,
    "is quiet early": is_quiet_early,
    "gives a key": gives_a_key,
    "restarts": restarts,
    "five minutes": _waits(timedelta(minutes=5)),
    "eleven minutes": _waits(timedelta(minutes=11)),
    "an hour": _waits(timedelta(hours=1)),
    "a day": _waits(timedelta(hours=25)),
}
"""Every step by its name."""

OPENINGS: tuple[tuple[tuple[str, str], ...], ...] = (
    (("keeps words", "Mara"), ("keeps words", "Jonas"), ("plans a talk", "Jonas"), ("discards words", "Mara")),
    (
        *(("invites", "Nora"), ("invites", "Nora"), ("says the last codes", "Ben"), ("says the last codes", "Jonas")),
        *(("confirms", "Nora"), ("leaves", "Nora"), ("leaves for good", "Mara")),
    ),
    (
        *(("invites", "Ben"), ("eleven minutes", "Ben"), ("says the last codes", "Nora"), ("invites", "Ben")),
        *(("says the last codes", "Nora"), ("leaves", "Nora"), ("confirms", "Ben")),
    ),
    (
        *(("shares a promise", "Mara"), ("stops sharing", "Mara"), ("shares a promise", "Mara"), ("a day", "Mara")),
        *(("shares a promise", "Jonas"), ("shares a promise", "Mara"), ("leaves", "Mara")),
    ),
    (("keeps words", "Mara"), ("a guest says a name", "Mara"), ("gives a key", "Jonas"), ("restarts", "Mara")),
    (
        *(("shares a promise", "Jonas"), ("a guest says under a name", "Jonas"), ("is quiet early", "Jonas")),
        *(("a guest stops under a name", "Jonas"), ("asks for help", "Mara"), ("shares a promise", "Jonas")),
    ),
)
"""How lives begin, so that what comes late in a life is reached early: notes, codes, a half link, shares, doors."""
