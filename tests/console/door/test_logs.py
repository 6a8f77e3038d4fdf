"""What the door writes to standard error repeats nothing that was sent to it."""

import logging

from withhold.console.door.logs import Shaped


def _written(logger: str, message: str, *arguments: object) -> str:
    try:
        raise ValueError("PLANTED in an error")
    except ValueError as error:
        told = (type(error), error, error.__traceback__)
    record = logging.LogRecord(logger, logging.ERROR, __file__, 1, message, arguments, told)
    return Shaped().format(record)


def test_of_others_only_the_constant_part_kind_and_place() -> None:
    line = _written("uvicorn.error", "Exception in %s\nTraceback", "PLANTED in an argument")
    assert "PLANTED" not in line
    assert line.startswith("error uvicorn.error: Exception in %s (ValueError at test_logs.py:")


def test_of_our_own_sentences_all() -> None:
    line = _written("withhold.console.door", "the %s cannot be written", "database")
    assert "the database cannot be written" in line
    assert "PLANTED" not in line
