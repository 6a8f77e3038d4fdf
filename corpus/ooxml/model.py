"""A workbook before it is written: sheets of values, and whatever XML a hiding place needs around them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from corpus.ooxml.dialects import OFFICE_RELATIONSHIPS


@dataclass(frozen=True, slots=True)
class Styled:
    """A value with one of the styles of styles.py."""

    value: "str | int | float | bool | date | None"
    style: int


@dataclass(frozen=True, slots=True)
class Raw:
    """A cell written exactly as given: the attributes after `r`, and the inner XML."""

    attributes: str
    inner: str


Value = str | int | float | bool | date | Styled | Raw | None


@dataclass(slots=True)
class Relationships:
    """The relationships of one part."""

    entries: list[tuple[str, str, str, bool]] = field(default_factory=list)

    def add(self, kind: str, target: str, *, external: bool = False) -> str:
        """Relates to a target by a kind (last word of its type, or a whole type address); gives the id."""
        identifier = f"rId{len(self.entries) + 1}"
        full = kind if "://" in kind else f"{OFFICE_RELATIONSHIPS}/{kind}"
        self.entries.append((identifier, full, target, external))
        return identifier


@dataclass(slots=True)
class Sheet:
    """One tab. `row_attributes` by 1-based row; `far` holds single cells by reference, outside `rows`.

    `after` holds raw XML by element name; it is written in the order the schema asks for. `columns` holds
    raw `col` elements. `body` replaces the whole XML of the part (a chart sheet).
    """

    name: str
    rows: Sequence[Sequence[Value]]
    state: str = "visible"
    listed: bool = True
    row_attributes: dict[int, str] = field(default_factory=dict)
    columns: list[str] = field(default_factory=list)
    far: dict[str, Value] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)
    rels: Relationships = field(default_factory=Relationships)
    body: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Any other part: its bytes or XML, and its content type (None: left to the default of its extension)."""

    content: str | bytes
    content_type: str | None


@dataclass(slots=True)
class Workbook:
    """Everything of one package. `kind` is xlsx, xlsm or xltx; `unused_strings` stand in no cell."""

    sheets: list[Sheet]
    kind: str = "xlsx"
    parts: dict[str, Part] = field(default_factory=dict)
    part_rels: dict[str, Relationships] = field(default_factory=dict)
    rels: Relationships = field(default_factory=Relationships)
    root_rels: Relationships = field(default_factory=Relationships)
    unused_strings: list[str] = field(default_factory=list)
    after_sheets: dict[str, str] = field(default_factory=dict)
    date1904: bool = False
    creator: str = "Statistics Unit"
    core: str = ""
    """More elements of docProps/core.xml."""
    app: str = ""
    """More elements of docProps/app.xml."""
    number_formats: list[str] = field(default_factory=list)
    """Number formats that no cell uses."""

    def part(self, name: str, content: str | bytes, content_type: str | None = None) -> None:
        """Adds a part of the package."""
        self.parts[name] = Part(content, content_type)

    def part_relationships(self, name: str) -> Relationships:
        """The relationships of a part added with `part`."""
        return self.part_rels.setdefault(name, Relationships())
