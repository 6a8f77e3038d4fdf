"""docProps: who made and changed the document, its title and keywords, its parts, custom properties."""

from withhold.domain.concealment import Concealment
from withhold.domain.piece import TextRole
from withhold.readers.ooxml.part import Items, Part
from withhold.readers.ooxml.xml import END, START, TEXT

_AUTHORS = frozenset(("creator", "lastModifiedBy", "Manager"))
_PROSE = frozenset(("title", "subject", "description", "keywords", "category", "contentStatus"))
_COUNTS = frozenset(
    [
        "Application",
        "AppVersion",
        "DocSecurity",
        "ScaleCrop",
        "LinksUpToDate",
        "SharedDoc",
        "HyperlinksChanged",
        "TotalTime",
        "Pages",
        "Words",
        "Characters",
        "CharactersWithSpaces",
        "Lines",
        "Paragraphs",
        "Slides",
        "Notes",
        "HiddenSlides",
        "MMClips",
        "i4",
        "created",
        "modified",
        "lastPrinted",
        "revision",
        "version",
    ]
)
"""Elements that hold numbers, times and names of programs."""


def read_properties(part: Part) -> Items:
    """Core, application and custom properties: authors as such, a custom property as `name: value`."""
    labels: list[str] = []
    property_name = ""
    texts: list[str] = []
    for kind, name, attributes, text in part.events():
        if kind == START:
            texts.clear()
            if name == "property":
                property_name = attributes.get("name", "")
        elif kind == TEXT:
            texts.append(text)
        elif kind == END and (found := "".join(texts).strip()):
            texts.clear()
            if name in _AUTHORS:
                yield part.text(found, Concealment.METADATA, TextRole.AUTHOR)
            elif name in _PROSE:
                yield part.text(found, Concealment.METADATA, TextRole.PROSE)
            elif name not in _COUNTS:
                labels.append(f"{property_name}: {found}" if property_name else found)
        if kind == END and name == "property":
            property_name = ""
    yield from part.lines(labels, Concealment.METADATA)
