"""Linking: two acts on two identities, each asked alone about fear first; a half-done link grants nothing."""

import json
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import func, select
from support.echo import NO, YES, Echo
from support.local_speaker import Heard, LocalSpeakerApp
from support.sql import sql
from support.two_worlds import Worlds, answers, new_house, without_lots

from skill.domain.couple import CODE_FOR, TRIES_A_CODE, TRIES_A_MINUTE, TRIES_AN_HOUR, Couple, InvitationState, Side
from skill.domain.person import Person
from skill.storage.tables.couples import couples, invitations
from skill.storage.tables.people import checkins

NOT_TAKEN = Heard("That code doesn't work. You can get a new one.", False)
TAKEN = Heard("Thanks. Now the person who invited you has to confirm.", False)
NOTHING = Heard("I have nothing to tell you right now.", False)
FEAR = "Are you afraid of the other person, or is someone pushing you to do this?"
LEFT = "Okay. I'm quiet now, and you're not sharing anything."


@pytest.fixture
def echo(app: LocalSpeakerApp) -> Callable[[str], Echo]:
    """An Echo for each account, with its owner moved in."""

    return lambda name: moved_in(app, name)


def moved_in(app: LocalSpeakerApp, name: str) -> Echo:
    one = Echo(lambda body: json.loads(app.application.hear(body)), app.clock.now, f"amzn1.ask.account.{name}")
    one.move_in(name)
    return one


def person(app: LocalSpeakerApp, name: str) -> Person:
    with app.application.database.work() as work:
        found = work.people.by_account(f"amzn1.ask.account.{name}")
    assert found is not None
    return found


def couple_of(app: LocalSpeakerApp, name: str) -> Couple | None:
    with app.application.database.work() as work:
        return work.couples.of(person(app, name))


def counted(app: LocalSpeakerApp) -> int:
    with app.application.database.work() as work:
        return sql(work).scalar(select(func.count()).select_from(couples)) or 0


def linked(echo: Callable[[str], Echo]) -> tuple[Echo, Echo]:
    """Mara invites, Jonas says her code, Mara confirms."""
    mara, jonas = echo("Mara"), echo("Jonas")
    assert jonas.say_code(*mara.invite()) == TAKEN
    assert mara.say("LinkingConfirmIntent").words == "Jonas said your code. Is that who you invited?"
    assert mara.say(YES).words.startswith("You two are linked. That doesn't share anything by itself")
    return mara, jonas


def test_two_accounts_are_linked_by_a_code_and_by_her_own_yes(
    app: LocalSpeakerApp, echo: Callable[[str], Echo]
) -> None:
    linked(echo)
    couple = couple_of(app, "Mara")
    assert couple is not None
    assert couple.is_open
    assert couple.other(person(app, "Mara").id) == person(app, "Jonas").id


def invitations_kept(app: LocalSpeakerApp) -> int:
    with app.application.database.work() as work:
        return sql(work).scalar(select(func.count()).select_from(invitations)) or 0


@pytest.mark.parametrize("wish", ["LinkingInviteIntent", "LinkingCodeIntent"])
def test_each_is_asked_alone_about_fear_first_and_a_yes_ends_it_with_a_number_and_keeps_nothing(
    app: LocalSpeakerApp, echo: Callable[[str], Echo], wish: str
) -> None:
    mara = echo("Mara")
    assert mara.say(wish).words == "Just you, or is someone there?"
    assert mara.say("RoomAloneIntent").words == (
        f"One thing first, just for you. I won't keep your answer, and I won't tell anyone. {FEAR}"
    )
    told = mara.say(YES)
    assert told.words.startswith("Thank you for telling me. I'll leave it here:")
    assert "That line is for" in told.words
    assert not told.is_open
    assert not mara.attributes
    assert invitations_kept(app) == 0
    assert "your code" not in mara.say(YES).words, "a second yes goes on with nothing"
    assert invitations_kept(app) == 0


@pytest.mark.parametrize("wish", ["LinkingInviteIntent", "LinkingCodeIntent"])
def test_a_feeling_of_fear_is_a_yes_and_another_feeling_is_no_answer_and_no_check_in(
    app: LocalSpeakerApp, echo: Callable[[str], Echo], wish: str
) -> None:
    mara = echo("Mara")
    mara.say(wish)
    mara.say("RoomAloneIntent")
    assert mara.say("CheckInIntent", mood="sad").is_open
    told = mara.say("CheckInIntent", mood="afraid")
    assert told.words.startswith("Thank you for telling me.")
    assert "nine one one" in told.words
    assert told.words.endswith("You can say I need help anytime.")
    with app.application.database.work() as work:
        assert sql(work).scalar(select(func.count()).select_from(checkins)) == 0
    assert invitations_kept(app) == 0


