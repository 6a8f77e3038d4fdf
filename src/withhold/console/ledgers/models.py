"""The ledgers' rows (spec/ledger.md): entries as the exact bytes that their tree hashes, openings apart."""

from django.db import models

from withhold.console.sealing.fields import SealedTextField


class Tree(models.Model):
    """One ledger: its newest signed checkpoint, and what it takes to go on from there."""

    origin = models.CharField(max_length=200, unique=True)
    size = models.BigIntegerField(default=0)
    frontier = models.TextField(default="")
    """The roots of the full subtrees, in hex, the biggest first, with spaces between."""


class Entry(models.Model):
    """One entry, never changed."""

    tree = models.ForeignKey(Tree, on_delete=models.PROTECT, related_name="entries")
    index = models.BigIntegerField()
    line = models.BinaryField()
    """Canonical JSON (RFC 8785): the bytes that the leaf's hash is made over."""

    class Meta:
        ordering = ["tree", "index"]
        constraints = [models.UniqueConstraint(fields=["tree", "index"], name="one_entry_at_an_index")]


class Head(models.Model):
    """A signed checkpoint: one for each append."""

    tree = models.ForeignKey(Tree, on_delete=models.PROTECT, related_name="heads")
    size = models.BigIntegerField()
    note = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["tree", "size"]
        constraints = [models.UniqueConstraint(fields=["tree", "size"], name="one_checkpoint_at_a_size")]


class Opening(models.Model):
    """What shows that an entry committed to a value. Deleting the row erases the value."""

    tree = models.ForeignKey(Tree, on_delete=models.PROTECT, related_name="openings")
    index = models.BigIntegerField()
    name = models.CharField(max_length=64)
    salt = SealedTextField()
    value = SealedTextField()

    class Meta:
        ordering = ["tree", "index", "name"]
        constraints = [
            models.UniqueConstraint(fields=["tree", "index", "name"], name="one_opening_of_a_value")
        ]
