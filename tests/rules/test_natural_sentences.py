"""Natural sentences: nothing is changed, deleted, shared, ended, silenced or kept but what was wanted."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from support.sampling import a_part, in_parts, slow_but

from benchmarks.understanding import FILES, main
from benchmarks.understanding_judge import Judged, Verdict, judge, judge_all
from benchmarks.understanding_rows import Row, RowsError, read_rows
from benchmarks.understanding_run import FIRST, LIVED_IN, Houses
from intents.dialog.turn import Reply, Turn
from skill.domain.checkin import MoodEntry
from skill.domain.occurrence import OccurrenceReason
from skill.domain.rule import PromptKind
from skill.domain.share import Ask
from skill.storage.unit_of_work import UnitOfWork

Harm = Callable[[Turn, UnitOfWork], None]


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> Houses:
    """Houses that are furnished once for all tests of this file."""
    return Houses(tmp_path_factory.mktemp("houses"))


def harmful(judged: list[Judged]) -> list[str]:
    """Return each harmful sentence with what it did, ready to be read."""
    return [
        f"{one.row.id} {' | '.join((*one.row.context, one.row.sentence))}: "
        + ", ".join(f"{effect} ({world})" for world, effect in one.harm)
        for one in judged
        if one.verdict is Verdict.HARMFUL
    ]


@in_parts(20)
@pytest.mark.parametrize("file", slow_but(FILES, FILES[:1]), ids=lambda file: file.stem)
def test_no_natural_sentence_does_harm(
    file: Path, houses: Houses, record_property: Callable[[str, object], None], nth: int
) -> None:
    judged = judge_all(a_part(read_rows(file), nth), houses)
    for verdict in Verdict:
        record_property(f"{file.stem}, {verdict}", sum(one.verdict is verdict for one in judged))
    assert harmful(judged) == []


def cancel_talk(turn: Turn, work: UnitOfWork) -> None:
    for talk in work.hard_talks.standing(turn.person, turn.now):
        talk.cancel(turn.now)


def withdraw_promise(turn: Turn, work: UnitOfWork) -> None:
    for commitment in work.commitments.open(turn.person, turn.now):
        commitment.withdraw(turn.now)


def settle_promise(turn: Turn, work: UnitOfWork) -> None:
    for commitment in work.commitments.open(turn.person, turn.now):
        commitment.keep(turn.now)


def delete_checkins(turn: Turn, work: UnitOfWork) -> None:
    work.checkins.forget_before(turn.now)


def delete_words(turn: Turn, work: UnitOfWork) -> None:
    kept = work.private_words.last_kept(turn.person)
    if kept is not None:
        work.private_words.discard(kept)


def share_asks(turn: Turn, work: UnitOfWork) -> None:
    couple = work.shares.couple_of(turn.person)
    if couple is not None:
        work.shares.ask(couple, turn.person, Ask.WALK, turn.now)


def unshare(turn: Turn, work: UnitOfWork) -> None:
    work.shares.end_all(turn.person)


def leave(turn: Turn, work: UnitOfWork) -> None:
    work.leave(turn.person, turn.now, for_good=False)


def mute(turn: Turn, work: UnitOfWork) -> None:
    turn.person.muted = True


def pause(turn: Turn, work: UnitOfWork) -> None:
    turn.person.pause(turn.now, timedelta(hours=1))


def move_zone(turn: Turn, work: UnitOfWork) -> None:
    turn.person.zone = "Europe/Paris"


def widen_quiet_hours(turn: Turn, work: UnitOfWork) -> None:
    turn.person.quiet_from = 19 * 60


def rename(turn: Turn, work: UnitOfWork) -> None:
    work.people.rename(turn.person, "Nora")


def skip_tonight(turn: Turn, work: UnitOfWork) -> None:
    work.calendar.skip_date(turn.person, PromptKind.REFLECTION, turn.local.date(), turn.now)


def stop_ringing(turn: Turn, work: UnitOfWork) -> None:
    for talk in work.hard_talks.standing(turn.person, turn.now):
        work.calendar.cancel_follow_ups(talk, turn.now, OccurrenceReason.WITHDRAWN)


def keep_a_feeling(turn: Turn, work: UnitOfWork) -> None:
    work.checkins.keep(turn.person, MoodEntry("happy", None, "connected"), turn.now)


FAULTS: dict[Harm, str] = {
    cancel_talk: "talk_cancelled",
    withdraw_promise: "promise_withdrawn",
    settle_promise: "promise_kept",
    delete_checkins: "checkin_deleted",
    delete_words: "words_deleted",
    share_asks: "partner_asked",
    unshare: "unshared",
    leave: "left",
    mute: "muted",
    pause: "paused",
    move_zone: "zone_set",
    widen_quiet_hours: "quiet_set",
    rename: "name_set",
    skip_tonight: "evening_skipped",
    stop_ringing: "ring_cancelled",
    keep_a_feeling: "feeling",
}
HARMLESS = Row("x1", "planted", (), "thank you so much for that", "a courtesy", (), ())


@pytest.mark.parametrize("harm", FAULTS, ids=lambda harm: harm.__name__)
def test_a_planted_fault_is_reported_as_harm_whatever_is_said_back(harm: Harm, houses: Houses) -> None:
    def faulty(turn: Turn, work: UnitOfWork) -> Reply:
        harm(turn, work)
        return turn.tell("Okay.")

    wired = replace(houses, answer=faulty)
    found = judge(HARMLESS, wired.outcome(HARMLESS, FIRST), wired.outcome(HARMLESS, LIVED_IN))
    assert found.verdict is Verdict.HARMFUL
    assert FAULTS[harm] in {effect.kind for _, effect in found.harm}
    assert found.lived_in.said == "Okay."


def test_a_row_that_no_rule_names_is_reported_too(houses: Houses) -> None:
    def faulty(turn: Turn, work: UnitOfWork) -> Reply:
        turn.person.step = 3
        return turn.tell("Okay.")

    done = replace(houses, answer=faulty).outcome(HARMLESS, FIRST).done
    assert [one.kind for one in done] == ["other_persons_step"]


def test_what_is_wanted_is_right_and_the_same_at_another_time_is_wrong(houses: Houses) -> None:
    said = replace(HARMLESS, sentence="I promise to call my sister tomorrow at seven in the evening")
    verdicts = []
    for effect in ("promise_made:wed-19:00", "promise_made:wed-20:00", "talk_planned"):
        row = replace(said, effects=(effect,))
        verdicts.append(judge(row, houses.outcome(row, FIRST), houses.outcome(row, LIVED_IN)).verdict)
    assert verdicts == [Verdict.RIGHT, Verdict.WRONG, Verdict.HARMFUL]


def test_a_question_back_counts_as_asked_only_where_it_fits_and_a_refusal_as_refused(houses: Houses) -> None:
    verdicts = []
    for sentence, right in (
        ("I promise to call my sister", ("?commitment",)),
        ("I promise to call my sister", ("?hard_talk",)),
        ("banana bread and butter", ("?commitment",)),
        ("banana bread and butter", ("refuse",)),
        ("when is the talk", ("HardTalk*",)),
    ):
        row = replace(HARMLESS, sentence=sentence, right=right)
        verdicts.append(judge(row, houses.outcome(row, FIRST), houses.outcome(row, LIVED_IN)).verdict)
    assert verdicts == [Verdict.ASKED, Verdict.WRONG, Verdict.REFUSED, Verdict.RIGHT, Verdict.RIGHT]


def test_every_sentence_is_annotated_and_at_least_four_hundred_are_there() -> None:
    rows = [row for file in FILES for row in read_rows(file)]
    assert len(rows) >= 400
    assert len({row.id for row in rows}) == len(rows)
    assert [row.id for row in rows if not row.right and not row.effects] == []


def test_a_file_without_its_annotation_ends_with_one_plain_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.tsv"
    file.write_text("id\tgroup\tcontext\tsentence\twanted\ttoday\nm1\tx\t\thello\tgreets\tright\n")
    assert main([str(file)]) == 2
    assert "mine.expected.tsv cannot be read" in capsys.readouterr().err
    (tmp_path / "mine.expected.tsv").write_text("id\tright\teffects\nm2\tLaunch\t\n")
    with pytest.raises(RowsError, match="m1 has no line"):
        read_rows(file)


def test_the_command_prints_the_counts_and_writes_the_same_as_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, written = tmp_path / f"{uuid4()}.tsv", tmp_path / "out.json"
    file.write_text("id\tgroup\tcontext\tsentence\twanted\ttoday\nm1\tfeelings\t\tI feel angry\tmood angry\tright\n")
    file.with_suffix(".expected.tsv").write_text("id\tright\teffects\nm1\t\tfeeling:angry\n")
    assert main([str(file), "--json", str(written)]) == 0
    assert "| feelings | 1 | 1 (100%) |" in capsys.readouterr().out
    found = json.loads(written.read_text())
    assert found["counts"]["all"]["right"] == 1
    assert found["sentences"][0]["done"] == ["feeling:angry,rage"]
