"""Tables as text: CSV and its kin, JSON, JSON lines, XML and HTML."""

import csv
import html
import io
import json
import re
from collections.abc import Iterable, Sequence
from datetime import date

from corpus.ooxml.cells import escape

Row = Sequence[str | int | float | date | None]


def plain(value: object) -> str:
    """A value as text; dates in ISO form, nothing for nothing."""
    return "" if value is None else str(value)


def delimited(rows: Iterable[Row], separator: str = ",") -> str:
    """Rows separated by a character, quoted where needed, with the line ends of RFC 4180."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=separator).writerows([plain(value) for value in row] for row in rows)
    return buffer.getvalue()


def keyed(header: Sequence[str], rows: Iterable[Row]) -> list[dict[str, object]]:
    """Rows as objects; dates in ISO form."""
    return [
        {
            key: value.isoformat() if isinstance(value, date) else value
            for key, value in zip(header, row, strict=True)
        }
        for row in rows
    ]


def json_text(value: object, indent: int | None = 1) -> str:
    """JSON with letters of every script as they are."""
    return json.dumps(value, ensure_ascii=False, indent=indent)


def json_lines(header: Sequence[str], rows: Iterable[Row]) -> str:
    """One object a line."""
    return "".join(json_text(item, None) + "\n" for item in keyed(header, rows))


def tag(name: str) -> str:
    """A header as an element name."""
    return re.sub(r"[\Wªº]+", "_", name.strip()).strip("_").lower() or "field"


def xml_text(header: Sequence[str], rows: Iterable[Row], root: str = "records", item: str = "record") -> str:
    """Each row an element, each value a child element."""
    tags = [tag(name) for name in header]
    body = "".join(
        f"  <{item}>"
        + "".join(f"<{name}>{escape(plain(value))}</{name}>" for name, value in zip(tags, row, strict=True))
        + f"</{item}>\n"
        for row in rows
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root}>\n{body}</{root}>\n'


def html_table(
    header: Sequence[str] | None, rows: Iterable[Row], caption: str = "", attributes: str = ""
) -> str:
    """A table element."""
    head = "".join(f"<th>{html.escape(name)}</th>" for name in header or ())
    body = "\n".join(
        "<tr>" + "".join(f"<td>{html.escape(plain(value))}</td>" for value in row) + "</tr>" for row in rows
    )
    title = f"<caption>{html.escape(caption)}</caption>" if caption else ""
    top = f"<thead><tr>{head}</tr></thead>" if head else ""
    return f"<table{attributes}>{title}{top}<tbody>\n{body}\n</tbody></table>"


def html_page(title: str, body: str, head: str = "", author: str = "", language: str = "en") -> str:
    """A whole page."""
    meta = f'<meta name="author" content="{html.escape(author)}">' if author else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8">'
        f"<title>{html.escape(title)}</title>"
        f"{meta}{head}</head>\n<body><h1>{html.escape(title)}</h1>\n{body}\n</body></html>\n"
    )
