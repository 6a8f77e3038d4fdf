"""What a diagram (SmartArt) says, and what of it is not drawn (ISO/IEC 29500-1, 21.4; [MS-ODRAWXML] 2.6)."""

from withhold.domain.concealment import Concealment
from withhold.domain.piece import ReadItem, Text, TextRole
from withhold.readers.ooxml.drawing import read_drawing
from withhold.readers.ooxml.part import Items, Part


def read_diagram(part: Part) -> Items:
    """The texts of the nodes; where the diagram is stored as drawn, too, those that are not in the drawing
    are hidden. Programs keep them: a layout of four places shows four of nine nodes."""
    drawn = _drawn(part)
    for item in read_drawing(part):
        if drawn is not None and (node := _node(item)) and node not in drawn:
            yield part.text(node, Concealment.INVISIBLE_TEXT)
        else:
            yield item


def _drawn(part: Part) -> set[str] | None:
    """The paragraphs of the drawings beside a diagram; None unless each diagram has one, wholly read."""
    package = part.book.package
    owner = package.owner(part.member)
    links = package.relationships(owner[0]) if owner is not None else []
    drawings = [link.part for link in links if link.kind == "diagramDrawing" and link.part]
    diagrams = sum(link.kind == "diagramData" for link in links)
    if not drawings or len(drawings) != diagrams:
        return None
    found: set[str] = set()
    for member in drawings:
        drawing = Part(part.book, member)
        if member in package.damaged:
            return None
        found.update(map(_node, read_drawing(drawing)))
        if drawing.failures:
            return None
    return found


def _node(item: ReadItem) -> str:
    """The text of a node or of its shape; empty for all else, as names of shapes."""
    return item.text.strip() if isinstance(item, Text) and item.role is TextRole.PROSE else ""
