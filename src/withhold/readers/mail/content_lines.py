"""Content lines of calendars and contact cards (RFC 5545, section 3.1; RFC 6350, section 3.2; vCard 2.1)."""

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from withhold.readers.encoding import detect, text_chunks, text_lines
from withhold.readers.interface import OverLimit, Place, Source
from withhold.readers.mail.charsets import to_text

_PARAMETER = re.compile(r';([^;:="]{0,100})(?:=((?:"[^"]*"|[^";:])*))?')
_FORMAL = frozenset(
    ("TYPE", "VALUE", "ENCODING", "CHARSET", "CN", "ROLE", "PARTSTAT", "RSVP", "CUTYPE", "TZID", "LANGUAGE",
     "PREF", "FMTTYPE", "FILENAME", "X-FILENAME", "RELATED", "RELTYPE", "FBTYPE", "RANGE", "MEDIATYPE",
     "SCHEDULE-AGENT", "SCHEDULE-STATUS", "X-NUM-GUESTS", "PID", "ALTID", "CALSCALE", "INDEX", "LEVEL")
)  # fmt: skip
_NAME = re.compile(r"(?:[\w-]{1,100}\.)?([\w-]{1,100})")
_ESCAPED = re.compile(r"\\(.)", re.S)
_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:T(\d{2}):?(\d{2}):?(\d{2})?)?")
_DATA = re.compile(r"data:[^,]{0,200},", re.I)


@dataclass(frozen=True, slots=True)
class Line:
    """One unfolded line: number of its first line in the file, name in capitals, parameters, bare value."""

    number: int
    name: str
    parameters: dict[str, str]
    value: str

    @property
    def text(self) -> str:
        """The value with its escapes and its transfer encoding undone."""
        if self.parameters.get("ENCODING", "").upper() == "QUOTED-PRINTABLE":
            data = binascii.a2b_qp(self.value.encode("utf-8", "replace"))
            return _unescaped(to_text(data, self.parameters.get("CHARSET", "")))
        return _unescaped(self.value)

    @property
    def remarks(self) -> str:
        """What stands in parameters that say nothing of the format."""
        return "\n".join(value for name, value in self.parameters.items() if name not in _FORMAL)

    @property
    def fields(self) -> list[str]:
        """A value in several parts, such as an address."""
        if self.parameters.get("ENCODING", "").upper() == "QUOTED-PRINTABLE":
            return [part.strip() for part in self.text.split(";")]
        return [_unescaped(part).strip() for part in re.split(r"(?<!\\);", self.value)]

    @property
    def data(self) -> bytes | None:
        """The bytes of an enclosed file; None if the value is text or an address."""
        encoding = self.parameters.get("ENCODING", "").upper()
        if found := _DATA.match(self.value):
            body = unquote_to_bytes(self.value[found.end() :])
            return _base64(body) if ";base64" in found.group().lower() else body
        return _base64(self.value.encode("ascii", "ignore")) if encoding in ("B", "BASE64") else None


def _base64(body: bytes) -> bytes:
    kept = re.sub(rb"[^A-Za-z0-9+/]", b"", body)
    kept = kept[:-1] if len(kept) % 4 == 1 else kept
    return base64.b64decode(kept + b"=" * (-len(kept) % 4))


def _unescaped(value: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found.group(1) in "nN" else found.group(1), value)


def content_lines(source: Source, place: Place) -> Iterator[Line]:
    """The unfolded lines of a file. Raises OverLimit for a line longer than a text may be."""
    place.budget.spend(source.size)
    lines = text_lines(text_chunks(source.stream, *detect(source.stream)))
    held: list[str] = []
    first, size = 1, 0
    for number, physical in enumerate(lines, 1):
        line = physical.rstrip("\r\n")
        is_soft = bool(held) and held[-1].endswith("=") and _is_quoted_printable(held[0])
        is_packed = bool(held) and ":" not in line and line != "" and "BASE64" in held[0][:200].upper()
        if held and (line[:1] in (" ", "\t") or is_soft or is_packed):
            if is_soft:
                held[-1] = held[-1][:-1]
            held.append(line if is_soft or is_packed else line[1:])
        else:
            yield from _parsed(first, "".join(held))
            held, first, size = [line], number, 0
        size += len(line)
        if size > place.budget.limits.text_bytes:
            raise OverLimit("a line is longer than a text may be")
    yield from _parsed(first, "".join(held))


def _is_quoted_printable(line: str) -> bool:
    return "QUOTED-PRINTABLE" in line[:200].upper()


def _parsed(number: int, line: str) -> Iterator[Line]:
    if not line.strip():
        return
    named = _NAME.match(line)
    at = named.end() if named else 0
    given: dict[str, str] = {}
    while found := _PARAMETER.match(line, at):
        name, value = found.group(1).strip().upper(), (found.group(2) or "").replace('"', "")
        if found.group(2) is None:  # vCard 2.1 writes values of known parameters without their names
            name, value = ("ENCODING" if name in ("QUOTED-PRINTABLE", "BASE64", "B") else "TYPE"), name
        given[name] = f"{given[name]},{value}" if name in given else value
        at = found.end()
    if named is None or line[at : at + 1] != ":":
        yield Line(number, "", {}, line)  # no such line: its words are kept
    else:
        yield Line(number, named.group(1).upper(), given, line[at + 1 :])


def as_day(value: str) -> str | None:
    """A date or time in ISO form; None for anything else."""
    found = _DAY.fullmatch(value.strip().rstrip("Z"))
    if found is None:
        return None
    year, month, day, hour, minute, second = found.groups()
    return f"{year}-{month}-{day}" + (f"T{hour}:{minute}:{second or '00'}" if hour else "")
