"""Planted leaks: faults that are built into a house by passing a faulty part in; the proof must catch each."""

from slow.proof import faulty_doors as doors
from slow.proof import faulty_parts as swaps
from slow.proof import faulty_turns as turns
from slow.proof.faults import Fault

PLANTED: tuple[Fault, ...] = (
    Fault("no gate for speakers", turns.every_voice_counts),
    Fault("the partner hears all", turns.partner_hears_all),
    Fault("a claimed name hears text read back", turns.a_name_is_a_voice),
    Fault("no gate for rooms", turns.everybody_is_alone),
    Fault("a voice is a PIN", turns.a_voice_is_a_pin),
    Fault("existence told", turns.existence_is_told, in_worlds=True),
    Fault("a count told", turns.a_count_is_told, in_worlds=True),
    Fault("the answer to a stranger differs", turns.a_stranger_is_told, in_worlds=True),
    Fault("leaving told", turns.leaving_is_told, in_worlds=True),
    Fault("a log line with text", turns.a_line_with_words, in_worlds=True),
    Fault("a cache keyed without the person", turns.cache_without_person()),
    Fault("an expired code taken", parts=swaps.without("end"), life=2),
    Fault("a code reusable", parts=swaps.without("using up"), life=1),
    Fault("a half-done link grants", parts=swaps.without("second act"), life=1),
    Fault("leaving without effect", parts=swaps.without("leaving"), life=1),
    Fault("a withdrawn code taken", parts=swaps.without("withdrawing"), life=1),
    Fault("grants survive unpairing", parts=swaps.shares_without("leaving"), life=3),
    Fault("stop sharing without effect", parts=swaps.shares_without("taking back"), life=3),
    Fault("a share without an end", parts=swaps.shares_without("an end"), life=3),
    Fault("the partner sees all promises", parts=swaps.shares_without("choosing"), life=3),
    Fault("a claim proves a voice", parts=swaps.claims_prove, life=4),
    Fault("deleting keeps", parts=swaps.deleting_keeps),
    Fault("anybody's words, with anybody's key", parts=swaps.anybodys_words),
    Fault("words not sealed", parts=swaps.plain_words),
    Fault("a card is sent", hear=swaps.a_card),
    Fault("session attributes survive", hear=swaps.sessions_survive, in_worlds=True),
    Fault("a header tells", app=swaps.a_telling_header, in_worlds=True),
    Fault("a label from free text", channels=(swaps.Chatty(),), home=3, in_worlds=True),
    Fault("a window outlives its conversation", windows=doors.LastingWindows, scene="read by another"),
    Fault("another's PIN ends no window", windows=doors.WindowsSideBySide, scene="read by another"),
    Fault("a name alone settles at once", parts=doors.claims_at_once, scene="settled by name"),
    Fault("help lines of where somebody lives", doors.where_somebody_lives, scene="moved to Paris"),
    Fault("seen while the link is open", parts=swaps.shares_without("seen stays seen"), scene="left after seeing"),
    Fault("guesses undo the PIN", parts=doors.guesses_undo_the_pin, scene="no PIN for commands"),
    Fault("a new door tells of the others", parts=doors.doors_without("age"), scene="a key overheard"),
    Fault("doors told to the other", parts=doors.doors_without("whose"), scene="a key overheard"),
    Fault("stop sharing by name unheeded", parts=swaps.shares_without("holding"), scene="stopped by name"),
    Fault("what is nearly said ends a link", doors.nearly_is_exactly, scene="only nearly said"),
    Fault("the page asks for no token", admission=doors.OpenAdmission, scene="no token"),
    Fault("an unknown voice goes on", hear=doors.voices_cut_in, scene="cut in"),
)
"""Every fault that is built in, one at a time."""
