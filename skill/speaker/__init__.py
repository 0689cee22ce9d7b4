"""The local speaker: an ear, true Alexa requests, and a voice in the terminal or in a script."""
