"""What JSON values stand for: tables by columns, records by key, pairs, coordinates."""

import re
from itertools import count
from typing import Any

from withhold.readers.header_words import is_header_word
from withhold.readers.json_values import Number

_ROW_KEY = re.compile(r"\d+\Z")
_HEADER_KEYS = ("columns", "fields", "header", "headers", "names")
_LONGEST_WORD = 40


def is_more_than_a_word(item: Any) -> bool:
    """Whether an element of a list has to stand for itself: it has parts, or is as long as a sentence."""
    return isinstance(item, dict | list) or (isinstance(item, str) and len(item) > _LONGEST_WORD)


def free(record: dict[str, Any], name: str) -> str:
    """The name, or `name#2` and so on where a like path has taken it."""
    copies = (f"{name}#{number}" for number in count(2))
    return name if name not in record else next(copy for copy in copies if copy not in record)


def columns(value: dict[str, Any]) -> list[list[Any]] | None:
    """Rows of an object that holds a table by columns: equal lists, rows by number, or names beside rows."""
    held = list(value.values())
    if len(held) >= 2 and isinstance(held[0], list) and len(held[0]) >= 2 and _are_equal_lists(held):
        return [list(value), *map(list, zip(*held, strict=True))]
    if len(held) >= 2 and isinstance(held[0], dict) and len(held[0]) >= 2:
        keys = list(held[0])
        alike = all(isinstance(column, dict) and column.keys() == held[0].keys() for column in held)
        if alike and all(map(_ROW_KEY.match, keys)) and not isinstance(held[0][keys[0]], dict | list):
            return [list(value), *([column[key] for column in held] for key in keys)]
    rows = value.get("data") or value.get("rows") or value.get("values")
    header = next((value[key] for key in _HEADER_KEYS if isinstance(value.get(key), list)), None)
    if isinstance(rows, list) and rows and header and all(isinstance(row, list) for row in rows[:8]):
        names = [item.get("name", item.get("label")) if isinstance(item, dict) else item for item in header]
        if len(names) == len(rows[0]) and len(value) <= 6:
            return [names, *(row if isinstance(row, list) else [row] for row in rows)]
    return None


def _are_equal_lists(columns: list[Any]) -> bool:
    """Whether all are lists of one length that hold single values."""
    length = len(columns[0])
    if not all(isinstance(column, list) and len(column) == length for column in columns):
        return False
    return not any(isinstance(item, dict | list) for column in columns for item in column[:8])


def keyed_records(value: dict[str, Any]) -> list[dict[str, Any]] | None:
    """Records of an object that maps keys to like records; the key becomes a value without a name."""
    held = list(value.values())
    if len(held) < 2 or not all(isinstance(record, dict) for record in held):
        return None
    names = held[0].keys()
    if not names or any(2 * len(names & record.keys()) < len(names | record.keys()) for record in held):
        return None
    return [{**record, free(record, ""): key} for key, record in value.items()]


def pairs(value: dict[str, Any]) -> list[list[Any]] | None:
    """Rows of an object that maps many words to single values: its keys are data, not names of fields."""
    if len(value) < 8 or any(isinstance(item, dict | list) for item in value.values()):
        return None
    labels = sum(map(is_header_word, value)) + sum("_" in key for key in value)
    if 5 * labels > len(value) or len({type(item) for item in value.values()}) > 2:
        return None
    return [[key, item] for key, item in value.items()]


def is_coordinates(array: list[Any]) -> bool:
    """Whether nested arrays hold only numbers with a fraction: a geometry, which names nobody."""
    waiting: list[Any] = [array]
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting.extend(item)
        elif not isinstance(item, Number) or ("." not in item and len(item) > 4):
            return False
    return any(isinstance(item, list) for item in array)
