"""Requests of Alexa in, responses out: the only package that imports Amazon's SDK."""