def test_a_guess_is_no_answer_to_the_fear_question(app: LocalSpeakerApp) -> None:
    app.move_in()
    app.say("invite my partner")
    assert app.say("I'm alone").words.endswith(FEAR)
    assert app.say("a little").is_open, "no breathing is begun by a guess"
    assert app.say("yes I am").words.startswith("Thank you for telling me.")
    assert invitations_kept(app) == 0


def test_a_not_now_to_the_fear_question_begins_nothing(app: LocalSpeakerApp, echo: Callable[[str], Echo]) -> None:
    mara = echo("Mara")
    for heard in ("LinkingInviteIntent", "RoomAloneIntent"):
        mara.say(heard)
    assert mara.say("NotTodayIntent") == Heard("That's fine. I didn't do anything.", False)
    assert invitations_kept(app) == 0


def test_a_code_that_is_still_to_be_said_is_asked_for_after_the_fear_question(echo: Callable[[str], Echo]) -> None:
    mara, jonas = echo("Mara"), echo("Jonas")
    first, second = mara.invite()
    jonas.say("LinkingCodeIntent")
    assert jonas.say("RoomAloneIntent").words.endswith(FEAR)
    assert jonas.say(NO).words == "Say my code is, and then the four numbers."
    assert jonas.say("LinkingCodeIntent", first=first, second=second) == TAKEN


def hears_after(app: LocalSpeakerApp, answer: str | None) -> Iterator[object]:
    """Let Mara invite and Jonas answer the fear question, or never come; yield what she hears from then on."""
    mara, jonas = moved_in(app, "Mara"), moved_in(app, "Jonas")
    code = mara.invite()
    if answer is not None:
        jonas.say_code(*code, fear=answer)
    yield from answers(mara, "LinkingConfirmIntent", "ScheduleAgendaIntent", "SharingHearIntent", "RoomAloneIntent")


def test_the_one_who_invited_cannot_tell_a_yes_to_fear_from_somebody_who_never_came(app: LocalSpeakerApp) -> None:
    worlds = Worlds(partial(new_house, app.clock.now()), hears_after)
    assert worlds.difference(None, YES) is None
    assert worlds.difference(None, NO) is not None, "planted: a code that is taken in spite of the yes is noticed"


@pytest.mark.parametrize("wish", ["LinkingInviteIntent", "LinkingCodeIntent"])
def test_in_company_nobody_is_asked_and_nothing_is_begun(
    app: LocalSpeakerApp, echo: Callable[[str], Echo], wish: str
) -> None:
    mara = echo("Mara")
    mara.say(wish, **({"first": "2341", "second": "5678"} if wish == "LinkingCodeIntent" else {}))
    assert mara.say("RoomCompanyIntent") == NOTHING


def test_whoever_comes_in_while_it_is_asked_ends_it(app: LocalSpeakerApp, echo: Callable[[str], Echo]) -> None:
    mara = echo("Mara")
    for heard in ("LinkingInviteIntent", "RoomAloneIntent", "RoomCompanyIntent"):
        mara.say(heard)
    assert mara.say(NO) == NOTHING


def test_a_half_done_link_grants_nothing_and_a_no_ends_it(app: LocalSpeakerApp, echo: Callable[[str], Echo]) -> None:
    mara, jonas = echo("Mara"), echo("Jonas")
    code = mara.invite()
    assert couple_of(app, "Mara") is None
    jonas.say_code(*code)
    assert couple_of(app, "Mara") is None
    assert couple_of(app, "Jonas") is None
    assert jonas.say("LinkingConfirmIntent") == NOTHING, "whoever said the code cannot confirm it"
    mara.say("LinkingConfirmIntent")
    assert mara.say(NO) == Heard("That's fine. I didn't do anything.", False)
    assert mara.say("LinkingConfirmIntent") == NOTHING
    assert counted(app) == 0


