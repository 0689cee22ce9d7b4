"""The core: what conversations and scheduler both stand on.

Inside it the arrows point down as well: `web` and `speaker` stand on `alexa`, `storage`, `content` and `speech`, which
stand on `domain`. Only `app` knows conversations and scheduler, and hands the edges what they call.
"""
