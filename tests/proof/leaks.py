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
    Fault("existence told", turns.existence_is_told),
    Fault("a count told", turns.a_count_is_told),
    Fault("the answer to a stranger differs", turns.a_stranger_is_told),
    Fault("leaving told", turns.leaving_is_told),
    Fault("a log line with text", turns.a_line_with_words),
    Fault("a cache keyed without the person", turns.cache_without_person()),
    Fault("an expired code taken", parts=swaps.without("end")),
    Fault("a code reusable", parts=swaps.without("using up")),
    Fault("a half-done link grants", parts=swaps.without("second act")),
    Fault("leaving without effect", parts=swaps.without("leaving")),
    Fault("a withdrawn code taken", parts=swaps.without("withdrawing")),
    Fault("grants survive unpairing", parts=swaps.shares_without("leaving")),
    Fault("stop sharing without effect", parts=swaps.shares_without("taking back")),
    Fault("a share without an end", parts=swaps.shares_without("an end")),
    Fault("the partner sees all promises", parts=swaps.shares_without("choosing")),
    Fault("a claim proves a voice", parts=swaps.claims_prove),
    Fault("deleting keeps", parts=swaps.deleting_keeps),
    Fault("anybody's words, with anybody's key", parts=swaps.anybodys_words),
    Fault("words not sealed", parts=swaps.plain_words),
    Fault("a card is sent", hear=swaps.a_card),
    Fault("session attributes survive", hear=swaps.sessions_survive),
    Fault("a header tells", app=swaps.a_telling_header),
    Fault("a label from free text", couriers=swaps.chatty),
)
"""Every fault that is built in, one at a time."""
