"""The local speaker: what is said becomes true Alexa requests, with a voice in the terminal or in a script."""
