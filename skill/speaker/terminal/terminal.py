"""The local speaker in a terminal: listens while it plays, breathes in real time, speaks up by itself."""

import os
from collections.abc import Callable, Generator
from contextlib import suppress
from datetime import UTC

from rich.console import Console

from skill.domain.errors import StartError, StorageBusyError
from skill.speaker.audio.devices import AudioDevices
from skill.speaker.pin_setting import CODE, CODE_IS, IS_SET, PinQuestion, set_pin
from skill.speaker.playback import BarLevel, CuePlayer, is_breathing
from skill.speaker.script import PIN, PIN_OF_WHOM, ROOMS, Line, is_passed_over, parse_line
from skill.speaker.speaker import REPROMPT_AFTER, Speaker, Spoken
from skill.speaker.terminal.prompt import live_screen
from skill.speaker.terminal.screen import Screen, plain_screen
from skill.speech.ssml import SpeechCue, plain, timeline

LOOK_EVERY = 0.5
"""How often the speaker looks for what is due, seconds."""
FRAME = 0.05
"""The longest pause between two drawings of the moving bar, seconds."""
HINT = "Type what you would say, for example: open steady ground. /quit leaves."
GONE = "The speaker is off."
ASK_PIN = "Type the PIN; it is not shown."
PIN_SHOWN = "Type /pin alone: then the PIN is asked for, and not shown."
PIN_RIGHT = "That's right. It counts for this conversation, five minutes at most."
PIN_WRONG = (
    "That didn't fit. After wrong ones you wait before the next one counts; your recovery code counts at once. "
    "Where you have none yet, /pin new sets one."
)
NEW_PIN = "new"
"""What follows /pin to set one."""
OLD_PIN = "Your PIN so far, or its recovery code; press Enter if you have none yet:"
PIN_UNSEEN = "What you type for it isn't shown."
PIN_ALONE = (
    "A new PIN comes with a recovery code that's shown once. When nobody else sees this screen, type /alone and then "
    "/pin new."
)
PIN_NOT_KEPT = "That couldn't be kept just now; the PIN is as it was."
CODE_GOES = "Press Enter once it's written down; then it's gone from the screen."
CODE_IS_GONE = "It's gone from the screen."
ONLY_IN_SCRIPTS = "/at and /wait belong to scripts: steady-ground speak --script FILE. Here time passes by itself."


