"""A feeling that is denied, asked, wished, past, or somebody else's is never kept; what is really said, is."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from support.local_speaker import LocalSpeakerApp

from skill.domain.checkin import MoodEntry

Send = Callable[..., dict[str, Any]]
MORE, YOU = "Is it more like angry, sad, numb, or unsure?", "And how are you, right now?"
"""What is asked in place of keeping anything."""
DENIED = """
    not angry any more; not angry anymore; no longer angry; not okay; not fine; not great; not so good; not very happy
    not happy; not unhappy; not happy at all; never happy; hardly happy; barely okay; less angry; a bit less angry
    anything but happy; far from okay; without hope or calm; not great not terrible; not sad or angry
    not really angry; not exactly happy; neither sad nor angry; not calm and not happy; nowhere near okay; happy no more
    not as angry; not too happy; not that angry; not feeling good; not feeling great; rarely calm; scarcely hopeful
    not sad lonely or hurt; not even angry; certainly not calm; happy no longer; not at all relieved
"""
"""As Alexa sends them in a slot; the local speaker hears each after "I'm" as well."""
SENTENCES = {
    MORE: """
        I'm not okay; I am not okay; I ain't angry; I don't feel good; I do not feel great; I can't feel happy
        I'm not angry any more; I am no longer angry; I'm less angry; I feel less angry; I never feel happy
        I don't think I'm angry; I wouldn't say I'm happy; I can't say I'm happy; I don't feel happy or calm
        I'm far from okay; I'm anything but happy; I hardly feel hopeful; it's not that I'm angry; I'm not so good
        I used to be happy; I used to feel loved; I was happy back then; I was so happy last year; I felt calm once
        I had been hopeful; I was happy before he left; I wish I was happy; I wish I were calm; I wish I felt safe again
        I want to be calm; I want to feel loved; I'm trying to be patient; I'm supposed to be happy
        I should be grateful
        I ought to feel grateful; I hope to be calm; I'd like to be calm; I need to be strong; I could be happy
        I would be happy; I might be angry; I'm almost happy
        if I were angry; if I was happy; if only I were calm; when I'm angry; I'm pretending to be happy
        am I angry; am I angry or sad; should I feel guilty; should I be angry; do I feel sad; why am I so sad
        is it normal to feel angry; could I be jealous; would I be happy; what if I'm angry; isn't it okay to be angry
        I stopped being angry; I'm done being angry; nothing feels good; I feel no longer loved; I don't feel loved
        I am not feeling hopeful; I have never been happy; I haven't been happy; I can't be happy; I couldn't feel calm
    """,
    YOU: """
        he is angry; he's angry; she feels hurt; she's hurt; they're happy; they are happy; he seems sad; he is so angry
        my husband is furious; my wife is angry; my partner is sad; my partner feels guilty; my mother is worried
        my kids are sad; Jonas is angry; everyone is happy; you're angry; are you okay; is he angry; is she sad
        he was happy; he thinks I'm angry; he says I am jealous; she said I was angry; he isn't angry; she's not happy
        I think he is angry; I know she is hurt; I hope you're okay; I want him to be happy; we are happy
        he doesn't feel safe
    """,
}
REALLY_SAID = {
    "sad": "never felt so sad; nothing but sad; not happy sad; not angry but sad; sad not angry; not angry just sad; "
    "I've never felt so sad; I don't know why I'm so sad; he makes me sad; he left me sad; I can't help feeling sad; "
    "I'm not angry I'm sad; I don't feel anything but sad; no doubt I'm sad; I can't lie I'm sad; "
    "I'm sad and he is fine; "
    "I should be happy but I'm sad; I was angry but now I'm sad; he is happy but I am sad; not angry more like sad; "
    "I don't know, sad; I'm sad because he isn't angry; I was sad all day",
    "sad angry": "not only sad but angry; I'm not just sad but also angry; I'm not only sad but angry",
    "hurt": "not just hurt; I'm not just hurt; it's not that I'm angry I'm hurt; I feel hurt and he's happy",
    "angry": "not sad, angry; not sad angry; "
    "I couldn't be more angry; I'm not happy I'm angry; I can't stop being angry",
    "tearful": "can't stop crying; I can't stop crying; I couldn't stop crying",
    "doubtful": "I don't know if I'm sad or angry; not sure if I'm sad or angry; I can't tell if I'm angry; not sure",
    "okay": "not bad; not too bad; not so bad; can't complain; I'm not too bad; I can't complain",
    "bad": "not good; I'm not good",
    "numb": "I feel nothing; I feel numb",
}
COURTESIES = (
    "thanks; thank you; good morning; good evening; goodnight; sorry what; hello; nothing new; 5 out of 10; hi there; "
    "thank you so much; five out of ten; sounds good; got it; the usual; not much"
)


def split(table: str) -> list[str]:
    return [one.strip() for line in table.strip().splitlines() for one in line.split(";") if one.strip()]


class Evening:
    """Mara's evening: what is said to the local speaker, or sent by Alexa in the slot of a feeling."""

    def __init__(self, mara: LocalSpeakerApp, send: Send) -> None:
        self.mara, self._send = mara, send
        self._kept: Counter[MoodEntry] = Counter()

    def said(self, words: str) -> tuple[str, list[MoodEntry]]:
        """Say it; return what is heard and what is newly kept."""
        return self._watched(lambda: self.mara.say(words).words)

    def sent(self, value: str) -> tuple[str, list[MoodEntry]]:
        """Send it as the slot's value, without an id; return what is heard and what is newly kept."""
        return self._watched(lambda: str(self._send("CheckInIntent", mood=value)["response"]["outputSpeech"]["ssml"]))

    def _watched(self, act: Callable[[], str]) -> tuple[str, list[MoodEntry]]:
        heard = act()
        self.mara.say("stop")
        before, self._kept = self._kept, Counter(self.mara.words_of_checkins())
        return heard, list((self._kept - before).elements())


