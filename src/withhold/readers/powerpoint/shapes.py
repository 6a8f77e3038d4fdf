"""What a slide is made of: shapes with their texts and how they are painted, before anything is judged."""

from dataclasses import dataclass, field

from withhold.readers.powerpoint.geometry import Box, Frame
from withhold.readers.powerpoint.paint import Paint

TITLES = frozenset(("title", "ctrTitle"))


@dataclass(slots=True)
class Look:
    """How letters look; what is not said is inherited. `size` in hundredths of a point, 0: not said."""

    paint: Paint = field(default_factory=Paint)
    outline: Paint | None = None
    highlight: Paint | None = None
    size: int = 0
    is_link: bool = False


Levels = dict[int, Look]
"""Looks by level of the list, from 0."""


@dataclass(slots=True)
class Segment:
    """Letters of one look, None where it is all inherited. `paragraph` counts within the part."""

    paragraph: int
    level: int
    text: str
    look: Look | None


@dataclass(slots=True)
class Cell:
    """A cell of a table. `is_merged`: covered by the cell that it was merged into."""

    segments: list[Segment] = field(default_factory=list)
    fill: Paint | None = None
    is_merged: bool = False
    weight: int = 0


@dataclass(slots=True, eq=False)
class Shape:
    """A shape, picture, frame (of a table, chart, object) or connector.

    `placeholder` is its (type, index) if it fills a place of the layout; `uses` are the relationships that
    it refers to, `cropped` those of them whose picture is not shown whole; `number` is its id on the slide.
    """

    kind: str
    groups: tuple[Frame, ...] = ()
    frame: Frame = field(default_factory=Frame)
    number: str = ""
    is_hidden: bool = False
    placeholder: tuple[str, str] | None = None
    geometry: str = ""
    fill: Paint = field(default_factory=Paint)
    style_fill: Paint = field(default_factory=Paint)
    style_text: Paint = field(default_factory=Paint)
    levels: Levels = field(default_factory=dict)
    scale: int = 100_000
    segments: list[Segment] = field(default_factory=list)
    weight: int = 0
    rows: list[list[Cell]] = field(default_factory=list)
    first_row: int = 1
    widths: list[int] = field(default_factory=list)
    has_table_style: bool = False
    uses: list[str] = field(default_factory=list)
    cropped: set[str] = field(default_factory=set)
    box: Box | None = None
    """Where it stands, once that was looked up."""

    @property
    def is_title(self) -> bool:
        """Whether it is the title of its slide."""
        return self.placeholder is not None and self.placeholder[0] in TITLES

    def rest(self) -> "Shape":
        """An empty one of the same look, for what follows a long text or table."""
        return Shape(
            self.kind,
            self.groups,
            self.frame,
            self.number,
            self.is_hidden,
            self.placeholder,
            self.geometry,
            self.fill,
            self.style_fill,
            self.style_text,
            self.levels,
            self.scale,
            rows=self.rows[:1],
            first_row=self.first_row + max(0, len(self.rows) - 1),
            widths=self.widths,
            has_table_style=self.has_table_style,
        )
