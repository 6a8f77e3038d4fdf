"""Which sizes cleared bytes have at all: a big file of another size is uncleared without reading it."""

from dataclasses import dataclass, field

from withhold.clearance.shelf import FolderShelf

WORTH = 16 << 20
"""Bytes from which asking first is quicker than reading: some hundredths of a second."""


@dataclass(slots=True)
class ClearedSizes:
    """The sizes in the clearances of a shelf; every "no" is checked against what the shelf holds then."""

    shelf: FolderShelf
    _sizes: dict[str, set[int]] = field(default_factory=dict)

    def has(self, size: int) -> bool:
        """Whether there may be a clearance for bytes of this size. Raises OSError."""
        if any(size in sizes for sizes in self._sizes.values()):
            return True
        for digest in self.shelf.digests():
            # Of one digest all have one size; a folder that was still empty is looked into again.
            if not self._sizes.get(digest):
                self._sizes[digest] = {one.statement.size for one in self.shelf.clearances(digest)}
                if size in self._sizes[digest]:
                    return True
        return False
