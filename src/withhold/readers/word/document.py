"""A Word document from its package: styles first, then the body, then every other member."""

from collections.abc import Callable, Iterator

from withhold.domain.concealment import Concealment
from withhold.domain.piece import ReadItem, TextRole
from withhold.readers.container import Container
from withhold.readers.font_names import is_font_name
from withhold.readers.interface import Corrupt, Place, Source
from withhold.readers.ooxml.embedded import nested
from withhold.readers.ooxml.generic import worded, words
from withhold.readers.ooxml.package import Package
from withhold.readers.ooxml.part import Book, Items, Part, accounted, skipped
from withhold.readers.ooxml.parts import kind_of, read_nothing
from withhold.readers.ooxml.workbook import read_gaps
from withhold.readers.ooxml.xml import START, Event
from withhold.readers.word.story import Story
from withhold.readers.word.styles import WordStyles, read_styles

_STORIES = {
    "header": Concealment.HEADER_FOOTER,
    "footer": Concealment.HEADER_FOOTER,
    "footnotes": Concealment.VISIBLE,
    "endnotes": Concealment.VISIBLE,
    "comments": Concealment.COMMENT,
    "glossaryDocument": Concealment.CUSTOM_XML,
}


def _settings(part: Part) -> Items:
    """What the settings tell, but for names of fonts, which sound like people: Cambria Math."""
    yield from part.lines(
        words(event for event in part.events() if not _is_font(event)), Concealment.METADATA
    )


def _is_font(event: Event) -> bool:
    is_named = event.kind == START and event.name == "mathFont"
    return is_named and is_font_name(event.attributes.get("val", ""))


_OTHERS: dict[str, Callable[[Part], Items]] = {
    "settings": _settings,
    "webSettings": worded(Concealment.METADATA),
    "people": worded(Concealment.COMMENT, TextRole.AUTHOR),
    "numbering": worded(Concealment.VISIBLE),
    "mailMergeSource": worded(Concealment.METADATA),
    "recipientData": worded(Concealment.QUERY_CACHE),
    "commentsExtended": read_nothing,
    "commentsIds": read_nothing,
    "commentsExtensible": read_nothing,
    "fontTable": read_nothing,
    "stylesWithEffects": read_nothing,
    "aFChunk": nested(Concealment.EMBEDDED_OBJECT),
    "subDocument": nested(Concealment.EMBEDDED_OBJECT),
}


def read(source: Source, place: Place) -> Iterator[ReadItem]:
    """Everything in a Word document. Raises Corrupt if it is no zip archive."""
    package = Package(Container(source, place.budget))
    if not package.names:
        raise Corrupt("the archive is empty")
    yield from _WordReader(Book(package, place)).read()


class _WordReader:
    def __init__(self, book: Book) -> None:
        self._book = book
        self._styles = WordStyles()

    def read(self) -> Items:
        package = self._book.package
        links = package.relationships("")
        main = next((link.part for link in links if link.kind == "officeDocument" and link.part), None)
        main = main or package.find("word/document.xml")
        found = (link.part for link in package.relationships(main or "") if link.kind == "styles")
        styles = next((part for part in found if part), None) or package.find("word/styles.xml")
        if styles is not None:
            yield from accounted(Part(self._book, styles), self._read_styles)
        if main is not None and main not in self._book.said:
            yield from accounted(Part(self._book, main), self._story(Concealment.VISIBLE))
        for member in package.names:
            yield from self._rest(member)
        yield from self._links()
        yield from read_gaps(self._book)

    def _read_styles(self, part: Part) -> Items:
        yield from part.lines(read_styles(part.events(), self._styles), Concealment.METADATA)

    def _story(self, how: Concealment) -> Callable[[Part], Items]:
        return lambda part: Story(part, self._styles, how).read()

    def _rest(self, member: str) -> Items:
        if member in self._book.said:
            return
        part = Part(self._book, member)
        damage = self._book.package.damaged.get(member)
        if damage is not None:
            self._book.said.add(member)
            yield skipped(part.location, damage, self._book.package.container.size(member))
            return
        owner = self._book.package.owner(member)
        kind = owner[1] if owner else ""
        if kind in _STORIES:
            yield from accounted(part, self._story(_STORIES[kind]))
        else:
            yield from accounted(part, _OTHERS.get(kind) or kind_of(self._book.package, member).read)

    def _links(self) -> Items:
        """Where links, templates and merged sources lead outside of the document."""
        for member in ["", *self._book.package.names]:
            links = self._book.package.relationships(member)
            outside = [link.target for link in links if link.part is None and ":" in link.target]
            yield from Part(self._book, member or "_rels/.rels").lines(outside, Concealment.ALT_TEXT)
