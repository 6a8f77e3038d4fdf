"""What a number of a person is as a result: where it stands, whose scheme it is, what speaks for it."""

from collections.abc import Callable
from dataclasses import dataclass

from withhold.domain.fields import Field

LABEL = "label"
"""A header or the words before the value name the scheme."""
CHECKSUM = "checksum"
"""Check digits or structure hold where chance would break them."""
FORMAT = "format"
"""The characters fit the scheme, which many other numbers do too."""
LAYOUT = "layout"
"""The writing itself tells (`A-123-456-789`, a whole column of `123-45-6789`), without label or checksum."""

_CONVINCING = frozenset({LABEL, CHECKSUM, LAYOUT})


@dataclass(frozen=True, slots=True)
class IdentifierMatch:
    """An identifier in a text, at `text[start:end]`.

    `canonical` is the same for every spelling of it; it is a personal value, kept out of the repr.
    `country` is an ISO 3166 code in lower case, empty where the scheme is of no one country. `distinctive`
    says that the format alone is rare enough for its checksum to settle one value without a label.
    """

    field: Field
    start: int
    end: int
    canonical: str
    country: str
    scheme: str
    evidence: frozenset[str]
    distinctive: bool = False

    @property
    def strong(self) -> bool:
        """Named by a label, or checked where the format is distinctive: never a bare pattern of digits."""
        if LABEL in self.evidence or LAYOUT in self.evidence:
            return True
        return self.distinctive and CHECKSUM in self.evidence

    def __repr__(self) -> str:
        return f"IdentifierMatch({self.scheme}, {self.start}, {self.end}, {sorted(self.evidence)})"


@dataclass(frozen=True, slots=True)
class ColumnIdentifier:
    """What a column of unique values holds; `share` of its non-empty values fit the scheme."""

    field: Field
    country: str
    scheme: str
    evidence: frozenset[str]
    share: float

    @property
    def strong(self) -> bool:
        """More than a format speaks for it: a label, check digits beyond chance, or a telling layout."""
        return bool(self.evidence & _CONVINCING)


@dataclass(frozen=True, slots=True)
class Scheme:
    """One numbering of people, as data.

    `pattern` fits a whole value as written, in folded upper-case ASCII. A backtracking engine runs it too,
    so it must be bounded and unambiguous: no repeat beside another of the same characters. `check` takes the
    canonical form; `chance` is the part of random values fitting the pattern that pass it. `labels` are
    the names people give it, in lower case. `positives` and `negatives` are whole values that must and must
    not pass pattern and check: a scheme without them does not register.
    """

    name: str
    field: Field
    country: str
    pattern: str
    labels: tuple[str, ...]
    positives: tuple[str, ...]
    negatives: tuple[str, ...]
    check: Callable[[str], bool] | None = None
    chance: float = 1.0
    distinctive: bool = False
    layout: str | None = None
    """Pattern of the punctuated writings looked for where no label stands."""
    layout_tells: bool = False
    """Whether that writing tells by itself in a text; else only a column that keeps to it does."""
    needs_layout: bool = False
    """There are no check digits, only a date: bare digits may be clocks, so label or layout must be there."""
    least_digits: int = 4
    """Digits without which a value behind the label is a word or a year."""
    source: str = ""
    """Where the non-obvious facts come from."""
