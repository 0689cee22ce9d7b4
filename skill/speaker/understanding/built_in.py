"""What people say for Alexa's own intents, which carry no samples in a model."""

BUILT_IN = {
    "AMAZON.YesIntent": ("yes", "yeah", "yep", "sure", "okay then", "right", "that's right", "correct", "yes please",
                         "please do", "i do", "yes that's right", "of course", "please", "yes i am", "i am"),
    "AMAZON.NoIntent": ("no", "nope", "no thanks", "no thank you", "not really", "that's wrong", "wrong", "no it isn't",
                        "rather not", "no wait", "wait no", "no don't", "no stop", "no no", "please no", "no please",
                        "no i'm not", "no i am not", "i'm not", "i am not", "not at all"),
    "AMAZON.HelpIntent": ("help", "help me", "what can i say", "what can you do", "how does this work"),
    "AMAZON.StopIntent": ("stop", "stop it", "quit", "exit", "off", "enough", "shut up", "bye", "goodbye", "end",
                          "quiet", "be quiet", "keep it down", "hush", "silence"),
    "AMAZON.CancelIntent": ("cancel", "never mind", "forget it", "cancel that"),
    "AMAZON.RepeatIntent": ("repeat", "repeat that", "say that again", "what did you say", "pardon", "come again"),
    "AMAZON.NextIntent": ("next", "next please", "continue", "and then", "what's next", "on to the next"),
    "AMAZON.NavigateHomeIntent": ("go home",),
}  # fmt: skip
