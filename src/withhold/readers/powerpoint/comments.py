"""Comments on slides, old ([MS-OI29500], ISO/IEC 29500-1 19.4) and threaded ([MS-PPTX] 2.6), and who wrote
them."""

from withhold.domain.concealment import Concealment
from withhold.domain.piece import TextRole
from withhold.readers.ooxml.part import Items, Part
from withhold.readers.ooxml.xml import END, START, TEXT

_HOW = Concealment.COMMENT
_ENDS = frozenset(("cm", "reply", "txBody", "text"))


def read_comments(part: Part) -> Items:
    """One text a comment or reply."""
    texts: list[str] = []
    is_text = False
    for kind, name, _, text in part.events():
        if kind == START:
            is_text = name in ("text", "t")
            if name == "br":
                texts.append("\n")
        elif kind == TEXT and is_text:
            texts.append(text)
        elif kind == END:
            is_text = False
            if name == "p" and texts:
                texts.append("\n")
            elif name in _ENDS and (found := "".join(texts).strip()):
                yield part.text(found, _HOW)
                texts.clear()
    if texts:
        yield part.text("".join(texts), _HOW)


def read_authors(part: Part) -> Items:
    """Names and accounts of those who commented."""
    for kind, name, attributes, _ in part.events():
        if kind == START and name in ("cmAuthor", "author"):
            found = [attributes.get(key, "") for key in ("name", "initials", "userId")]
            yield from part.lines(found, _HOW, TextRole.AUTHOR)
