"""VML drawings: text boxes of notes and form controls, written as XML that is often not well formed."""

import html
import re

from withhold.domain.concealment import Concealment
from withhold.domain.piece import TextRole
from withhold.readers.ooxml.generic import words
from withhold.readers.ooxml.part import Items, Part

_HOW = Concealment.ALT_TEXT
_MOST = 64 << 20
_TAG = re.compile(r"<[^<>]*>")
_QUOTED = re.compile(r"\b(?:alt|title|href)=[\"']([^\"'<>]*)[\"']")


def read_legacy_drawing(part: Part) -> Items:
    """The words of a VML part. Programs leave `<br>` open in it: then its tags are cut out by hand."""
    yield from part.lines(words(part.events()), _HOW, TextRole.LABEL)
    if part.failures:
        text = part.book.package.container.read(part.member, _MOST).decode("utf-8", "replace")
        part.failures.clear()
        quoted = [html.unescape(found) for found in _QUOTED.findall(text)]
        plain = [html.unescape(found) for found in _TAG.sub("\n", text).splitlines()]
        yield from part.lines([*quoted, *plain], _HOW, TextRole.LABEL)
