"""Numbers among the arguments: whole ones from 1, and days. Each raises ArgumentTypeError."""

import argparse

MOST_DAYS = 3650


def number(text: str) -> int:
    """A number of things, processes or bytes."""
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not such a number; give 1 or more")
    return int(text)


def days(text: str) -> int:
    """How long something is valid."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= MOST_DAYS:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of days from 1 to {MOST_DAYS}")
    return int(text)
