"""A presentation from its package: masters and layouts, slides in order, then every other member."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from withhold.domain.concealment import Concealment
from withhold.domain.piece import ReadItem
from withhold.readers.container import Container
from withhold.readers.interface import Corrupt, Place, Source
from withhold.readers.ooxml.embedded import as_strings, nested
from withhold.readers.ooxml.generic import worded
from withhold.readers.ooxml.package import Package
from withhold.readers.ooxml.part import Book, Items, Part, accounted, skipped
from withhold.readers.ooxml.parts import kind_of, read_nothing
from withhold.readers.ooxml.workbook import read_gaps
from withhold.readers.powerpoint.comments import read_authors, read_comments
from withhold.readers.powerpoint.deck import Deck, read_theme
from withhold.readers.powerpoint.forms import Form, shows_master
from withhold.readers.powerpoint.page import Page, Said, SlidePart
from withhold.readers.powerpoint.paint import Palette

C = Concealment
_MOST_OWNERS = 8
_FURTHER_PAGES = {
    "notesSlide": C.SPEAKER_NOTES,
    "notesMaster": C.HEADER_FOOTER,
    "handoutMaster": C.HEADER_FOOTER,
}
_TYPES = {
    "slide+xml": "slide",
    "notesslide+xml": "notesSlide",
    "notesmaster+xml": "notesMaster",
    "handoutmaster+xml": "handoutMaster",
    "slidelayout+xml": "slideLayout",
    "slidemaster+xml": "slideMaster",
}


def _theme(part: Part) -> Items:
    _, names = read_theme(part)
    yield from part.lines(names, C.METADATA)


_OTHERS: dict[str, Callable[[Part], Items]] = {
    "comments": read_comments,
    "authors": read_authors,
    "commentAuthors": read_authors,
    "theme": _theme,
    "themeOverride": _theme,
    "tags": worded(C.METADATA),
    "presProps": worded(C.METADATA),
    "viewProps": worded(C.METADATA),
    "tableStyles": worded(C.METADATA),
    "revisionInfo": worded(C.METADATA),
    "changesInfo": worded(C.REVISION_HISTORY),
    "slideUpdateInfo": worded(C.METADATA),
    "font": as_strings(C.METADATA),
    "legacyDiagramText": as_strings(C.METADATA),
    "hdphoto": nested(C.VISIBLE),
    "chartStyle": read_nothing,
}


def read(source: Source, place: Place) -> Iterator[ReadItem]:
    """Everything in a presentation. Raises Corrupt if it is no zip archive."""
    package = Package(Container(source, place.budget))
    if not package.names:
        raise Corrupt("the archive is empty")
    yield from _DeckReader(Book(package, place)).read()


class _DeckReader:
    def __init__(self, book: Book) -> None:
        self._book, self._package = book, book.package
        self._said = Said()
        self._deck = Deck()
        self._slides: dict[str, SlidePart] = {}
        self._forms: dict[str, Page] = {}
        self._shown: set[str] = set()

    def read(self) -> Items:
        yield from self._presentation()
        by_kind: dict[str, list[str]] = {}
        for member in self._package.names:
            by_kind.setdefault(self._kind(member), []).append(member)
        for kind in ("slideMaster", "slideLayout"):
            for member in by_kind.get(kind, ()):
                yield from self._form(member)
        targets = {link.identifier: link.part for link in self._package.relationships(self._main)}
        found = (targets.get(identifier) for identifier in self._deck.slides)
        listed = dict.fromkeys(member for member in found if member is not None)
        for member in [*listed, *by_kind.get("slide", ())]:
            if member not in self._book.said:
                yield from self._slide(member, is_listed=member in listed or not listed)
        for member, page in self._forms.items():
            yield from self._shapes_of(member, page)
        for member in self._package.names:
            yield from self._rest(member)
        yield from self._links()
        yield from read_gaps(self._book)

    def _presentation(self) -> Items:
        links = self._package.relationships("")
        main = next((link.part for link in links if link.kind == "officeDocument" and link.part), None)
        main = main or self._package.find("ppt/presentation.xml")
        self._main = main or ""
        if main is not None and main not in self._package.damaged:
            page = Page(SlidePart(self._book, main), self._said, artist=self._deck)
            yield from accounted(page.part, lambda _: self._outline(page))

    def _outline(self, page: Page) -> Items:
        yield from page.read()
        yield from page.part.lines(self._deck.labels, C.DEFINED_NAME)

    def _kind(self, member: str) -> str:
        """The kind of a part by the relationship that leads to it, else by its type."""
        owner = self._package.owner(member)
        if owner is not None and owner[0]:
            return owner[1]
        content_type = self._package.content_type(member)
        return next((kind for end, kind in _TYPES.items() if content_type.endswith(end)), "")

    def _related(self, member: str, kind: str) -> str | None:
        links = self._package.relationships(member)
        return next((link.part for link in links if link.kind == kind and link.part), None)

    def _palette(self, member: str) -> Palette:
        found = self._related(member, "themeOverride") or self._related(member, "theme")
        if found is None or found in self._package.damaged:
            return Palette()
        return Palette(read_theme(Part(self._book, found))[0])

    def _form(self, member: str) -> Items:
        """Reads a layout or master; what is on it is given out once it is known whether slides show it."""
        if member in self._book.said or member in self._package.damaged:
            return
        self._book.said.add(member)
        above = self._forms.get(self._related(member, "slideMaster") or "")
        page = Page(SlidePart(self._book, member), self._said, size=self._deck.size, is_form=True)
        yield from page.follow()
        page.palette = self._palette(member)
        parent = above.form if above is not None else None
        if parent is not None and not page.palette.theme:
            page.palette = parent.palette
        if page.sheet.mapping:
            page.palette = replace(page.palette, names=page.sheet.mapping)
        page.form = Form(page.sheet, page.palette, parent)
        self._forms[member] = page

    def _slide(self, member: str, *, is_listed: bool) -> Items:
        layout = self._forms.get(self._related(member, "slideLayout") or "")
        form = layout.form if layout is not None else None
        palette = self._palette(member)
        if form is not None and not palette.theme:
            palette = form.palette
        hidden = C.VISIBLE if is_listed else C.HIDDEN_SLIDE
        part = SlidePart(self._book, member, slide=len(self._slides) + 1, hidden=hidden)
        page = Page(part, self._said, form, palette, self._deck.size)
        yield from self._accounted(part, page)
        self._slides[member] = page.part
        if layout is not None and page.part.hidden is C.VISIBLE and shows_master(page.sheet):
            self._shown.add(layout.part.member)
            if shows_master(layout.sheet):
                self._shown.add(self._related(layout.part.member, "slideMaster") or "")

    def _accounted(self, part: SlidePart, page: Page) -> Items:
        damage = self._package.damaged.get(part.member)
        if damage is not None:
            self._book.said.add(part.member)
            yield skipped(part.location, damage, self._package.container.size(part.member))
        else:
            yield from accounted(part, lambda _: page.read())

    def _shapes_of(self, member: str, page: Page) -> Items:
        """What is on a layout or master: seen if a slide that is seen shows it."""
        if self._slides and member not in self._shown:
            page.base = C.HIDDEN_SLIDE
        yield from accounted(page.part, lambda _: page.rest())

    def _rest(self, member: str) -> Items:
        if member in self._book.said:
            return
        part = self._belonging(member)
        kind = self._kind(member)
        damage = self._package.damaged.get(member)
        if damage is not None:
            self._book.said.add(member)
            yield skipped(part.location, damage, self._package.container.size(member))
        elif kind in _FURTHER_PAGES:
            palette = next((page.palette for page in self._forms.values()), Palette())
            size = self._deck.notes_size
            page = Page(part, self._said, None, palette, size, _FURTHER_PAGES[kind])
            yield from self._accounted(part, page)
        else:
            yield from accounted(part, _OTHERS.get(kind) or kind_of(self._package, member).read)

    def _belonging(self, member: str) -> SlidePart:
        """A part with the slide that it belongs to, hidden like what uses it."""
        hidden = self._said.uses.get(member)
        above = member
        for _ in range(_MOST_OWNERS):
            owner = self._package.owner(above)
            if owner is None or not owner[0]:
                break
            above = owner[0]
            hidden = self._said.uses.get(above) if hidden is None else hidden
            if above in self._slides:
                slide = self._slides[above]
                return replace(
                    slide,
                    member=member,
                    hidden=slide.hidden if hidden is None else hidden,
                    failures=[],
                    has_asides=[],
                )
        return SlidePart(self._book, member, hidden=hidden or C.VISIBLE)

    def _links(self) -> Items:
        """Where links lead outside of the presentation, and those that lead nowhere."""
        for member in ["", *self._package.names]:
            links = self._package.relationships(member)
            outside = [link.target for link in links if link.part is None and link.target != "NULL"]
            yield from self._belonging(member or "_rels/.rels").lines(outside, C.ALT_TEXT)
