"""What a page of a source holds: text is searched as it is, documents by readers in their sandbox."""

from collections.abc import Iterator
from contextlib import closing

from withhold.domain.piece import Skipped, SkipReason, Table, Text
from withhold.incident.watch.copies.lines import CELL, LINE
from withhold.incident.watch.copies.matching import Found, Matcher
from withhold.incident.watch.sources.interface import Page
from withhold.inspection.opening import open_bytes
from withhold.readers.mail_signs import mail_type
from withhold.readers.sandbox import Sandbox

_NO_TEXT = ("image/", "video/", "audio/", "font/")
_DOCUMENTS = (
    b"PK\x03\x04",
    b"%PDF-",
    b"\xd0\xcf\x11\xe0",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
    b"\x28\xb5\x2f\xfd",
    b"7z\xbc\xaf",
    b"Rar!",
    b"SQLite format 3",
    b"PAR1",
    b"{\\rtf",
)
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"wOF2", b"wOFF", b"\x00\x00\x01\x00", b"OTTO")
_HEAD = 1 << 12
_FINE = frozenset({SkipReason.PICTURE, SkipReason.DECODED_AS_STRINGS})


class Looking:
    """Looks at pages; `close` ends its sandbox."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher
        self._sandbox = Sandbox()

    def look(self, page: Page) -> tuple[Found, tuple[str, ...]]:
        """The rows that a page holds, and why parts of it could not be looked at."""
        if _is_document(page.content):
            found = Found()
            return found, tuple(dict.fromkeys(self._look_inside(page, found)))
        return self._matcher.look(page.content, page.charset), ()

    def close(self) -> None:
        """End the sandbox."""
        self._sandbox.close()

    def _look_inside(self, page: Page, found: Found) -> Iterator[str]:
        with (
            open_bytes(page.content, page.url) as opened,
            closing(self._sandbox.read(opened.descriptor, opened.size, page.url)) as items,
        ):
            line = 0
            for item in items:
                if isinstance(item, Skipped):
                    if item.reason in _FINE:
                        continue
                    yield f"{item.reason}: {item.detail}" if item.detail else str(item.reason)
                elif isinstance(item, Table | Text):
                    text = lines_of_table(item) if isinstance(item, Table) else item.text
                    found.merge(self._matcher.look_at_lines(text), line)
                    line += text.count(LINE) + 1


def _is_document(content: bytes) -> bool:
    """Whether a reader must unpack it first: mail may be coded so that nothing of it can be read as it is."""
    if content.startswith(_DOCUMENTS):
        return True
    return (
        content[:1] != b"<" and mail_type(content[:_HEAD].decode("latin-1"), is_named_mail=False) is not None
    )


def is_text(page: Page) -> bool:
    """Whether there can be rows in it: not in pictures, sounds and fonts."""
    return not (page.media_type.startswith(_NO_TEXT) or page.content.startswith(_PICTURES))


def lines_of_table(table: Table) -> str:
    """The rows of a table as lines, its cells set apart."""
    columns = [[_flat(value) for value in column.values] for column in table.columns]
    return LINE.join(map(CELL.join, zip(*columns, strict=True)))


def _flat(value: str | None) -> str:
    return " ".join(value.split()) if value else ""
