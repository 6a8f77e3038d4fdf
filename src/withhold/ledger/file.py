"""The ledger in a folder: appended to under a lock, so that `kill -9` at any moment loses nothing signed."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from withhold.ledger import disk
from withhold.ledger.checkpoints import Signed, sign, verifier_key
from withhold.ledger.commitments import Opening, fresh_openings
from withhold.ledger.entries import write_entry
from withhold.ledger.heads import MAX_HEAD, Head, HeadError, read_head
from withhold.ledger.interface import Checkpoint, Draft, LedgerError, LedgerMoved, LedgerUnusable
from withhold.ledger.reading import LedgerFolder
from withhold.ledger.tree import Frontier, leaf_hash
from withhold.signing.ed25519 import SigningKey

_log = logging.getLogger(__name__)


def _now() -> datetime:
    return datetime.now(UTC)


class FileLedger(LedgerFolder):
    """A ledger that is written. The folder is made with the first entry.

    What an append writes counts from the moment that the line of its checkpoint is whole. Whatever stands
    beyond the last such line was never promised to anybody: the next append takes it away, and says so.
    """

    def __init__(
        self, folder: Path, key: SigningKey, origin: str, now: Callable[[], datetime] = _now
    ) -> None:
        try:
            public = verifier_key(key, origin)
        except ValueError:
            raise LedgerUnusable(
                "a ledger's name is one word without spaces and plus, such as example.org/case/7"
            ) from None
        super().__init__(folder, public)
        self._signing = key
        self._now = now
        self._checked = b""

    def append(self, drafts: list[Draft], expected_size: int | None = None) -> Checkpoint:
        """Record these, durably and all or none, under one new signed checkpoint.

        Raises LedgerMoved if another writer was quicker than `expected_size`, LedgerUnusable if a draft is
        unfit or the disk refuses, LedgerError if what stands there is damaged: nothing is signed on top.
        """
        if not drafts:
            raise LedgerUnusable("there is nothing to record: an append has one entry at least")
        with disk.explained(self.folder):
            self._make()
            with disk.locked(self.folder):
                head = self._clean_head()
                size = head.size if head else 0
                if expected_size is not None and size != expected_size:
                    raise LedgerMoved(
                        f"somebody else recorded something: the ledger has {size:,} entries, "
                        f"not {expected_size:,}; look at it and repeat"
                    )
                return self._write(drafts, head)

    def _write(self, drafts: list[Draft], head: Head | None) -> Checkpoint:
        frontier = head.frontier.copy() if head else Frontier()
        openings: list[Opening] = []
        lines: list[bytes] = []
        for draft in drafts:
            fresh = fresh_openings(frontier.size, draft.private)
            line = write_entry(draft, {one.name: one.commitment() for one in fresh})
            frontier.add(leaf_hash(line))
            openings += fresh
            lines.append(line + b"\n")
        content = b"".join(lines)
        # A clock that was put back must not make a checkpoint look older than the one before it.
        at = max(self._now(), head.at) if head else self._now()
        checkpoint = sign(self._signing, self.origin, frontier.size, frontier.root(), at)
        new = bytes(Head(Signed(checkpoint, at), frontier, (head.end if head else 0) + len(content)))
        # This order: what a checkpoint signs, and what opens it, is on the disk before the checkpoint is.
        self._openings.append(openings)
        disk.append(self._entries, content)
        disk.append(self._heads, new + b"\n")
        self._checked = new
        return checkpoint

    def _make(self) -> None:
        if self._public.exists():
            return
        self.folder.mkdir(mode=0o700, exist_ok=True)
        with disk.locked(self.folder):
            for path in (self._entries, self._heads, self.folder / "openings.jsonl"):
                disk.append(path, b"")
            disk.replace(self._public, iter([str(self.key).encode()]))
        disk.sync(self.folder.parent)

    def _clean_head(self) -> Head | None:
        """The last checkpoint, after taking away what an append that broke off left beyond it."""
        self._check_key()  # to another key every checkpoint would look like one that broke off
        torn = self._take_away_checkpoint()
        heads = self._last_heads()
        head = heads[-1] if heads else None
        if head and bytes(head) != self._checked:
            # What the last append recorded, and where it began.
            for _ in self.lines(heads[0].size if len(heads) == 2 else 0):
                pass
        torn |= self._take_away_entries(head.end if head else 0)
        torn |= self._openings.drop_torn(head.size if head else 0)
        if torn:
            _log.warning(
                "an append to the ledger in %s had broken off: what it left unsigned after its first %d "
                "entries was taken away",
                self.folder,
                head.size if head else 0,
            )
        return head

    def _take_away_entries(self, end: int) -> bool:
        """Entries that nothing signs are set aside: there is nothing private in them."""
        if disk.size_of(self._entries) == end:
            return False
        with self._entries.open("rb") as stream:
            stream.seek(end)
            disk.append(self.folder / "torn.jsonl", stream.read())
        disk.cut(self._entries, end)
        return True

    def _take_away_checkpoint(self) -> bool:
        """A line of a checkpoint that was never whole goes away; one that only lacks its end is signed."""
        if not self._heads.exists():
            return False
        _, whole = disk.last_lines(self._heads, 1)
        with self._heads.open("rb") as stream:
            stream.seek(whole)
            rest = stream.read(MAX_HEAD)
        if not rest:
            return False
        if self._is_head(rest):
            disk.append(self._heads, b"\n")
            return False
        if self._is_head(rest[:-1]):
            raise LedgerError(
                f"the last line of {self._heads} is a signed checkpoint with a damaged line end; "
                "mend that, nothing else is wrong with it"
            )
        disk.cut(self._heads, whole)
        return True

    def _is_head(self, line: bytes) -> bool:
        try:
            read_head(line, self.key)
        except HeadError:
            return False
        return True
