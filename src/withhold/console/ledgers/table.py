"""A ledger in tables. An append joins the transaction around it: what is rolled back was never recorded."""

import os
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, transaction

from withhold.console.ledgers import models
from withhold.ledger.checkpoints import Signed, read_checkpoint, sign, verifier_key
from withhold.ledger.commitments import Opening, fresh_openings
from withhold.ledger.entries import EntryError, read_entry, write_entry
from withhold.ledger.export import export_of
from withhold.ledger.heads import Head
from withhold.ledger.interface import Checkpoint, Draft, LedgerError, LedgerMoved, LedgerUnusable, Recorded
from withhold.ledger.notes import NoteError
from withhold.ledger.tree import Frontier, leaf_hash
from withhold.signing.ed25519 import SigningKey, write_signing_key

_BATCH = 500
_Row = tuple[int, bytes | memoryview]


class TableLedger:
    """One ledger of the installation. The database decides who is first: the row of its tree is locked.

    A checkpoint counts when its transaction is committed; until then nobody else sees it. One that was rolled
    back was shown to nobody, so that another one of the same size never contradicts it.
    """

    def __init__(self, origin: str, key: SigningKey, now: Callable[[], datetime] | None = None) -> None:
        try:
            self.key = verifier_key(key, origin)
        except ValueError:
            raise LedgerUnusable("a ledger's name is one word without spaces and plus") from None
        self.origin = origin
        self._signing = key
        self._now = now or (lambda: datetime.now(UTC))

    def append(self, drafts: list[Draft], expected_size: int | None = None) -> Checkpoint:
        """Record these, all or none, under one new signed checkpoint, with the transaction around it.

        Raises LedgerMoved if another writer was quicker than `expected_size`, LedgerUnusable if a draft is
        unfit or the database refuses, LedgerError if what stands there is damaged.
        """
        if not drafts:
            raise LedgerUnusable("there is nothing to record: an append has one entry at least")
        with _explained(), transaction.atomic():
            tree = self._locked()
            if expected_size is not None and tree.size != expected_size:
                raise LedgerMoved(
                    f"somebody else recorded something: the ledger has {tree.size:,} entries, "
                    f"not {expected_size:,}; look at it and repeat"
                )
            return self._write(tree, drafts)

    def entries(self, start: int = 0) -> Iterator[Recorded]:
        """The entries from `start` on, in order. Raises LedgerError if one cannot be read."""
        with _explained():
            rows = models.Entry.objects.filter(tree__origin=self.origin, index__gte=start).order_by("index")
            expected = start
            for batch in _batches(rows.values_list("index", "line").iterator(_BATCH)):
                openings = self._openings(batch[0][0], batch[-1][0])
                for index, line in batch:
                    if index != expected:
                        raise LedgerError(
                            f"entry {expected} of the ledger is missing; restore it from a backup"
                        )
                    expected += 1
                    yield _recorded(index, bytes(line), openings.get(index, {}))

    def checkpoint(self) -> Checkpoint | None:
        """The newest; None for an empty ledger."""
        with _explained():
            head = models.Head.objects.filter(tree__origin=self.origin).order_by("-size").first()
            return None if head is None else self._signed(head.note).checkpoint

    def size(self) -> int:
        """How many entries are recorded."""
        with _explained():
            return models.Tree.objects.filter(origin=self.origin).values_list("size", flat=True).first() or 0

    def erase(self, index: int, names: list[str] | None = None) -> None:
        """Forget the openings of an entry's private values: the commitments stay, the values are gone."""
        with _explained(), transaction.atomic():
            line = (
                models.Entry.objects.filter(tree__origin=self.origin, index=index)
                .values_list("line", flat=True)
                .first()
            )
            if line is None:
                raise LedgerUnusable(f"the ledger has no entry {index}; nothing was erased")
            unknown = set(names or ()) - set(read_entry(bytes(line)).commitments)
            if unknown:
                raise LedgerUnusable(
                    f"entry {index} has no private value named {', '.join(sorted(unknown))}; "
                    "nothing was erased"
                )
            kept = models.Opening.objects.filter(tree__origin=self.origin, index=index)
            (kept if names is None else kept.filter(name__in=names)).delete()

    def erase_all(self) -> int:
        """Forget every opening: nobody can tell any more what was committed to. Returns how many went."""
        with _explained(), transaction.atomic():
            return models.Opening.objects.filter(tree__origin=self.origin).delete()[0]

    def export(self, names: Collection[str] = ()) -> Iterator[bytes]:
        """The lines of an export (spec/ledger.md); `names` says which private values are shown in it.

        To be read to its end within one transaction where others write. Raises LedgerUnusable for an empty
        ledger or an unknown name, LedgerError for a damaged one.
        """
        with _explained():
            yield from export_of(self, names)

    def lines(self) -> Iterator[tuple[int, bytes]]:
        """The exact bytes of the entries, for an export."""
        rows = models.Entry.objects.filter(tree__origin=self.origin).order_by("index")
        for index, line in rows.values_list("index", "line").iterator(_BATCH):
            yield index, bytes(line)

    def heads(self) -> Iterator[Head]:
        """The checkpoints in order, each checked."""
        notes = (
            models.Head.objects.filter(tree__origin=self.origin)
            .order_by("size")
            .values_list("note", flat=True)
        )
        for note in notes.iterator(_BATCH):
            signed = self._signed(note)
            # An export needs no place to go on from.
            yield Head(signed, Frontier(), 0)

    def openings(self) -> Iterator[Opening]:
        """The openings that are kept, in the order of their entries."""
        rows = models.Opening.objects.filter(tree__origin=self.origin).order_by("index", "name")
        for row in rows.iterator(_BATCH):
            yield Opening(row.index, row.name, bytes.fromhex(row.salt), row.value)

    def _locked(self) -> models.Tree:
        models.Tree.objects.get_or_create(origin=self.origin)
        return models.Tree.objects.select_for_update().get(origin=self.origin)

    def _write(self, tree: models.Tree, drafts: list[Draft]) -> Checkpoint:
        frontier = self._frontier(tree)
        last = models.Head.objects.filter(tree=tree).order_by("-size").first()
        self._check(last, frontier)
        entries: list[models.Entry] = []
        openings: list[models.Opening] = []
        for draft in drafts:
            fresh = fresh_openings(frontier.size, draft.private)
            line = write_entry(draft, {one.name: one.commitment() for one in fresh})
            entries.append(models.Entry(tree=tree, index=frontier.size, line=line))
            openings += [
                models.Opening(
                    tree=tree, index=frontier.size, name=one.name, salt=one.salt.hex(), value=one.value
                )
                for one in fresh
            ]
            frontier.add(leaf_hash(line))
        # A clock that was put back must not make a checkpoint look older than the one before it.
        at = self._now() if last is None else max(self._now(), last.at)
        checkpoint = sign(self._signing, self.origin, frontier.size, frontier.root(), at)
        models.Entry.objects.bulk_create(entries)
        models.Opening.objects.bulk_create(openings)
        models.Head.objects.create(tree=tree, size=frontier.size, note=checkpoint.note, at=at)
        tree.size = frontier.size
        tree.frontier = " ".join(one.hex() for one in frontier.hashes)
        tree.save(update_fields=["size", "frontier"])
        return checkpoint

    def _frontier(self, tree: models.Tree) -> Frontier:
        try:
            return Frontier(tree.size, [bytes.fromhex(one) for one in tree.frontier.split()])
        except ValueError:
            raise self._damaged() from None

    def _check(self, last: models.Head | None, frontier: Frontier) -> None:
        """Nothing is signed on top of what does not hold."""
        if last is None:
            if frontier.size:
                raise self._damaged()
            return
        signed = self._signed(last.note).checkpoint
        if (signed.size, signed.root) != (frontier.size, frontier.root()):
            raise self._damaged()

    def _signed(self, note: str) -> Signed:
        try:
            return read_checkpoint(note, self.key)
        except NoteError:
            raise self._damaged() from None

    def _damaged(self) -> LedgerError:
        return LedgerError(
            f"the tables of the ledger {self.origin} do not hold what was signed, or the key is another one; "
            "restore both from a backup"
        )

    def _openings(self, first: int, last: int) -> dict[int, dict[str, str]]:
        found: dict[int, dict[str, str]] = {}
        rows = models.Opening.objects.filter(tree__origin=self.origin, index__gte=first, index__lte=last)
        for row in rows:
            found.setdefault(row.index, {})[row.name] = row.value
        return found


def installation_key() -> SigningKey:
    """The key that signs this installation's ledgers: keys/ledger, mode 0600, made at the first start."""
    path: Path = settings.CONFIG.path("keys") / "ledger"
    if not path.exists():
        path.parent.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        fresh = path.with_name(f".ledger.{os.getpid()}")
        write_signing_key(str(fresh))
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass  # another process was quicker: its key counts
        finally:
            fresh.unlink()
    return SigningKey.load(str(path))


def _recorded(index: int, line: bytes, private: dict[str, str]) -> Recorded:
    try:
        entry = read_entry(line)
    except EntryError as error:
        raise LedgerError(
            f"entry {index} of the ledger is damaged: {error}; restore it from a backup"
        ) from None
    return Recorded(index, entry.kind, entry.at, entry.facts, entry.commitments, private)


def _batches(rows: Iterable[_Row]) -> Iterator[list[_Row]]:
    batch: list[_Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


@contextmanager
def _explained() -> Iterator[None]:
    """The database's refusal in one line; what it quotes may hold values."""
    try:
        yield
    except DatabaseError as error:
        raise LedgerUnusable(
            f"the database does not take or give the ledger's entries ({type(error).__name__}); "
            "nothing was recorded, look at /healthz"
        ) from None
