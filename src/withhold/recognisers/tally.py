"""What is gathered of the people in one place, hidden in one way, until it becomes a finding."""

from array import array
from collections import Counter
from collections.abc import Callable

from withhold.domain.concealment import Concealment
from withhold.domain.fields import GOVERNMENT_IDENTIFIERS, Protection
from withhold.domain.finding import Finding, Kind, Severity
from withhold.domain.location import Location, cell_range
from withhold.recognisers.people import BIT, fields_of

NAMED, IDENTIFIED, TWO_PRIVATE, NUMBERED, PROTECTED = (1 << i for i in range(5))
"""What is said of one person, as flags in the low byte of a word whose other bits tell who it is."""
_LOW = 0xFF
_GRIDS = frozenset({"sheet", "member"})
_NUMBERS = sum(BIT[field] for field in GOVERNMENT_IDENTIFIERS)
PROTECTION_BIT = {protection: 1 << i for i, protection in enumerate(Protection)}


class Tally:
    """Sightings of people in one place. Memory: 8 bytes a sighting, 24 if it is hidden."""

    def __init__(self, location: Location, concealment: Concealment, confidence: float) -> None:
        self.location = location
        self.concealment = concealment
        self.confidence = confidence
        self.fields = 0
        self.private = 0
        self.protections = 0
        self.nearby = 0
        self.membership = False
        self.public_role = False
        self.author = False
        self.listed = 0
        """How many of the people stand alone in their lines."""
        self.group = 1
        """How many people a text speaks of without naming them."""
        self._words = array("Q")
        self._bare: set[int] = set()
        self._told: set[int] = set()
        self._who = array("Q")
        self._masks = array("Q")
        self._box: tuple[int, int, int, int] | None = None
        self._exact: Location | None = None
        self._several = False

    def sight(self, who: int, flags: int) -> None:
        """One person, by a hash of what tells them apart here."""
        self._words.append((who & ~_LOW) | flags)

    def sight_name(self, name: int) -> None:
        """Somebody of whom nothing is told but a name, by its hash: perhaps one of whom more is told here."""
        self._bare.add(name)

    def tell_of(self, name: int) -> None:
        """That somebody with a name, by its hash, was sighted by more than that."""
        self._told.add(name)

    def hide(self, who: int, mask: int) -> None:
        """The fields of a person that are hidden here; `who` as given to `People.show`."""
        self._who.append(who)
        self._masks.append(mask)

    def cover(self, first_row: int, first_column: int, last_row: int, last_column: int) -> None:
        """Cells (rows 1-based, columns 0-based) that belong to the people here."""
        box = self._box
        if box is not None:
            first_row, first_column = min(first_row, box[0]), min(first_column, box[1])
            last_row, last_column = max(last_row, box[2]), max(last_column, box[3])
        self._box = (first_row, first_column, last_row, last_column)

    def at(self, location: Location) -> None:
        """An exact place of somebody here; where there are several, the place around them is told."""
        self._several = self._several or (self._exact is not None and self._exact != location)
        self._exact = location

    def finding(self, unseen: Callable[[int, int], bool]) -> Finding | None:
        """The finding; None where nobody was sighted. `unseen` as `People.hidden_from_view`."""
        counts = self._counts()
        if not counts[0] and not self.membership:
            return None
        total, named, identified, two, numbered, protected = counts
        gone: set[int] = {who for who, mask in zip(self._who, self._masks, strict=True) if unseen(who, mask)}
        hidden = min(len(gone), total) if self.concealment is not Concealment.VISIBLE else 0
        return Finding(
            kind=self._kind(total, named, identified, protected),
            location=self._place(),
            concealment=self.concealment,
            people=total or self.group,
            fields=fields_of(self.fields),
            severity=self._severity(identified, numbered, protected),
            confidence=round(self.confidence, 2),
            named=named,
            identified=identified,
            private_fields=fields_of(self.private),
            private_two=two,
            government_identifiers=numbered,
            protections=tuple(p for p, bit in PROTECTION_BIT.items() if self.protections & bit),
            protected=protected,
            nearby_protections=tuple(
                p for p, bit in PROTECTION_BIT.items() if self.nearby & ~self.protections & bit
            ),
            membership=self.membership,
            public_role=self.public_role,
            author=self.author,
            unseen=hidden,
        )

    def _counts(self) -> tuple[int, int, int, int, int, int]:
        """Distinct people; of them named, identified, with two private fields, numbered, protected."""
        counts: Counter[int] = Counter()
        who, flags = -1, 0
        # Sorted words stand person by person, at a fraction of the memory of a dictionary.
        for word in sorted(self._words):
            if word >> 8 != who:
                if who >= 0:
                    counts[flags] += 1
                who, flags = word >> 8, 0
            flags |= word & _LOW
        if who >= 0:
            counts[flags] += 1
        counts[NAMED] += len(self._bare - self._told)
        named, identified, two, numbered, protected = (
            sum(count for flags, count in counts.items() if flags & bit)
            for bit in (NAMED, IDENTIFIED, TWO_PRIVATE, NUMBERED, PROTECTED)
        )
        return counts.total(), named, identified, two, numbered, protected

    def _kind(self, total: int, named: int, identified: int, protected: int) -> Kind:
        if not named:
            return Kind.IDENTIFIERS if total else Kind.RECORD
        if not identified and not protected:
            return Kind.NAMES
        return Kind.ROSTER if total > 1 else Kind.RECORD

    def _severity(self, identified: int, numbered: int, protected: int) -> Severity:
        if protected or numbered or self.membership:
            return Severity.CRITICAL
        if identified:
            return Severity.HIGH
        return Severity.LOW

    def _place(self) -> Location:
        if self._box is not None and self._is_grid():
            return self.location.child("cells", cell_range(*self._box))
        if self._exact is not None and not self._several and self._box is None:
            return self._exact
        return self.location

    def _is_grid(self) -> bool:
        return not self.location.steps or self.location.steps[-1].key in _GRIDS
