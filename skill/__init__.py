"""The core: what the voice and the clock both stand on.

Inside it the arrows point down as well: `web`, `desk` and `speaker` (doors) stand on `alexa`, `storage`, `content`
and `speech`, which stand on `domain`. Nothing here knows an intent or a dispatcher: the doors are handed a callable.
"""
