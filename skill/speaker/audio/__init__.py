"""The local speaker aloud: synthesizer, recogniser, devices."""
