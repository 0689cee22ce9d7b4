"""When something is said unasked: settings, and what Alexa rings."""
