"""What the JSON formats have in common: one object a line, and values as they may be written."""

import json
from collections.abc import Mapping

from withhold.incident.trace.formats.entry import forwarded_of, request_of, target_of, text_of

Row = Mapping[str, object]


def loads(line: bytes) -> Row | None:
    """The object that a line holds, or None if it holds none; of names that come twice, the first counts.

    Octets that are no UTF-8 are kept as surrogates: servers write what clients send.
    """
    try:
        found = json.loads(line.decode("utf-8", "surrogateescape"), object_pairs_hook=_first)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _first(pairs: list[tuple[str, object]]) -> dict[str, object]:
    # A name that a client could add, in headers it names itself, never replaces the server's own.
    return dict(reversed(pairs))


def text(row: Row, *names: str) -> str | None:
    """The first of these that is there, as text; a list stands for its first item (headers of Caddy)."""
    for name in names:
        value = row.get(name)
        if isinstance(value, list) and value:
            value = value[0]
        if isinstance(value, bool) or value is None:
            continue
        if isinstance(value, str | int | float):
            shown = text_of(str(value).encode("utf-8", "surrogateescape" if _octets(value) else "replace"))
            if shown is not None:
                return shown
    return None


def forwarded(row: Row, *names: str) -> str | None:
    """X-Forwarded-For; of several headers, as proxies add them, each counts, in their order."""
    for name in names:
        value = row.get(name)
        if isinstance(value, list):
            value = ", ".join(str(item) for item in value)
        if isinstance(value, str) and (shown := forwarded_of(value)) is not None:
            return shown.encode("utf-8", "replace").decode("utf-8")
    return None


def _octets(value: object) -> bool:
    return isinstance(value, str) and any("\udc80" <= character <= "\udcff" for character in value)


def target(row: Row, *names: str) -> str:
    """The first of these that is there, as a target; empty if none is."""
    for name in names:
        value = row.get(name)
        if isinstance(value, str) and value:
            return target_of(octets(value))
    return ""


def octets(value: str) -> bytes:
    """What the client sent, of a text that `loads` gave."""
    try:
        return value.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        # A lone surrogate that was written as `\\ud83d`.
        return value.encode("utf-8", "surrogatepass")


def request(row: Row, name: str) -> tuple[str, str]:
    """Method and target of a whole request line in one field."""
    value = row.get(name)
    return request_of(octets(value)) if isinstance(value, str) else ("", "")


def whole(row: Row, *names: str) -> int | None:
    """The first of these that is a whole number, also one written as text."""
    for name in names:
        value = row.get(name)
        if isinstance(value, bool):
            continue
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 18:
            return int(value)
        if isinstance(value, int | float) and 0 <= value < 1 << 60:
            return int(value)
    return None


def real(row: Row, *names: str) -> float | None:
    """The first of these that is a number, also one written as text."""
    for name in names:
        value = row.get(name)
        if isinstance(value, str):
            try:
                value = float(value[:32])
            except ValueError:
                continue
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e18:
            return float(value)
    return None


def inner(row: Row, name: str) -> Row:
    """An object within; empty if there is none."""
    value = row.get(name)
    return value if isinstance(value, dict) else {}
