"""Strict reading of JSON objects: no unknown or missing key, no other type, nothing too long."""

import json
import re
import unicodedata
from datetime import UTC, datetime
from typing import Any, NoReturn

from withhold.clearance.interface import ClearanceError

MAX_BYTES = 65536
"""Bytes of a record: the longest real one has under 4 KiB."""
MAX_TEXT = 2000
"""Characters of a text: a reason of a page at most."""
MAX_TEXTS = 64
"""Entries of a list of texts: policy packs, rules."""
_SHA256 = re.compile(r"[0-9a-f]{64}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?Z", re.ASCII)


def parsed(content: bytes, what: str) -> Any:
    """The JSON value in `content`. Raises ClearanceError for what is no JSON, too long or has a key twice."""
    if len(content) > MAX_BYTES:
        raise ClearanceError(f"{what} is longer than {MAX_BYTES:,} bytes")
    try:
        return json.loads(content.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise ClearanceError(f"{what} is not JSON with every key once") from None


def showable(text: str) -> str:
    """The text without what records refuse in texts: `\ufffd` for each such character, cut if too long."""
    return "".join(character if _fits(character) else "\ufffd" for character in text[:MAX_TEXT])


class Shape:
    """One JSON object being read. Every method takes a key out of it; `end` refuses what is left.

    Raises ClearanceError for everything that is not as the format says.
    """

    def __init__(self, value: Any, what: str) -> None:
        self._what = what
        if not isinstance(value, dict):
            self.wrong("is not a JSON object")
        self._left: dict[str, Any] = dict(value)

    def wrong(self, problem: str) -> NoReturn:
        raise ClearanceError(f"{self._what} {problem}")

    def take(self, key: str) -> Any:
        if key not in self._left:
            self.wrong(f"has no {key!r}")
        return self._left.pop(key)

    def schema(self, name: str) -> None:
        if self.take("schema") != name:
            self.wrong(f"is not of the schema {name}")

    def text(self, key: str, empty: bool = False) -> str:
        value = self.take(key)
        if not _is_text(value) or not (value or empty):
            self.wrong(f"has no fitting text as {key!r}")
        text: str = value
        return text

    def text_or_none(self, key: str) -> str | None:
        if self._left.get(key, "") is None:
            self._left.pop(key)
            return None
        return self.text(key)

    def texts(self, key: str) -> tuple[str, ...]:
        values = self.take(key)
        if not isinstance(values, list) or len(values) > MAX_TEXTS:
            self.wrong(f"has no list of texts as {key!r}")
        if not all(_is_text(value) and value for value in values):
            self.wrong(f"has something else than texts in {key!r}")
        return tuple(values)

    def sha256(self, key: str = "sha256") -> str:
        value = self.take(key)
        if not isinstance(value, str) or not _SHA256.fullmatch(value):
            self.wrong(f"has no SHA-256 of 64 lower-case hex digits as {key!r}")
        return value

    def size(self, key: str = "size") -> int:
        value = self.take(key)
        # A bool is an int to Python, not to the format.
        if type(value) is not int or not 0 <= value < 2**53:
            self.wrong(f"has no number of bytes as {key!r}")
        return value

    def time(self, key: str) -> datetime:
        value = self.take(key)
        moment = read_time(value) if isinstance(value, str) else None
        if moment is None:
            self.wrong(f"has no UTC time such as 2030-01-31T12:00:00Z as {key!r}")
        return moment

    def end(self) -> None:
        for key in self._left:
            self.wrong(f"has a key that is not known: {key[:40]!r}")


def is_sha256(value: str) -> bool:
    """Whether it is a SHA-256 as records write it."""
    return _SHA256.fullmatch(value) is not None


def read_time(value: str) -> datetime | None:
    """The moment that `value` tells in the only spelling that records have; None for any other."""
    if not _TIME.fullmatch(value):
        return None
    try:
        moment = datetime.fromisoformat(value).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if write_time(moment) == value else None


def write_time(moment: datetime) -> str:
    """RFC 3339 in UTC with `Z`; six decimals unless they are all 0. Raises ValueError without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone")
    return moment.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"


def _is_text(value: Any) -> bool:
    """A text that can be written and shown: no lone surrogates, of control characters tab and line end."""
    if not isinstance(value, str) or len(value) > MAX_TEXT:
        return False
    # What is printable to Python has none of them, and that is quickly told.
    return value.isprintable() or all(_fits(character) for character in value)


def _fits(character: str) -> bool:
    return character in "\t\n" or unicodedata.category(character) not in ("Cc", "Cs")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key twice")
    return found


def _no_constant(_name: str) -> NoReturn:
    raise ValueError("not a number of JSON")