@pytest.fixture
def evening(mara: LocalSpeakerApp, send: Send) -> Evening:
    return Evening(mara, send)


def kept_in(words: list[MoodEntry]) -> set[str]:
    return {mood for word in words for mood, _ in word.feelings}


def test_the_table_has_at_least_a_hundred_and_twenty_sentences() -> None:
    tables = (DENIED, *SENTENCES.values(), *REALLY_SAID.values(), COURTESIES)
    assert len({one for table in tables for one in split(table)}) >= 120


def test_a_denied_feeling_is_never_kept_and_one_question_is_asked_by_either_way_in(evening: Evening) -> None:
    wrong = []
    for value in split(DENIED):
        for heard, kept in (evening.sent(value), evening.said(f"I'm {value}"), evening.said(value)):
            if kept or MORE not in heard:
                wrong.append((value, heard, kept))
    assert wrong == []


@pytest.mark.parametrize("question", SENTENCES)
def test_what_is_asked_wished_past_or_of_somebody_else_is_never_kept(evening: Evening, question: str) -> None:
    wrong = []
    for sentence in split(SENTENCES[question]):
        for heard, kept in (evening.sent(sentence), evening.said(sentence)):
            if kept or not heard.removesuffix("</speak>").endswith(question):
                wrong.append((sentence, heard, kept))
    assert wrong == []


@pytest.mark.parametrize("moods", REALLY_SAID)
def test_what_only_looks_like_a_denial_is_kept_as_what_it_says(evening: Evening, moods: str) -> None:
    wrong = []
    for sentence in split(REALLY_SAID[moods]):
        for heard, kept in (evening.sent(sentence), evening.said(sentence)):
            if kept_in(kept) != set(moods.split()) or len(kept) != 1:
                wrong.append((sentence, heard, kept))
    assert wrong == []


def test_a_courtesy_is_no_feeling_by_either_way_in(evening: Evening) -> None:
    wrong = []
    for words in split(COURTESIES):
        for heard, kept in (evening.sent(words), evening.said(words)):
            wrong += [(words, heard, kept)] if kept else []
        evening.mara.say("check in")
        heard, kept = evening.said(words)
        wrong += [(words, heard, kept)] if kept else []
    assert wrong == []
