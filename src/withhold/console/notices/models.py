"""Notices to people, what became of each, and who stands for which text."""

from django.conf import settings
from django.db import models

from withhold.console.cases.models import Case
from withhold.console.outbox.models import Message
from withhold.console.persons.models import ExposedPerson
from withhold.console.sealing.fields import SealedJSONField, SealedTextField
from withhold.incident.notices.interface import Channel, Proof
from withhold.incident.notices.templates import ANY_LAW

_CHANNELS = [(one.value, one.value.replace("_", " ").capitalize()) for one in Channel]
_PROOFS = [(one.value, one.value.replace("_", " ").capitalize()) for one in Proof]


class TextReview(models.Model):
    """A named person read exactly this text version and stands for it."""

    sha256 = models.CharField(max_length=64)
    audience = models.CharField(max_length=16)
    language = models.CharField(max_length=35)
    form = models.CharField(max_length=16)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sha256", "reviewer"], name="notice_text_reviewed_once")
        ]


class Translation(models.Model):
    """A text that came back from a translator. Never changed: another file is another row, and the newest
    that somebody stands for is used."""

    audience = models.CharField(max_length=16)
    jurisdiction = models.CharField(max_length=41)
    language = models.CharField(max_length=35)
    source = models.CharField(max_length=80)
    """The name of the English text that it was made from."""
    text = SealedJSONField()
    """As the files of texts have it."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Plan(models.Model):
    """What notices of a case say alike. Never changed: other words are another plan, for later notices."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notice_plans")
    organisation = SealedTextField()
    contact = SealedTextField()
    since = models.CharField(max_length=80)
    until = models.CharField(max_length=80)
    jurisdiction = models.CharField(max_length=41, default=ANY_LAW)
    """Whose law adds to the text, or `any`."""
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]


class Sheet(models.Model):
    """Sealed envelopes for one facility, as they were handed out: codes, no names."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="sheets")
    facility = SealedTextField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()


class Notice(models.Model):
    """An attempt to tell one person by one channel. `channel` "" where no way is safe: an open task."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notices")
    person = models.ForeignKey(ExposedPerson, on_delete=models.CASCADE, related_name="notices")
    number = models.PositiveIntegerField()
    attempt = models.PositiveSmallIntegerField(default=1)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="notices")
    channel = models.CharField(max_length=16, choices=_CHANNELS, blank=True)
    language = models.CharField(max_length=35, blank=True)
    parts = models.JSONField(default=list)
    """Cohorts whose paragraph is in the text."""
    to = SealedJSONField(default=dict)
    """`name`, and `address`: the mailbox, the postal address or the facility."""
    excluded = models.JSONField(default=dict)
    """Channel to why it is not used, in words of ours."""
    state = models.CharField(max_length=16, choices=_PROOFS, default=Proof.QUEUED)
    waiting = models.JSONField(default=list)
    """What has to come first, in words of ours: review, hold."""
    code = SealedTextField()
    code_sha256 = models.CharField(max_length=64, unique=True)
    salt = SealedTextField()
    commitment = models.CharField(max_length=64)
    version = models.CharField(max_length=64, blank=True, default="")
    """SHA-256 of the text that left."""
    message = models.OneToOneField(Message, null=True, on_delete=models.SET_NULL, related_name="+")
    sheet = models.ForeignKey(Sheet, null=True, on_delete=models.PROTECT, related_name="notices")
    place = models.PositiveIntegerField(default=0)
    """How pressing: 1 first."""
    queued_at = models.DateTimeField()
    looked_at = models.DateTimeField()
    """When the way was looked for last."""
    left_at = models.DateTimeField(null=True)
    stopped = models.BooleanField(default=False)
    """The text could not leave, by any way: a person mends it and queues it again."""
    untried = models.BooleanField(default=False)
    """It came back before anybody tried to hand it over: the same way is open still."""
    overdue_at = models.DateTimeField(null=True)
    """When it was found not to be proven in time: the next way was looked for then."""
    proven_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["place", "number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number", "attempt"], name="one_notice_an_attempt")
        ]
        indexes = [models.Index(fields=["case", "state"], name="notices_case_state")]


class Step(models.Model):
    """What happened to a notice, in order."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    state = models.CharField(max_length=16, choices=_PROOFS)
    words = models.CharField(max_length=200)
    """Words of ours."""
    why = SealedTextField(default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]


class Letter(models.Model):
    """A text to somebody who is not on the list, as it left: regulator, host of a copy, finder, public."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="letters")
    audience = models.CharField(max_length=16)
    jurisdiction = models.CharField(max_length=41)
    language = models.CharField(max_length=35)
    version = models.CharField(max_length=64)
    """SHA-256 of the text that left."""
    recipient = SealedTextField()
    """The mailbox, or where else it was given."""
    title = SealedTextField()
    body = SealedTextField()
    salt = SealedTextField()
    commitment = models.CharField(max_length=64)
    message = models.OneToOneField(Message, null=True, on_delete=models.SET_NULL, related_name="+")
    """None: somebody gave it to them elsewhere, and recorded it."""
    once = models.CharField(max_length=32)
    """Of the form it was sent with: pressed twice, it leaves once."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [models.UniqueConstraint(fields=["case", "once"], name="one_letter_a_form")]
