"""One parsed HTML page: a walk over its elements without recursion."""

import re
from collections.abc import Iterator
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from withhold.domain.concealment import Concealment
from withhold.domain.location import Location
from withhold.domain.piece import EMPTY_CELL, ReadItem, Table, Text, TextRole
from withhold.readers.css import StyleSheet, background_of, concealment_of, declarations
from withhold.readers.grid import GridRow, tables
from withhold.readers.html_source import PageSource
from withhold.readers.html_table import HtmlRow, grid_rows
from withhold.readers.html_vocabulary import BLOCKS, HEADINGS, INLINE
from withhold.readers.interface import Place

_VISIBLE = Concealment.VISIBLE
_TEXT_CHUNK = 1 << 16
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,400}>")


class Page:
    """The pieces of one page. Texts hidden alike are joined; tables are laid out as grids."""

    def __init__(self, place: Place, location: Location, number: int = 1) -> None:
        self._place = place
        self._location = location
        self._number = number
        self._styles = StyleSheet()
        self._parts: list[str] = []
        self._size = 0
        self._how = _VISIBLE
        self._role = TextRole.PROSE
        self._heading = self._tag = ""
        self._tables = 0
        self._source = PageSource(place, location)
        self._later: list[tuple[LexborNode, Concealment, str]] = []

    def read(self, text: str, how: Concealment) -> Iterator[ReadItem]:
        """Everything on the page, and in its source."""
        mark = "end-of-page"
        while mark in text:
            mark += "-"
        root = LexborHTMLParser(f"{text}<wbr {mark}>").root
        if root is None:
            return
        end = root.css_first(f"wbr[{mark}]")
        if end is None:
            yield from self._unclosed(text, how)
        else:
            end.decompose()
        self._collect_styles(root)
        for node in _before(root):
            yield from self._source.comment(node)
        yield from self._walk(root, how, "white")
        while self._later:
            yield from self._table(*self._later.pop())
        yield from self._source.rest()

    def _unclosed(self, text: str, how: Concealment) -> Iterator[Text]:
        """The words of a page that ends within a tag: browsers drop all from there on, its source has it."""
        hidden = Concealment.PAGE_SOURCE.inside(how).inside(self._place.concealment)
        words = _TAG.sub("\n", text)
        for at in range(0, len(words), _TEXT_CHUNK):
            yield Text(self._location, words[at : at + _TEXT_CHUNK], TextRole.PROSE, hidden)

    def _collect_styles(self, root: LexborNode) -> None:
        for node in root.css("style"):
            self._styles.add(node.text())

    def _walk(self, root: LexborNode, outer: Concealment, background: str) -> Iterator[ReadItem]:
        stack: list[tuple[LexborNode, Concealment, str, bool]] = [(root, outer, background, False)]
        while stack:
            node, how, behind, is_end = stack.pop()
            if is_end:
                yield from self._flush()
                self._role, self._tag = TextRole.PROSE, ""
                continue
            if node is not root and node.next is not None:
                stack.append((node.next, how, behind, False))
            if node.prev is not None and node.prev.tag not in INLINE:
                self._parts.append(" ")
            if node.is_text_node:
                yield from self._text(node.text_content or "", how)
                continue
            if node.is_comment_node:
                yield from self._source.comment(node)
                continue
            tag = node.tag or ""
            own, behind = self._look(node, tag, how, behind)
            yield from self._source.element(node, tag, own)
            if tag == "table":
                yield from self._flush()
                yield from self._table(node, own, behind)
                continue
            if tag == "dl":
                yield from self._flush()
                yield from self._definitions(node, own)
                continue
            if tag in ("script", "style", "template", "input", "meta"):
                continue
            if tag in HEADINGS:
                yield from self._flush()
                self._role = TextRole.HEADING
                self._tag = tag
                stack.append((node, own, behind, True))
            elif tag == "li" and self._place.as_laid_out:
                yield from self._flush()
                self._tag = "li[1]"
                stack.append((node, own, behind, True))
            elif tag in BLOCKS:
                self._parts.append("\n")
            elif tag not in INLINE:
                self._parts.append(" ")
            if tag in ("noscript",):
                own = Concealment.PAGE_SOURCE.inside(own)
            elif tag == "textarea":
                own = Concealment.FORM_FIELD.inside(own)
            elif tag in ("desc", "metadata") or (
                tag == "title" and node.parent and node.parent.tag != "head"
            ):
                own = Concealment.ALT_TEXT.inside(own)
            if node.first_child is not None:
                stack.append((node.first_child, own, behind, False))
        yield from self._flush()

    def _look(self, node: LexborNode, tag: str, outer: Concealment, behind: str) -> tuple[Concealment, str]:
        """How an element is hidden, and the colour behind its text."""
        attributes = node.attributes
        style = self._styles.of(tag, attributes.get("class") or "", attributes.get("id") or "")
        if inline := attributes.get("style"):
            style = {**style, **declarations(inline)}
        if bgcolor := attributes.get("bgcolor"):
            style.setdefault("background-color", bgcolor.lower())
        if tag == "font" and (colour := attributes.get("color")):
            style.setdefault("color", colour.lower())
        how = concealment_of(style, behind) if style else _VISIBLE
        if "hidden" in attributes:
            how = Concealment.PAGE_SOURCE
        if outer is Concealment.INVISIBLE_TEXT and how is _VISIBLE and "color" in style:
            outer = _VISIBLE  # a colour of its own shows again what the colour around it hid
        return how.inside(outer), background_of(style) or behind

    def _text(self, text: str, how: Concealment) -> Iterator[ReadItem]:
        if how is not self._how:
            yield from self._flush()
            self._how = how
        self._parts.append(text)
        self._size += len(text)
        if self._size > _TEXT_CHUNK:
            yield from self._flush()

    def _flush(self) -> Iterator[ReadItem]:
        text = tidy("".join(self._parts))
        self._parts.clear()
        self._size = 0
        if text:
            if self._role is TextRole.HEADING:
                self._heading = text[:500]
            location = self._location
            if self._tag and self._place.as_laid_out:
                location = location.child("path", f"/{self._tag}")
            for at in range(0, len(text), _TEXT_CHUNK):
                yield Text(
                    location,
                    text[at : at + _TEXT_CHUNK],
                    self._role,
                    self._how.inside(self._place.concealment),
                )

    def _table(self, table: LexborNode, how: Concealment, behind: str) -> Iterator[ReadItem]:
        """A table as a grid; tables inside its cells come after it."""
        self._tables += 1
        number = self._tables if self._number == 1 else self._number * 100_000 + self._tables
        location = self._location.child("path", f"/table[{number}]", number)
        rows: list[HtmlRow] = []
        beside: list[ReadItem] = []
        row: HtmlRow | None = None
        stack: list[tuple[LexborNode, Concealment, str]] = []
        titles = [self._heading] if self._heading else []
        if table.first_child is not None:
            stack.append((table.first_child, how, behind))
        while stack:
            node, outer, colour = stack.pop()
            if node.next is not None:
                stack.append((node.next, outer, colour))
            if node.is_comment_node:
                beside.extend(self._source.comment(node))
                continue
            if node.is_text_node:
                continue
            tag = node.tag or ""
            own, colour = self._look(node, tag, outer, colour)
            beside.extend(self._source.element(node, tag, own))
            if tag == "tr":
                row = HtmlRow(_relative(own, how))
                rows.append(row)
            elif tag in ("td", "th") and row is not None:
                text = self._cell(node, own, colour, beside)
                row.add(node, tag, text, _relative(own, how))
                continue
            elif tag == "caption":
                caption = tidy(node.text(deep=True))
                titles.append(caption)
                beside.append(Text(location, caption, TextRole.HEADING, own.inside(self._place.concealment)))
                continue
            if node.first_child is not None and tag not in ("script", "style", "template"):
                stack.append((node.first_child, own, colour))
        yield from beside
        yield from self._grid(grid_rows(rows), location, how, titles)

    def _grid(
        self, rows: Iterator[GridRow], location: Location, how: Concealment, titles: list[str]
    ) -> Iterator[ReadItem]:
        for piece in tables(rows, place=self._place, location=location, concealment=how):
            if isinstance(piece, Table) and titles:
                piece = replace(piece, titles=(*dict.fromkeys(titles), *piece.titles))
            yield piece

    def _cell(self, cell: LexborNode, how: Concealment, behind: str, beside: list[ReadItem]) -> str:
        """The text of a cell as it is seen; what is hidden in it and tables in it go beside it."""
        seen: list[str] = []
        stack: list[tuple[LexborNode, Concealment, str]] = []
        if cell.first_child is not None:
            stack.append((cell.first_child, how, behind))
        while stack:
            node, outer, colour = stack.pop()
            if node.next is not None:
                stack.append((node.next, outer, colour))
            if node.is_text_node:
                text = node.text_content or ""
                if outer is how:
                    seen.append(text)
                elif text.strip():
                    beside.append(
                        Text(self._location, text, concealment=outer.inside(self._place.concealment))
                    )
                continue
            if node.is_comment_node:
                beside.extend(self._source.comment(node))
                continue
            tag = node.tag or ""
            own, colour = self._look(node, tag, outer, colour)
            beside.extend(self._source.element(node, tag, own))
            if tag == "table":
                self._later.append((node, own, colour))
            elif tag not in ("script", "style", "template") and node.first_child is not None:
                stack.append((node.first_child, own, colour))
            if tag in BLOCKS:
                seen.append("\n")
        return tidy("".join(seen))

    def _definitions(self, node: LexborNode, how: Concealment) -> Iterator[ReadItem]:
        """A definition list: each term with its descriptions is a row."""
        rows: list[GridRow] = []
        beside: list[ReadItem] = []
        for child in node.css("dt, dd"):
            own, colour = self._look(child, child.tag or "", how, "white")
            text = self._cell(child, own, colour, beside) or None
            kind = "t" if text else EMPTY_CELL
            if child.tag == "dt" or not rows:
                rows.append(GridRow(len(rows) + 1, [text], [kind]))
            else:
                rows[-1].values.append(text)
                rows[-1].kinds.append(kind)
            if own is not how:
                rows[-1].cells = {**(rows[-1].cells or {}), len(rows[-1].values) - 1: own}
        yield from beside
        yield from self._grid(iter(rows), self._location, how, [self._heading] if self._heading else [])


def tidy(text: str) -> str:
    """Text with its runs of blanks folded and its empty lines dropped."""
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _relative(own: Concealment, outer: Concealment) -> Concealment:
    """A part's own hiding inside something hidden: none, if it is the same."""
    return _VISIBLE if own is outer else own


def _before(root: LexborNode) -> Iterator[LexborNode]:
    """Comments before and after the root element."""
    for step in ("prev", "next"):
        node = getattr(root, step)
        while node is not None:
            if node.is_comment_node:
                yield node
            node = getattr(node, step)
