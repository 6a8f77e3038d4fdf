"""What went wrong, told without the values that were at hand when it did."""

import traceback
from pathlib import Path


def where(error: BaseException) -> str:
    """An exception as its type and the place in the code, `KeyError at analyst.py:41`.

    Its message and the variables of its frames may hold values of people: they are never told.
    """
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return type(error).__name__
    return f"{type(error).__name__} at {Path(frames[-1].filename).name}:{frames[-1].lineno}"
