"""What the desk keeps: files that were brought, what was found in them, who cleared what for where."""

import re
import secrets

from django.conf import settings
from django.db import models

from withhold.console.sealing.fields import SealedJSONField, SealedTextField

_USER = settings.AUTH_USER_MODEL


def new_id() -> str:
    """An id that nobody guesses."""
    return secrets.token_hex(12)


def is_id(text: str) -> bool:
    """Whether `new_id` could have made it: nothing else goes to the database, which may refuse it."""
    return re.fullmatch("[0-9a-f]{24}", text) is not None


class Destination(models.Model):
    """A place of publication, and what it may contain (spec/profile.md)."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200, unique=True)
    """As clearances are bound to it: https://www.example.org, a folder's path, s3://bucket."""
    policy = models.JSONField(default=list)
    """Names of packs; empty for the default."""
    folder = models.CharField(max_length=500, blank=True, default="")
    """A public folder on this machine that people may point to; empty for none."""
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ProfileVersion(models.Model):
    """One version of a destination's profile; the newest counts."""

    destination = models.ForeignKey(Destination, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    """TOML, as spec/profile.md has it; empty: no profile, only the packs' rules."""
    by = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    why = SealedTextField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["destination", "number"], name="one_profile_version")]


class Document(models.Model):
    """The bytes that somebody brought, as long as they are kept."""

    id = models.CharField(primary_key=True, max_length=24, default=new_id, editable=False)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField()
    file_key = SealedTextField()
    """What opens the bytes, which lie encrypted (sealing/files.py)."""
    name = SealedTextField()
    brought_by = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    kept = models.BooleanField(default=True)
    """Whether the bytes are still in the home's folder `desk`, under the id."""


class Inspection(models.Model):
    """One judgement on a document for a destination."""

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        JUDGED = "judged"
        FAILED = "failed"

    id = models.CharField(primary_key=True, max_length=24, default=new_id, editable=False)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="inspections")
    destination = models.ForeignKey(
        Destination, null=True, on_delete=models.PROTECT, related_name="inspections"
    )
    profile = models.ForeignKey(ProfileVersion, null=True, on_delete=models.PROTECT, related_name="+")
    page = SealedTextField(blank=True, default="")
    """Which page or file of the destination this is an edition of, in the words of who brought it."""
    page_key = models.CharField(max_length=64, blank=True, default="", db_index=True)
    """The same page is the same key (HMAC): editions are found without a name in clear."""
    asked_by = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True, db_index=True)
    idempotency = models.CharField(max_length=64, blank=True, default="", db_index=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED, db_index=True)
    started_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    judged_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=8, blank=True, default="", db_index=True)
    verdict = SealedJSONField(null=True)
    """withhold.verdict/1 without what only the register knows: what everybody with the desk may read."""
    registered = SealedJSONField(null=True)
    """What the register knows, for the privacy role alone. Null: no register was asked."""
    outline = SealedJSONField(null=True)
    """The document's shape for its picture (`outline`): no values. Null for what has no sheets."""
    engine = SealedJSONField(null=True)
    failure = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ["-asked_at"]


class ClearanceRequest(models.Model):
    """Somebody asks that exactly these bytes may be at the inspection's destination."""

    class State(models.TextChoices):
        OPEN = "open"
        CLEARED = "cleared"
        REFUSED = "refused"
        REVOKED = "revoked"

    id = models.CharField(primary_key=True, max_length=24, default=new_id, editable=False)
    inspection = models.OneToOneField(Inspection, on_delete=models.PROTECT, related_name="clearance")
    asked_by = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    why = SealedTextField(blank=True, default="")
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN, db_index=True)
    needs = models.PositiveSmallIntegerField()
    """How many people have to sign: 0 for release, 1 for review, 2 for withhold."""
    emergency = models.BooleanField(default=False)
    record = SealedTextField(blank=True, default="")
    """The request or clearance as spec/clearance.md writes it."""
    not_after = models.DateTimeField(null=True)
    review_by = models.DateTimeField(null=True)
    """Until when somebody has to look again at an emergency publication."""


class ClearanceSigner(models.Model):
    """Who signed or refused, and why."""

    request = models.ForeignKey(ClearanceRequest, on_delete=models.PROTECT, related_name="signers")
    user = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    refused = models.BooleanField(default=False)
    why = SealedTextField(blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "user"], name="one_word_of_each_signer")]


class ClearingKey(models.Model):
    """Somebody's signing key for clearances, made at first use."""

    user = models.OneToOneField(_USER, on_delete=models.PROTECT, related_name="+")
    key_id = models.CharField(max_length=64, unique=True)
    public_key = models.CharField(max_length=64)
    secret = SealedTextField()
