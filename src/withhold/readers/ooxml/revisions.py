"""xl/revisions: what was changed in a shared workbook, old and new values, and by whom."""

from withhold.domain.concealment import Concealment
from withhold.domain.piece import TextRole
from withhold.readers.ooxml.part import Items, Part
from withhold.readers.ooxml.xml import END, START, TEXT

_HOW = Concealment.REVISION_HISTORY
_CELLS = frozenset(("oc", "nc", "ndxf", "odxf"))


def read_revisions(part: Part) -> Items:
    """Old and new texts of cells and sheet names, a line each; users apart."""
    lines: list[str] = []
    users: list[str] = []
    texts: list[str] = []
    inside = False
    for kind, name, attributes, text in part.events():
        if kind == START:
            inside = name in ("t", "v")
            users += [attributes.get("userName", ""), attributes.get("author", "")]
            for key in ("name", "newName", "oldName", "oldFormula"):
                lines.append(attributes.get(key, ""))
        elif kind == TEXT and inside:
            texts.append(text)
        elif kind == END:
            inside = False
            if name in _CELLS and texts:
                lines.append("".join(texts))
                texts.clear()
    yield from part.lines(lines, _HOW, TextRole.PROSE)
    yield from part.lines(dict.fromkeys(users), _HOW, TextRole.AUTHOR)


def read_users(part: Part) -> Items:
    """Those who had the shared workbook open."""
    names = (event.attributes.get("name", "") for event in part.events() if event.name == "userInfo")
    yield from part.lines(names, _HOW, TextRole.AUTHOR)
