"""The affected people of a case: where each of the N stands, and what the organisation knows of them.

Values, dates, languages and free text are sealed. In clear stand only words of closed lists, counts and
places in lists, which tell nothing of anybody.
"""

from django.conf import settings
from django.db import models
from django.utils import timezone

from withhold.console.cases.models import Case
from withhold.console.persons.models import ExposedPerson
from withhold.console.sealing.fields import SealedJSONField, SealedTextField
from withhold.incident.affected.interface import Certainty, Cohort, Terminal


def _choices(words: type[Cohort] | type[Terminal] | type[Certainty]) -> list[tuple[str, str]]:
    return [(str(one), str(one).replace("_", " ").capitalize()) for one in words]


class What(models.TextChoices):
    """What a derivation reads."""

    RECORDS = "records", "The organisation's own records"
    AGAIN = "again", "What is known already"
    AMENDMENT = "amendment", "People who were found later"


class DeriveState(models.TextChoices):
    """How a derivation stands."""

    QUEUED = "queued", "Waiting for the worker"
    RUNNING = "running", "Being worked out"
    DONE = "done", "Done"
    FAILED = "failed", "Not done"


class Derivation(models.Model):
    """Work of the worker: who stands where. Its file is kept only until it has ended."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="derivations")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=16, choices=What.choices)
    source = models.CharField(max_length=40, default="")
    """The name of a source of the settings, or empty: a file."""
    why = SealedTextField()
    mapping = SealedTextField(default="")
    """What the file's columns tell, as TOML; empty where they have their usual names."""
    file = models.CharField(max_length=32, default="")
    """Its name in the case's folder: random, tells nothing."""
    file_key = SealedTextField(default="")
    """What opens it: until the worker reads it, it lies encrypted (sealing/files.py)."""
    state = models.CharField(max_length=16, choices=DeriveState.choices, default=DeriveState.QUEUED)
    tries = models.PositiveIntegerField(default=0)
    """How often a worker began it. What a worker that died had written is written again, the same."""
    now = models.CharField(max_length=100, default="")
    """What is done at the moment: words of ours."""
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    unread = models.JSONField(default=dict)
    """Of own records: what could not be read, as our word for it, and in how many rows."""
    failure = SealedTextField(default="")
    asked_at = models.DateTimeField(auto_now_add=True)
    heard_at = models.DateTimeField(null=True)
    """When its worker was last heard of."""
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(state__in=["queued", "running"]),
                name="one_derivation_at_a_time",
            )
        ]
        ordering = ["-id"]

    @property
    def is_active(self) -> bool:
        """Whether it waits or runs."""
        return self.state in (DeriveState.QUEUED, DeriveState.RUNNING)


class Roster(models.Model):
    """What the affected people of a case were last worked out from."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="roster")
    salt = SealedTextField()
    """Keys the digests of this case: of the organisation's keys and of linked names."""
    people = models.PositiveIntegerField(default=0)
    """The N: every row of the leak, and who was found later."""
    root = models.CharField(max_length=64, default="")
    """The root over the commitments of these."""
    records = models.PositiveIntegerField(default=0)
    """How many own records were read; only those of affected people are kept."""
    derived_at = models.DateTimeField(null=True)


