"""Pictures and objects that a flat file holds as base64 text (ODF 1.3 part 3, 10.4.5)."""

import binascii
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

from withhold.domain.concealment import Concealment
from withhold.domain.location import Location
from withhold.domain.piece import ReadItem, Skipped, SkipReason
from withhold.readers.interface import OverLimit, Place, Source

_MOST = 256 << 20


@dataclass(slots=True)
class InlineData:
    """The text of one `office:binary-data`, gathered as it comes."""

    texts: list[str] = field(default_factory=list)
    size: int = 0

    def add(self, text: str) -> None:
        """More of it; what is beyond the bound is counted only."""
        self.size += len(text)
        if self.size <= _MOST:
            self.texts.append(text)

    def read(self, place: Place, location: Location, how: Concealment) -> Iterator[ReadItem]:
        """What the bytes are, opened as a document of their own, or why they are not."""
        reason, detail = SkipReason.OVER_LIMIT, "an object in the file is too large"
        if self.size <= _MOST:
            try:
                data = b64decode("".join(self.texts))
                place.budget.spend(len(data))
            except OverLimit as error:
                detail = str(error)
            except (binascii.Error, ValueError):
                reason, detail = SkipReason.CORRUPT, "an object in the file is not sound base64"
            else:
                yield from place.open_nested(Source(BytesIO(data), len(data)), place.inside(location, how))
                return
        yield Skipped(location, reason, self.size, detail)
