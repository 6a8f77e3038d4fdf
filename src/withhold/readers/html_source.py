"""What the source of a page holds beside the text that is seen: attributes, scripts, comments, pages."""

import re
from collections.abc import Iterator
from io import BytesIO
from urllib.parse import unquote

from selectolax.lexbor import LexborNode

from withhold.domain.concealment import Concealment
from withhold.domain.location import Location
from withhold.domain.piece import ReadItem, Text, TextRole
from withhold.readers import script
from withhold.readers.encoded import decoded, decoded_runs
from withhold.readers.html_vocabulary import ALTERNATIVES, PLAIN
from withhold.readers.interface import Place, Source
from withhold.readers.records import Cell, Records

_VISIBLE = Concealment.VISIBLE
_TAG = re.compile(r"<[a-zA-Z/!]")
_STYLE_TEXT = re.compile(
    r"""/\*(.*?)(?:\*/|\Z)|content\s{0,20}:\s{0,20}(?:"([^"\n]*)"|'([^'\n]*)')""", re.DOTALL
)
"""Where a style sheet holds words: its comments, and what it writes before or behind elements."""


class PageSource:
    """Reads single elements and comments of one page; `rest` gives what was collected over all of them."""

    def __init__(self, place: Place, location: Location) -> None:
        self._place = place
        self._location = location
        self._attributes = Records(place, location, Concealment.PAGE_SOURCE)

    def rest(self) -> Iterator[ReadItem]:
        """Attributes without a meaning in HTML, as records, once the page has been walked."""
        yield from self._attributes.rest()

    def comment(self, node: LexborNode) -> Iterator[ReadItem]:
        """A comment: as markup that was taken out, as a hidden value, or as text."""
        text = node.comment_content or ""
        how = Concealment.PAGE_SOURCE
        if _TAG.search(text):
            yield from self.nested(f"<html><body>{text}".encode("utf-8", "replace"), how)
        elif text.strip():
            yield from script.hidden_value(text, self._place, self._location, how)
            if decoded(text) is None:
                for data in decoded_runs(text):
                    yield from self.nested(data, Concealment.SCRIPT_DATA)

    def nested(self, data: bytes, how: Concealment) -> Iterator[ReadItem]:
        """A document inside the page."""
        place = self._place.inside(self._location, how)
        self._place.budget.spend(len(data))
        yield from self._place.open_nested(Source(BytesIO(data), len(data)), place)

    def element(self, node: LexborNode, tag: str, how: Concealment) -> Iterator[ReadItem]:
        """What an element holds beside its text: attributes, scripts, templates, nested pages."""
        attributes = node.attributes
        if tag == "script":
            yield from script.pieces(node.text(), self._place, self._location)
        elif tag == "template":
            whole = node.html or ""  # `inner_html` leaves out what a template holds
            inner = whole[whole.find(">") + 1 : whole.rfind("<")]
            yield from self.nested(f"<html><body>{inner}".encode("utf-8", "replace"), Concealment.PAGE_SOURCE)
        elif tag == "style":
            for found in _STYLE_TEXT.finditer(node.text() or ""):
                yield self._label("".join(filter(None, found.groups())), Concealment.PAGE_SOURCE, how)
        elif tag == "meta":
            yield from self._meta(attributes)
        if not attributes:
            return
        yield from self._data(node, tag, attributes, how)
        for name in ALTERNATIVES:
            if value := attributes.get(name):
                yield self._label(value, Concealment.ALT_TEXT, how)
        if (value := attributes.get("value")) and tag in ("input", "option", "button", "data", "param", "li"):
            is_hidden = (attributes.get("type") or "").lower() == "hidden" or tag in ("data", "param")
            kind = Concealment.PAGE_SOURCE if is_hidden else Concealment.FORM_FIELD
            yield from script.hidden_value(value, self._place, self._location, kind.inside(how))
        if value := attributes.get("srcdoc"):
            yield from self.nested(f"<html><body>{value}".encode("utf-8", "replace"), how)
        for name in ("href", "src", "content", "action"):
            if value := attributes.get(name):
                yield from self._address(value, tag, how)

    def _data(
        self, node: LexborNode, tag: str, attributes: dict[str, str | None], how: Concealment
    ) -> Iterator[ReadItem]:
        """data-* and other attributes without a meaning in HTML: those of one element are one record."""
        record: dict[str, Cell] = {}
        for name, value in attributes.items():
            if not value or name in PLAIN or name in ALTERNATIVES or name.startswith("aria-"):
                continue
            if name.startswith("on"):
                yield from script.pieces(value, self._place, self._location)
            elif value.lstrip()[:1] in ("{", "[") or decoded(value) is not None:
                yield from script.hidden_value(
                    value, self._place, self._location, Concealment.PAGE_SOURCE.inside(how)
                )
            else:
                record[name.removeprefix("data-")] = (value, "t")
        if record:
            first = node.first_child
            if first is not None and first.is_text_node and (text := (first.text_content or "").strip()):
                record[""] = (text[:200], "t")
            yield from self._attributes.add(f"/{tag}/*", record)

    def _meta(self, attributes: dict[str, str | None]) -> Iterator[ReadItem]:
        content = attributes.get("content")
        name = (attributes.get("name") or attributes.get("property") or "").lower()
        if content and name and name not in ("viewport", "robots", "theme-color", "format-detection"):
            role = TextRole.AUTHOR if "author" in name or "creator" in name else TextRole.PROSE
            yield Text(self._location, content, role, Concealment.METADATA.inside(self._place.concealment))

    def _address(self, value: str, tag: str, how: Concealment) -> Iterator[ReadItem]:
        start = value[:11].lower()
        if start.startswith("data:"):
            if (data := decoded(value)) is not None:
                kind = Concealment.SCRIPT_DATA if tag != "img" else Concealment.IMAGE_TEXT
                yield from self.nested(data, kind.inside(how))
        elif start.startswith("javascript:"):
            yield from script.pieces(value[11:], self._place, self._location)
        elif start.startswith(("mailto:", "tel:", "sms:")):
            yield self._label(unquote(value), how, _VISIBLE)
        elif "?" in value and tag != "meta":
            yield self._label(unquote(value), Concealment.PAGE_SOURCE, how)

    def _label(self, text: str, how: Concealment, outer: Concealment) -> Text:
        hidden = how.inside(outer).inside(self._place.concealment)
        return Text(self._location, text, TextRole.LABEL, hidden)