class OwnRecord(models.Model):
    """What the organisation's own records hold of somebody who is affected, or may be."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="own_records")
    digest = models.CharField(max_length=64)
    """HMAC of the organisation's key of it under the roster's salt."""
    number = models.PositiveIntegerField(null=True)
    """Whose it is; empty while a person has to decide."""
    values = SealedJSONField()
    read_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "digest"], name="one_own_record_once")]
        indexes = [models.Index(fields=["case", "number"], name="own_record_number")]


class Standing(models.Model):
    """Where one of the N stands."""

    person = models.OneToOneField(ExposedPerson, on_delete=models.CASCADE, related_name="standing")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="standings")
    number = models.PositiveIntegerField()
    cohort = models.CharField(max_length=16, choices=_choices(Cohort), default=Cohort.UNKNOWN)
    rank = models.PositiveIntegerField()
    """How pressing: 1 first."""
    place = models.PositiveIntegerField(default=0)
    """The place among those of one rank, by the day that makes it so; 0, the first, until that is known."""
    has_language = models.BooleanField(default=False)
    has_counsel = models.BooleanField(default=False)
    has_email = models.BooleanField(default=False)
    has_address = models.BooleanField(default=False)
    has_facility = models.BooleanField(default=False)
    known = SealedJSONField()
    """What leak and own records tell together: reasons, due, language, contact … (see `reaching`)."""
    terminal = models.CharField(max_length=32, choices=_choices(Terminal), null=True)
    duplicate_of = models.PositiveIntegerField(null=True)
    evidence = SealedJSONField(default=list)
    """What proves the terminal state: entries, receipts, documents, reasons; a list of texts."""
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    """None: Withhold itself, from a proven delivery or an identifier that nothing contradicts."""
    settled_at = models.DateTimeField(null=True)
    worked_out_at = models.DateTimeField(default=timezone.now)
    """When `known` and the cohort were worked out last: who tells people looks again after it."""
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    """The second of two people, where an end takes two."""

    class Meta:
        indexes = [
            models.Index(fields=["case", "rank", "place", "number"], name="standing_rank"),
            models.Index(fields=["case", "number"], name="standing_number"),
        ]
        ordering = ["rank", "place", "number"]

    @property
    def has_path(self) -> bool:
        """Whether anything is known by which they could be reached at all."""
        return self.has_counsel or self.has_email or self.has_address or self.has_facility


class Proposal(models.Model):
    """The end of one of the N that somebody proposed, until another person confirms it."""

    standing = models.OneToOneField(Standing, on_delete=models.CASCADE, related_name="proposal")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="end_proposals")
    terminal = models.CharField(max_length=32, choices=_choices(Terminal))
    evidence = SealedJSONField(default=list)
    salt = SealedTextField()
    subject = models.CharField(max_length=64)
    """SHA-256 of salt, number, end and evidence: what the second one agrees to."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]


class QuestionState(models.TextChoices):
    """What a person decided."""

    OPEN = "open", "Open"
    SAME = "same", "The same person"
    DIFFERENT = "different", "Different people"


class Question(models.Model):
    """Whether two descriptions are one person: row and row (`other`), or row and own record (`record`)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="likenesses")
    number = models.PositiveIntegerField()
    other = models.PositiveIntegerField(null=True)
    record = models.ForeignKey(OwnRecord, null=True, on_delete=models.CASCADE, related_name="questions")
    certainty = models.CharField(max_length=16, choices=_choices(Certainty))
    evidence = models.JSONField(default=list)
    """What agrees, and in `against` what contradicts: words of ours."""
    against = models.JSONField(default=list)
    state = models.CharField(max_length=16, choices=QuestionState.choices, default=QuestionState.OPEN)
    why = SealedTextField(default="")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number", "other"], name="one_question_two_rows"),
            models.UniqueConstraint(fields=["case", "number", "record"], name="one_question_row_record"),
        ]
        ordering = ["number", "id"]


class PlanState(models.TextChoices):
    """Whether anything is done for the safety of somebody who is named or implied."""

    NONE = "none", "No plan yet"
    DRAFTED = "drafted", "Drafted"
    AGREED = "agreed", "Agreed with the person or counsel"
    NOT_NEEDED = "not_needed", "Not needed, for the reason given"

    @property
    def is_open(self) -> bool:
        """Whether something is still to do."""
        return self in (PlanState.NONE, PlanState.DRAFTED)


class LinkedPerson(models.Model):
    """Somebody who is no row but is named or implied by one: family."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="linked_people")
    by_number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    """HMAC of row, relation and name under the roster's salt: found again, it is the same one."""
    values = SealedJSONField()
    """`relation`, and `name` or null."""
    plan_state = models.CharField(max_length=16, choices=PlanState.choices, default=PlanState.NONE)
    plan = SealedTextField(default="")
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "digest"], name="one_linked_person_once")]
        ordering = ["by_number", "id"]


class Amendment(models.Model):
    """People who were found later and belong to the N, with the root that stands in the ledger since."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="amendments")
    derivation = models.OneToOneField(Derivation, null=True, on_delete=models.SET_NULL)
    """The work that did it: done twice, it adds once."""
    first = models.PositiveIntegerField()
    added = models.PositiveIntegerField()
    root = models.CharField(max_length=64)
    why = SealedTextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