def test_a_code_that_is_wrong_old_used_withdrawn_or_ones_own_sounds_alike(
    app: LocalSpeakerApp, echo: Callable[[str], Echo]
) -> None:
    mara, jonas, nora = echo("Mara"), echo("Jonas"), echo("Nora")
    old = mara.invite()
    app.clock.set(app.clock.now() + CODE_FOR)
    withdrawn, own = mara.invite(), mara.invite()
    used = nora.invite()
    echo("Ben").say_code(*used)
    heard = [jonas.say_code(*code) and jonas.answer for code in (["2341", "5678"], old, withdrawn, used)]
    heard.append(mara.say_code(*own) and mara.answer)
    assert {json.dumps(one, sort_keys=True) for one in heard} == {json.dumps(heard[0], sort_keys=True)}
    assert jonas.say_code(*own) == TAKEN, "planted: a right one sounds different"


def test_after_five_tries_within_the_hour_the_right_one_is_not_taken(
    app: LocalSpeakerApp, echo: Callable[[str], Echo]
) -> None:
    mara, jonas = echo("Mara"), echo("Jonas")
    for _ in range(TRIES_AN_HOUR):
        assert jonas.say_code("1111", "1111") == NOT_TAKEN
    assert jonas.say_code(*mara.invite()) == NOT_TAKEN
    app.clock.set(app.clock.now() + timedelta(hours=1))
    assert jonas.say_code(*mara.invite()) == TAKEN


def test_sixty_tries_in_a_minute_by_whomever_are_all(app: LocalSpeakerApp, echo: Callable[[str], Echo]) -> None:
    mara, jonas = echo("Mara"), echo("Jonas")
    [first, second] = mara.invite()
    guesser = person(app, "Jonas")
    with app.application.database.work() as work:
        for number in range(TRIES_A_MINUTE):
            assert not work.couples.say(b"no such code", guesser, f"user {number}", app.clock.now())
    assert jonas.say_code(first, second) == NOT_TAKEN
    app.clock.set(app.clock.now() + timedelta(minutes=1))
    assert jonas.say_code(first, second) == TAKEN


def test_a_code_that_was_said_twenty_times_is_worn_out(app: LocalSpeakerApp, echo: Callable[[str], Echo]) -> None:
    mara, jonas = echo("Mara"), echo("Jonas")
    code, herself = mara.invite(), person(app, "Mara")
    with app.application.database.work() as work:
        code_print = work.couples.code_hash("".join(code))
        for number in range(TRIES_A_CODE):
            assert not work.couples.say(code_print, herself, f"user {number}", app.clock.now()), "her own"
    assert jonas.say_code(*code) == NOT_TAKEN


def test_fifty_at_one_code_make_exactly_one_link(app: LocalSpeakerApp, echo: Callable[[str], Echo]) -> None:
    mara = echo("Mara")
    code = "".join(mara.invite())
    with app.application.database.work() as work:
        crowd = [
            work.people.create_person(f"user {number}", None, zone=None, now=app.clock.now()) for number in range(50)
        ]
        code_print = work.couples.code_hash(code)
    together, taken = threading.Barrier(len(crowd)), []

    def say(number: int) -> None:
        together.wait()
        with app.application.database.work() as work:
            taken.append(work.couples.say(code_print, crowd[number], f"user {number}", app.clock.now()))

    threads = [threading.Thread(target=say, args=(number,)) for number in range(len(crowd))]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert taken.count(True) == 1
    mara.say("LinkingConfirmIntent")
    mara.say(YES)
    assert counted(app) == 1


def test_the_code_lies_nowhere(app: LocalSpeakerApp, echo: Callable[[str], Echo]) -> None:
    code = "".join(echo("Mara").invite())
    files = b"".join(one.read_bytes() for one in app.folder.iterdir() if one.is_file())
    assert code.encode() not in files
    with app.application.database.work() as work:
        [kept] = sql(work).execute(select(invitations.c.code_lookup, invitations.c.state)).all()
    assert kept.state is InvitationState.OPEN
    assert len(kept.code_lookup) == 32


def test_leaving_is_one_sentence_and_jonas_hears_no_difference(
    app: LocalSpeakerApp, echo: Callable[[str], Echo]
) -> None:
    mara, jonas = linked(echo)

    def asked() -> list[str]:
        wishes = ("LinkingConfirmIntent", "ScheduleAgendaIntent", "LinkingInviteIntent", "RoomAloneIntent", NO)
        return list(without_lots(answers(jonas, *wishes)))

    before = asked()
    assert mara.say("LinkingLeaveIntent").words.startswith(LEFT)
    couple = couple_of(app, "Mara")
    assert couple is not None
    assert not couple.is_open
    assert person(app, "Mara").muted
    assert asked() == before
    assert couple.side(person(app, "Jonas").id) is Side.TOGETHER


