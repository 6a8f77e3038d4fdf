"""Drawings, diagrams and chart user shapes: text boxes, alternative texts, names of shapes, tool tips."""

import re

from withhold.domain.concealment import Concealment
from withhold.domain.piece import TextRole
from withhold.readers.ooxml.part import Items, Part
from withhold.readers.ooxml.xml import END, START, TEXT

_GIVEN_NAME = re.compile(r"[^\d]{0,40}\d*")
"""`Picture 3`: a name that the program gave."""


def read_drawing(part: Part) -> Items:
    """Paragraphs as prose, hidden if their shape is; what is said about a shape as alternative text."""
    texts: list[str] = []
    hidden = in_run = False
    alternatives: list[str] = []
    for kind, name, attributes, text in part.events():
        if kind == TEXT and in_run:
            texts.append(text)
        elif kind == START:
            in_run = name == "t"
            if name in ("cNvPr", "docPr"):
                hidden = attributes.get("hidden") in ("1", "true")
                alternatives += [attributes.get("descr", ""), attributes.get("title", "")]
                if not _GIVEN_NAME.fullmatch(given := attributes.get("name", "")[:200]) or " " not in given:
                    alternatives.append(given)
            elif name in ("hlinkClick", "hlinkHover"):
                target = part.related(attributes.get("id", ""))
                alternatives += [attributes.get("tooltip", ""), target if ":" in target else ""]
            elif name == "br":
                texts.append("\n")
        elif kind == END:
            in_run = in_run and name != "t"
            if name == "p" and texts:
                how = Concealment.INVISIBLE_TEXT if hidden else Concealment.VISIBLE
                yield part.text("".join(texts), how)
                texts.clear()
    if texts:
        yield part.text("".join(texts))
    yield from part.lines(alternatives, Concealment.ALT_TEXT, TextRole.LABEL)
