"""English that turns the meaning of a feeling word: words of denial, time, wish, question, and of other people."""

import re

_SHORT = (
    (r"\bcannot\b", "can not"),
    (r"\b(?:can't|cant)\b", "can not"),
    (r"\b(?:won't|wont)\b", "will not"),
    (r"\b(?:ain't|aint)\b", "am not"),
    (r"\b(do|does|did|is|are|was|were|would|could|should|have|has|had|need|must)n'?t\b", r"\1 not"),
    (r"\b(i)'?m\b", r"\1 am"),
    (r"\b(\w+)'re\b", r"\1 are"),
    (r"\b(\w+)'ve\b", r"\1 have"),
    (r"\b(\w+)'ll\b", r"\1 will"),
    (r"\b(\w+)'d\b", r"\1 would"),
    (r"\b(he|she|it|that|there|what|who|how|everyone|everybody|everything|today|nothing|nobody)'s\b", r"\1 is"),
    (r"\banymore\b", "any more"),
    (r"\bwanna\b", "want to"),
    (r"\bgonna\b", "going to"),
    (r"\bas well\b", "too"),
)
_BEGINNING = re.compile(
    r"^(?:(?:well|oh|um|uh|so|honestly|actually|and|yeah|hey|hm+|to be honest)\s+(?=\w+\s|not\b)"
    r"|(?:no|nope|nah)\s+(?=i\b|it\b|not\b|more like\b|just\b))+"
)


def normal(text: str) -> str:
    """Return a sentence in lower case, without punctuation, with every short form written out."""
    said = text.lower().replace("\u2019", "'").replace("_", " ")
    said = " ".join(re.sub(r"[^\w\s']", " ", said).split())
    for short, long in _SHORT:
        said = re.sub(short, long, said)
    return _BEGINNING.sub("", said)


_KIN = (
    "husband|wife|partner|spouse|boyfriend|girlfriend|fiance|ex|mother|father|mom|mum|dad|son|daughter|kid|kids|child"
    "|children|baby|brother|sister|parents|family|friend|friends|boss|dog|cat|neighbor|neighbors|therapist|counselor"
)
_VERB = (
    "is|are|am|was|were|seems|seem|feels|looks|sounds|gets|got|has|have|had|does|do|did|will|would|could|should|can"
    "|says|said|thinks|thought|makes|made|wants|left"
)
_OWN_THING = (
    "i|it|this|that|today|everything|all|life|day|evening|night|morning|week|heart|head|mind|body|mood|stomach|chest"
    "|soul|inside|feel|feeling|what|which|there|nothing|me|not|and|but|or|if|so|time|work|these|things|one|how|still"
)
_NOT_OBJECT = "".join(f"(?<!{word} )" for word in ("at", "with", "for", "about", "to", "of", "by", "from", "thank"))
IS_OTHERS = (
    rf"he|she|they|we|{_NOT_OBJECT}you"
    rf"|(?:my|the|our|your|his|her|their) (?:{_KIN})(?= (?:\w+ly )?(?:{_VERB}|not|still|just)\b)"
    rf"|(?:every|some|any|no)(?:one|body)(?= (?:else )?(?:{_VERB})\b)|people(?= (?:{_VERB})\b)"
    rf"|(?:him|her|them|us|me|you) to (?:be|feel)"
    # A name, whoever bears it: "Jonas is angry".
    rf"|(?!(?:{_OWN_THING})\b)\w+(?= (?:is|are|was|were|seems|feels|looks|sounds) (?!me\b))"
)
"""Of whom a feeling is told, where that is not the speaker."""
REPORTED = r"says?|said|thinks?|thought|believes?|claims?|told me|tells? me|calls? me|called me"
"""After somebody else: what that one says of the speaker is no word of the speaker's own."""
ME_VERB = r"(?:makes?|made|making|leaves?|left|gets?|got|has|have|drives?|drove) me(?: feel(?:ing)?)?"

