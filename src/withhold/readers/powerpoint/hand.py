"""What the hands that sketch a slide share: what is open at this point of the XML, and what was collected."""

from collections.abc import Callable
from dataclasses import dataclass, field

from withhold.readers.powerpoint.geometry import Frame
from withhold.readers.powerpoint.paint import Paint
from withhold.readers.powerpoint.shapes import Cell, Levels, Look, Shape

Attributes = dict[str, str]
Sink = Paint | Callable[[], Paint | None] | None
Starts = dict[str, Callable[[Attributes], None]]
Ends = dict[str, Callable[[], None]]
YES = ("1", "true", "on")
LONGEST = 1 << 20
"""Letters of one shape or cell that are kept together."""
MOST_SHAPES = 4096
"""Shapes of a slide, and rows of a table, that are kept together."""


@dataclass(slots=True)
class Words:
    """What stands beside the text: descriptions of shapes, their names, other attributes, loose text."""

    described: list[str] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Sheet:
    """The paper: what one part says, and what is open at this point of it.

    `root` are the attributes of the part's own element, `styles` a master's looks of titles, bodies and other
    texts, `mapping` its names of colours, `animated` ids of shapes that come or go. `open_shapes` are those
    around this point, the innermost last; `sinks` take the colours, some only made when there is one.
    """

    root: Attributes = field(default_factory=dict)
    styles: dict[str, Levels] = field(default_factory=dict)
    mapping: dict[str, str] = field(default_factory=dict)
    animated: set[str] = field(default_factory=set)
    shapes: list[Shape] = field(default_factory=list)
    words: Words = field(default_factory=Words)
    fallbacks: list[str] = field(default_factory=list)
    uses: list[str] = field(default_factory=list)
    background: Paint = field(default_factory=Paint)
    weight: int = 0
    fallback_depth: int = 0
    groups: list[tuple[Frame, bool]] = field(default_factory=list)
    """With whether they are hidden."""
    open_shapes: list[Shape] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)
    sinks: list[Sink] = field(default_factory=lambda: [None])
    looks: list[Look | None] = field(default_factory=list)
    """Of the runs around this point, None while nothing is said of them."""
    cells: list[Cell] = field(default_factory=list)
    level: int = 0
    levels: Levels | None = None
    paragraph: int = 0
    text: list[str] | None = None
    """The pieces of the text that is being read, None outside of any."""

    @property
    def is_full(self) -> bool:
        """So much has been collected that it should be given out before more is read."""
        return self.weight > 4 * LONGEST or len(self.shapes) > MOST_SHAPES

    def take(self) -> list[Shape]:
        """The shapes that are complete, which are forgotten here."""
        begun = {id(shape) for shape in self.open_shapes}
        done = [shape for shape in self.shapes if id(shape) not in begun]
        self.shapes = [shape for shape in self.shapes if id(shape) in begun]
        self.weight = 0
        return done

    @property
    def shape(self) -> Shape | None:
        """The shape around this point."""
        return self.open_shapes[-1] if self.open_shapes else None

    def look(self) -> Look | None:
        """The look of the run around this point, to say something of it; None outside of any."""
        if self.looks and self.looks[-1] is None:
            self.looks[-1] = Look()
        return self.looks[-1] if self.looks else None

    def use(self, attributes: Attributes) -> None:
        """What an element leads to: relationships stand in attributes with a prefix, whichever it is."""
        target = self.uses if self.shape is None else self.shape.uses
        target += [value for name, value in attributes.items() if ":" in name]

    def cut(self) -> Shape:
        """What follows goes to a new shape like the open one, which can be given out."""
        self.open_shapes[-1] = self.open_shapes[-1].rest()
        self.shapes.append(self.open_shapes[-1])
        return self.open_shapes[-1]


class Hand:
    """Knows some elements; draws on the sheet that it was given last."""

    def __init__(self) -> None:
        self.sheet = Sheet()
