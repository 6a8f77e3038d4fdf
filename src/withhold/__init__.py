"""Keeps lists of people from being published by mistake, and runs the response when one was."""

__version__ = "0.1.0"