UNSURE = (
    r"(?:i )?(?:(?:do|can|could) not (?:really |quite )?(?:know|tell|decide)"
    r"|(?:am )?(?:not (?:really |quite )?sure|unsure|not certain|uncertain)|(?:have )?no (?:idea|clue))"
    r" (?:if|whether|that|i am|i feel)"
)
NOTHING_BUT = (
    r"not (?:only|just|merely|simply)|nothing (?:but|except|other than|else but)"
    r"|(?:not|never) (?:\w+ ){0,3}anything (?:but|except|other than)"
    r"|(?:can|could) not (?:stop|help)(?: but)?(?: feel(?:ing)?| being)?|(?:can|could) not be (?:any )?more"
    r"|(?:never|not once) (?:have i )?(?:been |felt |feel |be )*(?:so|this|more)"
    r"|have not (?:been|felt) this|not un(?:like|til)"
)
"""What denies everything else, and so says the word that follows."""
HEDGES = (
    r"i do not know why|(?:not sure|no idea) why|i do not know(?! (?:if|whether|how|what|that|who|when|where|i)\b)"
    r"|no doubt|no kidding|not kidding|not (?:going to )?(?:lie|deny)(?: that)?"
    r"|can not (?:lie|deny|believe)(?: that| how)?"
    r"|do not get me wrong|do not worry|not to mention|no matter(?: how| what)?|would say"
    r"|will be honest|have to (?:admit|say)|must (?:admit|say)|not going to pretend|why not|not surprisingly"
)
"""What only looks like a denial."""
UNREAL = (
    r"if|unless|when(?:ever)?|wish(?:ing)?|hop(?:e|ing)|want(?:ed|ing)?|need to|tr(?:y|ying) to"
    r"|would|could|should|might|may|will|must|ought to|supposed to|meant to|going to|pretend(?:ing)?|fak(?:e|ing)"
    r"|act(?:ing)? (?:like|as if)|as if|almost|nearly|expect(?:ing|ed)? to|how i feel|what i feel|one day|some ?day"
)
"""What wishes, plans, supposes or only comes near."""
PAST = r"used to(?: be| feel)?|was|were|felt|had(?: been)?"
DENIED = (
    r"not|never|no longer|no more|nothing|no|neither|nor|none|less|hardly|barely|scarcely|rarely|seldom|without"
    r"|anything but|far from|nowhere near|instead of|rather than|(?:the )?opposite of|lack of|not any|free of|free from"
    r"|(?:stopped|stop|quit|done|over) (?:being|feeling)|rid of|anything|too \w+ to (?:be|feel)"
)
TURNS_BACK = r"but|yet|though|although|however"
TURNS_BACK_AFTER = r"just|only|more(?: like)?|rather|instead|it is|because|now|simply|mostly"
"""These end a denial only once it has met its word."""
TAKEN_BACK = re.compile(r" (?:no more|no longer|not any more|not)(?: but\b.*| and i\b.*)?$")
"""What takes back the word before it: "happy no more"."""
TODAY = re.compile(
    r"\b(?:today|tonight|this (?:morning|afternoon|evening|week)|all (?:day|evening|morning|night)|just now"
    r"|earlier|(?:my|the) (?:day|evening))\b"
)
OTHER_TIME = re.compile(
    r"\b(?:back then|(?:years|months|weeks|days|hours|long) ago|in the past|when i was|as a (?:kid|child|boy|girl)"
    r"|(?<!about )(?<!from )(?<!of )(?<!since )(?<!after )(?<!over )"
    r"(?:yesterday|last (?:night|week|month|year|summer|winter|\w+day))"
    r"|(?:the )?other day|once upon a time|tomorrow|next (?:week|month|year)"
    r"|before (?:we|you|he|she|they|this|it|all|the))\b"
)
ASKED = re.compile(
    r"^(?:(?:am|are|is|was|were|do|does|did|should|would|could|can|will|have|has|may|might|shall|must|why|how|what|when)"
    r" (?:not )?(?:i|he|she|you|they|we|it|my|this|that|the|if|about)\b"
    r"|(?:why|how come|how|what if|what about|since when|who|where)\b)(?<!what i)"
)
_COURTESY = (
    r"good (?:morning|evening|afternoon|night|day)|goodnight|hello|hi|hey|(?:hi|hey|hello) there|see you|goodbye|bye"
    r"|(?:many |okay |yes |no )?thank(?:s| you)(?: a lot| so much| very much| again)?|cheers"
    r"|you are welcome|my pleasure|excuse me|please|pardon"
    r"|sorry (?:what|pardon)|sorry (?:about|for) that|what|huh|how are you|sleep well"
    r"|nothing (?:new|much|special|really|to say|to report|happened|else|more)|not much|the usual"
    r"|same(?: as (?:ever|always|usual|yesterday|before))?|sounds good|that works|got it|all good"
    r"|\w+ out of (?:ten|10|a hundred|100)"
)
_EXCUSE = (
    r"(?:i'm |i am )?(?:so )?sorry i"
    r"(?: haven't| have not|'ve not| wasn't| was not| didn't| did not| am late|'m late).*"
)
COURTESY = re.compile(rf"(?:{_COURTESY})(?: (?:{_COURTESY}))?|{_EXCUSE}")
_SMALL_WORDS = """
    he she they you we my the our your his her their him them us a an as am be being been to of in with about
    everyone everybody everything someone somebody anyone anybody noone nobody people person if unless whether when
    whenever wish hope want wanted need try trying hoping used supposed meant going pretend pretending fake faking
    act acting may might must ought almost nearly felt would rather never no longer more less hardly barely scarcely
    rarely seldom without anything far from nowhere near neither nor none instead than opposite lack any free
    stopped stop quit done over rid only just merely simply except other even too also either now know sure tell
    decide idea clue certain doubt lie deny believe worry matter admit honest saying say says said think thinks
    thought told calls called makes made making leaves left gets drives drove very really quite pretty bit little
    that at all kind sort lot much completely totally entirely exactly especially particularly always ever ago yes
    oh well then maybe perhaps probably guess suppose like help because most half whole tonight okay why normal
    right yet though
"""
GRAMMAR = frozenset([*f"{_KIN}|{_VERB}|{_OWN_THING}".split("|"), *_SMALL_WORDS.split()]) - {"how"}
"""Words that carry no matter of their own: with nothing else before it, a sentence is about the feeling."""
ARTICLES = frozenset({"a", "an", "the", "my", "our", "your", "his", "her", "their", "this", "that"})


def is_courtesy(text: str) -> bool:
    """Is it a greeting, thanks, or a figure on a scale of ten: something that people say and that is no feeling?"""
    return COURTESY.fullmatch(normal(text)) is not None
