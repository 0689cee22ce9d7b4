"""Planted leaks: faults that are built into a house by passing a faulty part in; the proof must catch each."""

from proof import faulty_parts as swaps
from proof import faulty_turns as turns
from proof.faults import Fault

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
    Fault("a label from free text", couriers=swaps.chatty, in_worlds=True),
)
"""Every fault that is built in, one at a time."""
