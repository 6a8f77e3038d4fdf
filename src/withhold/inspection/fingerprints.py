"""Fingerprints of findings: keyed, of what is told and of the content at that place, never of a value."""

import json
from collections.abc import Sequence
from hashlib import blake2b

from withhold.domain.finding import Finding
from withhold.domain.location import Location
from withhold.domain.piece import Table, Text
from withhold.recognisers.interface import ColumnReading
from withhold.recognisers.passages import Cell
from withhold.recognisers.prose import Mention

_FINE_STEPS = frozenset({"cells", "line"})
_CONTENT = b"withhold-content"
_FINDING = b"withhold-finding"
_BYTES = 32


class Contents:
    """Listens to the analyst and digests the content of each place under a key.

    Whoever has a fingerprint but no key cannot try contents against it.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._digests: dict[Location, blake2b] = {}

    def heading(self, text: str) -> None:
        """The document's own name is no content of it."""

    def table(
        self,
        table: Table,
        readings: Sequence[ColumnReading],
        cells: Sequence[Cell],
        said: Sequence[tuple[Cell, Mention]],
    ) -> None:
        """Digest every cell of a batch, with headers and titles."""
        digest = self._of(table.location)
        _add(digest, "table", str(table.concealment), *table.titles)
        for column in table.columns:
            _add(digest, column.name or "", str(column.concealment), column.kinds)
            _add(digest, *[value or "" for value in column.values])

    def text(self, text: Text, mentions: Sequence[Mention]) -> None:
        """Digest a text."""
        _add(self._of(text.location), "text", str(text.role), str(text.concealment), text.text)

    def fingerprint(self, finding: Finding) -> str | None:
        """64 hex digits that stand for this finding over this content, in any document.

        None for a finding of a place that held nothing: nothing can be accepted there.
        """
        digest = self._digests.get(_around(finding.location))
        if digest is None:
            return None
        told = [
            str(finding.kind),
            str(finding.concealment),
            [str(field) for field in finding.fields],
            [str(protection) for protection in finding.protections],
            [str(protection) for protection in finding.nearby_protections],
            finding.membership,
            list(finding.location.route()),
            digest.hexdigest(),
        ]
        return blake2b(
            json.dumps(told).encode(), key=self._key, digest_size=_BYTES, person=_FINDING
        ).hexdigest()

    def _of(self, location: Location) -> blake2b:
        place = _around(location)
        if place not in self._digests:
            self._digests[place] = blake2b(key=self._key, digest_size=_BYTES, person=_CONTENT)
        return self._digests[place]


def _add(digest: blake2b, *values: str) -> None:
    """Add values so that no two lists of values give the same bytes."""
    lengths = ",".join([str(len(value)) for value in values])
    digest.update(f"{len(values)}:{lengths};".encode())
    digest.update("".join(values).encode("utf-8", "surrogatepass"))


def _around(location: Location) -> Location:
    steps = location.steps
    while steps and steps[-1].key in _FINE_STEPS:
        steps = steps[:-1]
    return Location(steps)
