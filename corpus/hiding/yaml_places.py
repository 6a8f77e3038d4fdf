"""Hiding places of YAML: records, comments, later documents."""

import json
from random import Random

from corpus.content import Content
from corpus.hiding.place import HidingPlace

_FIGURES = "quarter: Q1 2022\nreceived: 412\n"


def _records(content: Content) -> str:
    lines: list[str] = []
    for row in content.texts[1:]:
        pairs = [
            f"{json.dumps(name)}: {json.dumps(value)}"
            for name, value in zip(content.header, row, strict=True)
        ]
        lines.append("- " + "\n  ".join(pairs) + "\n")
    return "".join(lines)


def _list(_: Random, content: Content) -> bytes:
    return _records(content).encode()


def _later(_: Random, content: Content) -> bytes:
    return f"---\n{_FIGURES}---\n{_records(content)}".encode()


def _comments(_: Random, content: Content) -> bytes:
    return ("".join(f"# {line}\n" for line in content.lines) + _FIGURES).encode()


PLACES = (
    HidingPlace("records", _list, "visible"),
    HidingPlace("later_document", _later, "visible"),
    HidingPlace("comments", _comments, "page_source"),
)