class Terminal:
    """One conversation at a keyboard.

    Args:
        monotonic: a steady clock, in seconds; every cue of a breathing is held against it.
        sound: speaks and listens besides, or None to type and read only.
    """

    def __init__(
        self,
        speaker: Speaker,
        screen: Screen,
        *,
        monotonic: Callable[[], float],
        sound: AudioDevices | None = None,
    ) -> None:
        self._speaker = speaker
        self._sound = sound
        self._screen = screen
        self._monotonic = monotonic
        self._playing: CuePlayer | None = None
        self._reprompt: str | None = None
        self._quiet_since = monotonic()
        self._looked_at = float("-inf")
        self._is_secret = False
        self._may_be_pin = False
        self._asking: Generator[PinQuestion, str, str] | None = None
        self._code: str | None = None
        self._conversation = speaker.conversation

    def run(self) -> None:
        """Talk until /quit, Ctrl-D, Ctrl-C or the end of the pipe."""
        with suppress(KeyboardInterrupt):
            if self._screen.is_live:
                self._screen.note(HINT)
            while self._goes_on():
                pass
        self._hush()
        with suppress(StorageBusyError):
            self._speaker.leave()
        if self._screen.is_live:
            self._screen.note(GONE)

    def _goes_on(self) -> bool:
        """Do one round: play what is due, speak up if something is, wait for a key; False at the end."""
        self._play()
        if self._playing is None:
            self._look()
        now = self._monotonic()
        level = self._playing.level(now) if self._playing is not None else None
        self._draw(level)
        typed = self._screen.wait(self._until_next(now))
        self._listen()
        return all(self._take(line) for line in typed.lines) and not typed.has_ended

    def _draw(self, level: BarLevel | None = None) -> None:
        self._screen.draw(level, self._code, is_open=self._speaker.is_open, is_secret=self._is_secret)

    def _listen(self) -> None:
        """Take what was spoken, but not while a PIN is typed, and show what is to be known about the sound."""
        if self._sound is None:
            return
        for words in self._sound.heard():
            if not self._is_secret and self._asking is None and self._code is None:
                self._take(words)
        for note in self._sound.notes():
            self._screen.note(note)

    def _until_next(self, now: float) -> float:
        if self._playing is None:
            return max(0.0, self._looked_at + LOOK_EVERY - now)
        return max(0.0, min(self._playing.next_at() - now, FRAME))

    def _play(self) -> None:
        if self._playing is None:
            return
        now = self._monotonic()
        for cue in self._playing.begun(now):
            self._screen.begin(cue)
        if self._playing.is_over(now):
            self._rest()

    def _look(self) -> None:
        """Say what is due, say an open question once more, or end a session that nobody answers."""
        now = self._monotonic()
        if now < self._looked_at + LOOK_EVERY:
            return
        self._looked_at = now
        with suppress(StorageBusyError):  # it is looked at again in half a second
            for spoken in self._speaker.due():
                self._present(spoken)
        if self._speaker.end_idle_session():
            self._reprompt = None
        self._forget_others()
        is_waiting = self._speaker.is_open and not self._screen.draft
        if self._reprompt is not None and is_waiting and now - self._quiet_since >= REPROMPT_AFTER.total_seconds():
            self._screen.say(plain(self._reprompt))
            self._aloud(self._reprompt)
            self._reprompt = None

    def _take(self, line: str) -> bool:
        """Do what a line says; False when it says to leave."""
        words = line.strip()
        if self._code is not None:
            self._code = None
            self._screen.note(CODE_IS_GONE)
            return True
        if self._asking is not None:
            self._go_on_asking(words)
            return True
        if self._is_secret:
            self._take_pin(words)
            return True
        if is_passed_over(words):
            return True
        is_pin, self._may_be_pin = self._may_be_pin and _looks_like_pin(words), False
        if is_pin:
            self._screen.note(PIN_SHOWN)
            return True
        self._screen.echo(words)
        if words.partition(" ")[0] in ("/at", "/wait"):
            self._screen.note(ONLY_IN_SCRIPTS)
            return True
        try:
            wanted = parse_line(0, words, UTC)
        except ValueError as fault:
            self._screen.note(str(fault))
            return True
        if wanted.words == "/quit":
            return False
        if wanted.words == PIN:
            self._ask_pin(wanted)
        elif wanted.words in ROOMS:
            self._speaker.enter(ROOMS[wanted.words])
            self._screen.note(f"In the room: {ROOMS[wanted.words].value}.")
        elif wanted.name is not None:
            self._hush()
            self._speaker.become(wanted.name)
            self._forget_others()
            self._screen.note(f"Now {wanted.name} speaks.")
        else:
            self._hush()
            spoken = self._speaker.hear(wanted.words)
            self._forget_others()
            if spoken.open and spoken.is_repeatable:
                self._screen.remember(wanted.words)
            self._present(spoken)
        return True

    def _forget_others(self) -> None:
        """Let the arrow keys bring nothing of another person, or of a session that has ended."""
        if self._conversation != self._speaker.conversation:
            self._conversation = self._speaker.conversation
            self._screen.forget()

    def _take_pin(self, given: str) -> None:
        """Take what was typed unseen. Whose it would be is looked at only now: whoever types on must not be heard."""
        self._is_secret = False
        if not self._speaker.is_one_claimed:
            self._screen.note(PIN_OF_WHOM)
            return
        self._screen.note(PIN_RIGHT if given and self._speaker.confirm(given) else PIN_WRONG)
        if (spoken := self._speaker.go_on()) is not None:
            self._present(spoken)

    def _ask_pin(self, wanted: Line) -> None:
        """Ask for the PIN, or a new one, unless it was just shown."""
        if wanted.pin == NEW_PIN:
            self._ask_new_pin()
            return
        if wanted.pin is not None:
            self._screen.note(PIN_SHOWN)
            return
        self._is_secret = True
        self._draw()  # before it is asked for: whoever types fast must not be shown the first digits
        self._screen.note(ASK_PIN)

    def _ask_new_pin(self) -> None:
        """Begin to set a PIN, where it is said whose it would be and nobody else looks on."""
        if not self._speaker.is_one_claimed:
            self._screen.note(PIN_OF_WHOM)
            self._may_be_pin = True
        elif not self._speaker.is_alone:
            self._screen.note(PIN_ALONE)
            self._may_be_pin = True
        else:
            setting = self._speaker.pin_setting()
            self._screen.note(PIN_UNSEEN)
            self._asking = set_pin(setting, OLD_PIN, is_checked_first=False)
            self._go_on_asking(None)

    def _go_on_asking(self, answer: str | None) -> None:
        """Hand on what was typed, and ask for what comes next; None where nothing has been asked yet."""
        assert self._asking is not None
        self._is_secret = False
        try:
            ask = next(self._asking) if answer is None else self._asking.send(answer)
        except StopIteration as done:
            self._asking = None
            self._show_code(done.value)
        except (StartError, StorageBusyError) as refused:
            self._asking = None
            self._screen.note(str(refused) if isinstance(refused, StartError) else PIN_NOT_KEPT)
        else:
            self._is_secret = ask.is_secret
            self._draw()
            for words in filter(None, (ask.told.replace("\n", " "), ask.asked.strip())):
                self._screen.note(words)

    def _show_code(self, code: str) -> None:
        """Show a recovery code, this once: in a terminal on the line that goes, so that it does not stay above it."""
        self._code = code if self._screen.is_live else None
        where = (CODE_GOES, CODE.strip()) if self._screen.is_live else (CODE + code,)
        for words in (IS_SET, CODE_IS, *where):
            self._screen.note(words)

    def _present(self, spoken: Spoken) -> None:
        self._reprompt = spoken.reprompt if spoken.open else None
        self._quiet_since = self._monotonic()
        if not spoken.ssml:
            return
        cues = self._aloud(spoken.ssml)
        if self._screen.is_live and is_breathing(spoken.ssml):
            self._playing = CuePlayer(cues, self._monotonic())
        else:
            self._screen.say(plain(spoken.ssml))

    def _aloud(self, ssml: str) -> tuple[SpeechCue, ...]:
        """Say it aloud where there is a voice, and return what is heard when."""
        cues = timeline(ssml)
        return self._sound.say(cues) if self._sound is not None else cues

    def _hush(self) -> None:
        """End what is being played and said, because somebody spoke or leaves."""
        if self._sound is not None:
            self._sound.stop()
        self._rest()

    def _rest(self) -> None:
        """End what is being played."""
        self._playing = None
        self._quiet_since = self._monotonic()
        self._screen.clear_bar()


def _looks_like_pin(words: str) -> bool:
    """May this be a PIN that was typed on after a /pin that was not taken? One word with a digit is no sentence."""
    return len(words.split()) == 1 and any(char.isdigit() for char in words)


def converse(
    speaker: Speaker,
    *,
    source: int,
    console: Console,
    monotonic: Callable[[], float],
    sound: AudioDevices | None = None,
) -> None:
    """Talk with whoever sits at a terminal, or with a pipe.

    Args:
        source: the file descriptor of what is typed, 0 as a rule.
        console: where it is shown.
        monotonic: a steady clock, in seconds.
        sound: speaks and listens besides, or None to type and read only.
    """
    can_move = os.isatty(source) and console.is_terminal and not console.is_dumb_terminal
    with live_screen(console, source) if can_move else plain_screen(console, source) as screen:
        Terminal(speaker, screen, monotonic=monotonic, sound=sound).run()