def test_who_leaves_after_saying_the_code_is_in_no_link_and_the_one_who_confirms_hears_no_difference(
    app: LocalSpeakerApp, echo: Callable[[str], Echo]
) -> None:
    mara, jonas = echo("Mara"), echo("Jonas")
    assert jonas.say_code(*mara.invite()) == TAKEN
    assert jonas.say("LinkingLeaveIntent").words.startswith(LEFT)
    assert mara.say("LinkingConfirmIntent").words == "Jonas said your code. Is that who you invited?"
    assert mara.say(YES).words.startswith("You two are linked.")
    couple = couple_of(app, "Mara")
    assert couple is not None
    assert not couple.is_open


def test_leaving_sounds_alike_where_there_is_no_link(app: LocalSpeakerApp, echo: Callable[[str], Echo]) -> None:
    mara, _ = linked(echo)
    assert mara.say("LinkingLeaveIntent") == echo("Nora").say("LinkingLeaveIntent")


def test_it_ends_for_good_only_with_the_pin_and_both_may_link_again(
    app: LocalSpeakerApp, echo: Callable[[str], Echo]
) -> None:
    mara, jonas = linked(echo)
    assert mara.say("LinkingEndIntent") == Heard("", False), "Alexa asks for the PIN first"
    herself = person(app, "Mara")
    with app.application.database.work() as work:
        couple = work.couples.of(herself)
        assert couple is not None
        couple.leave(herself.id, for_good=True)
    assert couple_of(app, "Mara") is None
    assert couple_of(app, "Jonas") is not None, "his own view is as it was"
    assert jonas.say_code(*mara.invite()) == TAKEN
    mara.say("LinkingConfirmIntent")
    mara.say(YES)
    again = couple_of(app, "Jonas")
    assert again is not None
    assert again.is_open


def test_nora_cannot_take_jonas_who_stands_in_a_couple(app: LocalSpeakerApp, echo: Callable[[str], Echo]) -> None:
    _, jonas = linked(echo)
    assert jonas.say_code(*echo("Nora").invite()) == NOT_TAKEN


def links(echo: Callable[[str], Echo], inviter: Echo, invitee: Echo) -> str:
    """Let one invite and the other say the code; return what the one who invited hears in the end."""
    inviter.hang_up()
    code = inviter.invite()
    invitee.hang_up()
    assert invitee.say_code(*code) == TAKEN
    inviter.hang_up()
    inviter.say("LinkingConfirmIntent")
    return inviter.say(YES).words


def test_whoever_said_the_code_and_links_with_somebody_else_first_is_not_told_of_and_loses_nothing(
    app: LocalSpeakerApp, echo: Callable[[str], Echo]
) -> None:
    mara, jonas, nora = echo("Mara"), echo("Jonas"), echo("Nora")
    assert jonas.say_code(*mara.invite()) == TAKEN
    jonas.hang_up()
    assert links(echo, jonas, nora).startswith("You two are linked.")
    mara.say("LinkingConfirmIntent")
    assert mara.say(YES).words.startswith("You two are linked."), "as if he had not linked with anybody else"
    her, him, neighbour = (person(app, name) for name in ("Mara", "Jonas", "Nora"))
    with app.application.database.work() as work:
        his = work.couples.of(him)
        assert his is not None and his.is_open
        assert his.other(him.id) == neighbour.id
        hers = work.couples.of(her)
        assert hers is not None and not hers.is_open, "nothing passes between Mara and Jonas"


def test_an_invitation_that_is_taken_back_counts_no_more_and_is_answered_alike_where_there_is_none(
    echo: Callable[[str], Echo],
) -> None:
    mara, jonas = echo("Mara"), echo("Jonas")
    nothing = mara.say("LinkingWithdrawIntent")
    code = mara.invite()
    mara.hang_up()
    assert mara.say("LinkingWithdrawIntent") == nothing == Heard("Okay. No code of yours counts now.", False)
    assert jonas.say_code(*code) == NOT_TAKEN
