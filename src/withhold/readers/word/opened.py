"""What of a story is open while it is read: a paragraph, a row, a cell."""

from dataclasses import dataclass, field

from withhold.domain.concealment import Concealment

_VISIBLE = Concealment.VISIBLE


@dataclass(slots=True)
class Paragraph:
    """What was read of a paragraph, by how it is hidden. `level` is that of a heading, `entry` that of an
    entry of a list, both from 1."""

    texts: dict[Concealment, list[str]] = field(default_factory=dict)
    style: str = ""
    is_heading: bool = False
    is_shaded: bool = False
    level: int = 0
    entry: int = 0


@dataclass(slots=True)
class Row:
    """A row of a table as far as it was read: its cells, and how single ones and all of it are hidden."""

    values: list[str | None] = field(default_factory=list)
    cells: dict[int, Concealment] = field(default_factory=dict)
    concealment: Concealment = _VISIBLE
    merged: dict[int, tuple[int, bool]] = field(default_factory=dict)

    def take(self, name: str, attributes: dict[str, str]) -> None:
        """A property of the row (ISO/IEC 29500-1, 17.4.79)."""
        if name == "del":
            self.concealment = Concealment.TRACKED_CHANGE
        elif name == "hidden" and attributes.get("val", "1") not in ("0", "false", "off"):
            self.concealment = Concealment.HIDDEN_ROW


@dataclass(slots=True)
class Cell:
    """A cell as far as it was read: its texts by how they are hidden."""

    texts: dict[Concealment, list[str]] = field(default_factory=dict)
    span: int = 1
    is_joined: bool = False
    """It goes on from the row above."""
    concealment: Concealment = _VISIBLE
    is_shaded: bool = False
