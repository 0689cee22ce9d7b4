"""The local speaker in a terminal."""
