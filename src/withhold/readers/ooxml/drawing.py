"""Drawings, diagrams and chart user shapes: text boxes, alternative texts, names of shapes, tool tips."""

import re

from withhold.domain.concealment import Concealment
from withhold.domain.piece import TextRole
from withhold.readers.ooxml.part import Items, Part
from withhold.readers.ooxml.xml import END, START, TEXT

_COUNT = re.compile(r" \d{1,5}\Z")
"""What programs put behind the names that they give: `Picture 3`."""


def read_drawing(part: Part) -> Items:
    """Paragraphs as prose, hidden if their shape is; what is said about a shape as alternative text."""
    texts: list[str] = []
    hidden = in_run = False
    alternatives: list[str] = []
    named: set[str] = set()
    for kind, name, attributes, text in part.events():
        if kind == TEXT and in_run:
            texts.append(text)
        elif kind == START:
            in_run = name == "t"
            if name in ("cNvPr", "docPr"):
                hidden = attributes.get("hidden") in ("1", "true")
                alternatives += [attributes.get("descr", ""), attributes.get("title", "")]
                if (given := _COUNT.sub("", attributes.get("name", ""))) not in named:
                    named.add(given)
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
