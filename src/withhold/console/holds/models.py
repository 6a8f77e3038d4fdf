"""Who is held, who asks, and what was asked. Nothing here tells in clear who a person is."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from withhold.console.cases.models import Case
from withhold.console.persons.models import ExposedPerson
from withhold.console.sealing.fields import SealedJSONField, SealedTextField
from withhold.incident.holds.interface import Action

_ACTIONS = [(action.value, action.value.replace("_", " ").capitalize()) for action in Action]


class Epoch(models.Model):
    """One row: how many changes of the held people there were. Read with every question."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(default=0)


class State(models.TextChoices):
    """How a hold stands. It never ends by itself."""

    STANDING = "standing", "Standing"
    RELEASED = "released", "Released"


class Hold(models.Model):
    """One person held. `rows` are what they are known by, as register rows."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="holds")
    person = models.ForeignKey(ExposedPerson, on_delete=models.CASCADE, related_name="holds")
    number = models.PositiveIntegerField()
    rows = SealedJSONField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = SealedTextField()
    salt = SealedTextField()
    commitment = models.CharField(max_length=64)
    """Of the person, as it stands in the ledger; another one for each hold."""
    state = models.CharField(max_length=16, choices=State.choices, default=State.STANDING)
    since = models.DateTimeField()
    review = models.DateField()
    epoch = models.PositiveBigIntegerField()
    """From which it is in force."""
    changed = models.PositiveBigIntegerField(db_index=True)
    """The newest epoch that concerns it: placed, waived, released."""
    known_at = models.DateTimeField(default=timezone.now)
    """When `rows` were put together from what the leak and own records tell."""
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    """Who wrote the determination and waits for a second person."""
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    unprotected = models.BooleanField(default=False)
    """Released without a protected period, as nobody was to be told: held again should that be wrong."""
    determination = SealedTextField(default="")
    determination_sha256 = models.CharField(max_length=64, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "number"], condition=models.Q(state="standing"), name="one_hold_stands"
            )
        ]
        ordering = ["number", "id"]
        indexes = [models.Index(fields=["state", "review"], name="holds_review_due")]

    @property
    def subject(self) -> str:
        """What names it inside the service."""
        return str(self.pk)


class Waiver(models.Model):
    """The person, through verified counsel, agreed to one action in spite of the hold."""

    hold = models.ForeignKey(Hold, on_delete=models.CASCADE, related_name="waivers")
    number = models.PositiveIntegerField()
    """Under which number of the person it was given: the holds of their other numbers give way as well."""
    action = models.CharField(max_length=16, choices=_ACTIONS)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    verified_by = SealedTextField()
    why = SealedTextField()
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["hold", "action"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="one_waiver_stands",
            )
        ]


class CaseSystem(models.Model):
    """A consumer: a case system that asks before it acts."""

    name = models.CharField(max_length=64, unique=True)
    public_key = models.CharField(max_length=64, unique=True)
    webhook = SealedTextField(blank=True, default="")
    contact = SealedTextField(blank=True, default="")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True)
    seen = models.DateTimeField(null=True)
    acknowledged = models.PositiveBigIntegerField(default=0)
    told = models.PositiveBigIntegerField(default=0)
    """The newest epoch that its webhook took."""


class Alerted(models.Model):
    """That people were told, of a case, that this case system does not know its holds: of which epoch."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    system = models.ForeignKey(CaseSystem, on_delete=models.CASCADE, related_name="+")
    epoch = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "system"], name="one_alert_of_a_case")]


class Acknowledged(models.Model):
    """When a consumer said that it knows an epoch: how fast a new hold is everywhere."""

    system = models.ForeignKey(CaseSystem, on_delete=models.CASCADE, related_name="acknowledgements")
    epoch = models.PositiveBigIntegerField()
    milliseconds = models.PositiveIntegerField()
    """Since the change."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "epoch"], name="acknowledged_once")]


class Change(models.Model):
    """An epoch: when the held people changed."""

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()


class Question(models.Model):
    """A message of a consumer. The nonce is taken once; who was asked about is sealed digests."""

    system = models.ForeignKey(CaseSystem, on_delete=models.CASCADE, related_name="questions")
    nonce = models.CharField(max_length=32)
    at = models.DateTimeField(db_index=True)
    what = models.CharField(max_length=16)
    action = models.CharField(max_length=16, blank=True, default="")
    people = models.PositiveIntegerField(default=0)
    asked = SealedJSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "nonce"], name="one_nonce_once")]


class Report(models.Model):
    """An action that a consumer reported on somebody held: an incident."""

    system = models.ForeignKey(CaseSystem, on_delete=models.CASCADE, related_name="reports")
    hold = models.ForeignKey(Hold, on_delete=models.CASCADE, related_name="reports")
    action = models.CharField(max_length=16, choices=_ACTIONS)
    at = models.DateTimeField()
    received = models.DateTimeField()
    after_clear = models.BooleanField()
    before_hold = models.BooleanField()


class OnPaper(models.Model):
    """Two people made sure in another way that a consumer acts on nobody held as of this epoch."""

    system = models.ForeignKey(CaseSystem, on_delete=models.CASCADE, related_name="papers")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    epoch = models.PositiveBigIntegerField()
    first = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    how = SealedTextField()
    at = models.DateTimeField()


class ByHand(models.Model):
    """Two people looked for somebody held whom no question finds, and made sure that nobody acts on them."""

    hold = models.OneToOneField(Hold, on_delete=models.CASCADE, related_name="by_hand")
    first = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    how = SealedTextField()
    at = models.DateTimeField()


class Proof(models.Model):
    """That a notice to this person, or to their counsel of record, was proven: the period begins."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    counsel = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "number", "counsel"], name="one_proof_each")]


class Confirmation(models.Model):
    """From this epoch on every case system is known to ask about the held people of a case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    epoch = models.PositiveBigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "epoch"], name="confirmed_once")]


class Noticed(models.Model):
    """What looked like fishing on a day, told once."""

    system = models.ForeignKey(CaseSystem, on_delete=models.CASCADE, related_name="noticed")
    kind = models.CharField(max_length=16)
    day = models.DateField()
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "kind", "day"], name="noticed_once_a_day")]


class Reminded(models.Model):
    """That reviews of a case's holds are due was told on this day."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "day"], name="reminded_once_a_day")]
