"""What a form holds: its files, and its plain fields as documents."""

import json
import re
from dataclasses import dataclass, field

from withhold.gates.icap.decoding import Undecodable
from withhold.gates.icap.interface import Stop
from withhold.gates.icap.naming import UNNAMED, last_part

_MOST_FILES = 1_000
_NO_TEXT = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
FIELDS = "form.json"
FOREIGN = "form.txt"


@dataclass(frozen=True, slots=True)
class Part:
    """A document under the name that it came with."""

    name: str
    content: bytes


@dataclass(slots=True)
class Form:
    """Files, fields that are text by name, and fields in another encoding, or none, as their bytes."""

    files: list[Part] = field(default_factory=list)
    fields: dict[str, list[str]] = field(default_factory=dict)
    foreign: list[tuple[str, bytes]] = field(default_factory=list)

    def add_file(self, name: str, content: bytes) -> None:
        """A document of its own. Raises Undecodable beyond all measure."""
        if len(self.files) >= _MOST_FILES:
            raise Undecodable(Stop.TOO_LARGE)
        if content:
            self.files.append(Part(name or UNNAMED, content))

    def add_field(self, name: str, content: bytes, charset: str = "") -> None:
        """A field; `charset` is what it says of itself, if anything."""
        text, sure = _text(content), True
        if text is None:
            text, sure = _declared(content, charset), False
        if text is not None:
            self.fields.setdefault(name, []).append(text)
        is_text = _NO_TEXT.search(content) is None
        if is_text and not sure:
            # Also where it says its encoding: who receives it may not care.
            self.foreign.append((name, content))
        if not is_text or b"\n" in content.strip():
            # Several lines may be a pasted table, which is read as one only as a document of its own. What is
            # no text may be anything: programs send files this way, too.
            self.add_file(last_part(name), content)

    def documents(self) -> list[Part]:
        """The fields as one record, since together they may tell of one person; then the files."""
        found = []
        if any(value for values in self.fields.values() for value in values):
            record = {name: values[0] if len(values) == 1 else values for name, values in self.fields.items()}
            found.append(Part(FIELDS, json.dumps(record, ensure_ascii=False).encode("utf-8", "replace")))
        if self.foreign:
            found.append(Part(FOREIGN, self._foreign()))
        return found + self.files

    def _foreign(self) -> bytes:
        """A table of one row in the encoding of the form, which its reader finds out from all of it."""
        plain = [
            (name, value.encode("ascii"))
            for name, values in self.fields.items()
            for value in values
            if value.isascii()
        ]
        rows = [*plain, *self.foreign]
        head = b"\t".join(_cell(name.encode("ascii", "replace")) for name, _ in rows)
        return head + b"\n" + b"\t".join(_cell(value) for _, value in rows) + b"\n"


def _cell(content: bytes) -> bytes:
    return b" ".join(content.split())


def _text(content: bytes) -> str | None:
    """UTF-8 text; None for anything else."""
    try:
        return None if _NO_TEXT.search(content) else content.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _declared(content: bytes, charset: str) -> str | None:
    """The text of a field in the encoding that it says; None where that does not fit."""
    try:
        text = content.decode(charset) if charset else None
    except (LookupError, ValueError):
        return None
    return None if text is None or _NO_TEXT.search(text.encode("utf-8", "replace")) else text
