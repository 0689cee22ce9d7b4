"""The voice: one module per conversation, a router that asks them in order, and one file that knows Alexa's SDK."""
