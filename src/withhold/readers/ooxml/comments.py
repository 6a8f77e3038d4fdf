"""Comments: notes with their authors, threaded comments, and the persons who wrote them."""

from withhold.domain.concealment import Concealment
from withhold.domain.piece import TextRole
from withhold.readers.ooxml.part import Items, Part
from withhold.readers.ooxml.xml import END, START, TEXT

_HOW = Concealment.COMMENT


def read_comments(part: Part) -> Items:
    """xl/comments*.xml: one text a note at its cell; authors apart."""
    cell, texts, inside = "", [], ""
    for kind, name, attributes, text in part.events():
        if kind == START:
            if name == "comment":
                cell = attributes.get("ref", "")
            elif name in ("author", "t"):
                inside = name
        elif kind == TEXT:
            if inside:
                texts.append(text)
        elif kind == END:
            if name == "author":
                yield from part.lines(["".join(texts)], _HOW, TextRole.AUTHOR)
                texts.clear()
            elif name == "comment" and texts:
                yield part.text("".join(texts), _HOW, cells=cell)
                texts.clear()
            if name == inside:
                inside = ""


def read_threaded_comments(part: Part) -> Items:
    """xl/threadedComments/*.xml: one text a comment or reply, at its cell."""
    cell, texts, inside = "", [], False
    for kind, name, attributes, text in part.events():
        if kind == START:
            if name == "threadedComment":
                cell = attributes.get("ref", "")
            inside = inside or name == "text"
        elif kind == TEXT:
            if inside:
                texts.append(text)
        elif kind == END and name == "text":
            inside = False
            if texts:
                yield part.text("".join(texts), _HOW, cells=cell)
                texts.clear()


def read_persons(part: Part) -> Items:
    """xl/persons/*.xml: who commented, by display name and account."""
    for kind, name, attributes, _ in part.events():
        if kind == START and name == "person":
            found = [attributes.get("displayName", ""), attributes.get("userId", "")]
            yield from part.lines(found, _HOW, TextRole.AUTHOR)
