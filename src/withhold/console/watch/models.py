"""What the watch keeps: sites that are swept, the sweeps, and the documents that should not stand there.

Addresses may hold names: they are sealed, and found again by a keyed digest (`addresses.address_key`).
"""

from django.conf import settings
from django.db import models

from withhold.console.cases.models import Case
from withhold.console.desk.models import Destination, new_id
from withhold.console.people.models import User
from withhold.console.sealing.fields import SealedJSONField, SealedTextField

_USER = settings.AUTH_USER_MODEL


class WatchedSite(models.Model):
    """A site of the organisation that is swept, judged as its destination's profile has it."""

    id = models.CharField(primary_key=True, max_length=24, default=new_id, editable=False)
    destination = models.OneToOneField(Destination, on_delete=models.PROTECT, related_name="watched")
    starts = SealedJSONField(default=list)
    """Addresses at which a sweep begins."""
    hosts = SealedJSONField(default=list)
    """Further hosts that are the site's own, `name` or `name:port`; those of the starts always are."""
    site_file = models.CharField(max_length=500, blank=True, default="")
    """One of the installation's `sites`: how it is reached, and taken down. Empty: public addresses."""
    interval = models.PositiveIntegerField(default=60)
    """Minutes from the beginning of one sweep to the beginning of the next."""
    browser = models.BooleanField(default=False)
    time_zone = models.CharField(max_length=64, default="UTC")
    """Of cases that the watch opens: legal days end at midnight there."""
    jurisdictions = models.JSONField(default=list)
    sectors = models.JSONField(default=list)
    paused = models.BooleanField(default=False)
    owner = models.ForeignKey(_USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """Who answers for what stands there: is asked, and may choose that it is taken down by itself."""
    editors: models.ManyToManyField[User, models.Model] = models.ManyToManyField(
        _USER, blank=True, related_name="+"
    )
    """Web editors who see it. Others of their role see nothing of it."""
    next_at = models.DateTimeField(null=True)
    """When it is due; null: now."""
    added_by = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["destination__name"]


class StandingChoice(models.Model):
    """The owner's decision, made before, that what a sweep finds is taken down without waiting.

    It counts with the second person, until it is ended; each stays here with who, when and why.
    """

    site = models.ForeignKey(WatchedSite, on_delete=models.CASCADE, related_name="choices")
    owner = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    why = SealedTextField()
    chosen_at = models.DateTimeField()
    second = models.ForeignKey(_USER, null=True, on_delete=models.PROTECT, related_name="+")
    second_why = SealedTextField(default="")
    agreed_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(_USER, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["site"], condition=models.Q(ended_at=None), name="one_standing_choice"
            )
        ]


class Sweep(models.Model):
    """One look at a whole site. It is unfinished until the last line says otherwise."""

    site = models.ForeignKey(WatchedSite, on_delete=models.CASCADE, related_name="sweeps")
    baseline = models.BooleanField(default=False)
    """The first whole one: it tells what was public already."""
    started = models.DateTimeField()
    looked = models.DateTimeField()
    """When it was last at work: a sweep goes on in pieces."""
    ended = models.DateTimeField(null=True)
    complete = models.BooleanField(default=False)
    why = SealedTextField(default="")
    """Why it is not complete."""
    seen = models.PositiveIntegerField(default=0)
    judged = models.PositiveIntegerField(default=0)
    gone = models.PositiveIntegerField(default=0)
    unread = models.PositiveIntegerField(default=0)
    withheld = models.PositiveIntegerField(default=0)
    review = models.PositiveIntegerField(default=0)
    cases = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)
    """Withheld documents that were too many to open a case each: a person opens them, the worst first."""

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["site"], condition=models.Q(ended=None), name="one_sweep_at_a_time"
            )
        ]


class Unread(models.Model):
    """An address that could not be looked at: what stands there may be anything."""

    site = models.ForeignKey(WatchedSite, on_delete=models.CASCADE, related_name="unread")
    url = SealedTextField()
    url_key = models.CharField(max_length=64)
    reason = SealedTextField()
    since = models.DateTimeField()
    looked = models.DateTimeField()

    class Meta:
        ordering = ["since"]
        constraints = [models.UniqueConstraint(fields=["site", "url_key"], name="one_unread_of_an_address")]


class PublicDocument(models.Model):
    """Exact bytes at one address that a sweep found and that are not released."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waits for a person"
        CASE = "case", "Has a case"
        ACCEPTED = "accepted", "Right as it is, by two people"
        RELEASED = "released", "May be public, judged again"
        GONE = "gone", "Not there any more"

    id = models.CharField(primary_key=True, max_length=24, default=new_id, editable=False)
    site = models.ForeignKey(WatchedSite, on_delete=models.PROTECT, related_name="documents")
    url = SealedTextField()
    url_key = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=200)
    fetched = models.DateTimeField()
    first_seen = models.DateTimeField()
    before = models.DateTimeField(null=True)
    """When a sweep last looked there and it was not there; null: none ever did."""
    baseline = models.BooleanField(default=False)
    decision = models.CharField(max_length=8)
    severity = models.CharField(max_length=8)
    people_low = models.PositiveIntegerField()
    people_high = models.PositiveIntegerField(null=True)
    """Null: a part could not be read, and there may be more."""
    concealed = models.BooleanField(default=False)
    harm = models.PositiveIntegerField()
    """`ranking.harm_of`: higher is worse. Nothing that only the register knows is in it."""
    engine = models.CharField(max_length=64)
    """The digest of what judged: where it is the same, the same bytes are not taken in again."""
    verdict = SealedJSONField(null=True)
    registered = SealedJSONField(null=True)
    """What the register knows, for the privacy role alone. Null: no register was asked."""
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING, db_index=True)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+")
    evidence = models.BooleanField(default=False)
    """Whether the case has its bytes sealed, or knows that it cannot have them."""
    left = models.BooleanField(default=False)
    """One sweep found too many: a person opens its case."""
    asked_by = models.ForeignKey(_USER, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(null=True)
    """When the owner was last asked about it."""
    gone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-harm", "first_seen", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["site", "url_key", "sha256"], name="one_row_of_bytes_at_a_place")
        ]


class Acceptance(models.Model):
    """Somebody's word that exactly these bytes may be where they are."""

    document = models.ForeignKey(PublicDocument, on_delete=models.CASCADE, related_name="acceptances")
    user = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    why = SealedTextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["document", "user"], name="one_word_of_each_person")]
