"""Representatives, whom they stand for, what passes between them and the office, and remedies.

Names, addresses, reasons and documents are sealed. In clear stand only words of closed lists, days and places
in lists.
"""

import secrets
from typing import ClassVar, Protocol

from django.conf import settings
from django.db import models

from withhold.console.cases.models import Case
from withhold.console.notices.models import Notice
from withhold.console.persons.models import ExposedPerson
from withhold.console.sealing.fields import SealedTextField
from withhold.incident.counsel import interface
from withhold.incident.counsel.interface import ProofKind, RemedyKind, RemedyState, Scope

_USER = settings.AUTH_USER_MODEL


def new_key() -> str:
    """Sixteen characters that nobody guesses: the address of a client tells nothing."""
    return secrets.token_hex(8)


class AboutOne(Protocol):
    """What is about one of the N of a case: counsel's representation, or a person's own access."""

    @property
    def case(self) -> Case: ...
    @property
    def person(self) -> ExposedPerson: ...


def _choices(
    words: type[Scope] | type[ProofKind] | type[RemedyKind] | type[RemedyState],
) -> list[tuple[str, str]]:
    return [(str(one), str(one).replace("_", " ").capitalize()) for one in words]


SCOPES = _choices(Scope)
PROOFS = _choices(ProofKind)
REMEDIES = _choices(RemedyKind)
STATES = _choices(RemedyState)


class Firm(models.Model):
    """An office of lawyers or a clinic. Its inbox may be read by many: then it never gets a name."""

    name = SealedTextField()
    inbox = SealedTextField(default="")
    shared = models.BooleanField(default=True)
    made_by = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)


class Representative(models.Model):
    """Somebody outside of the office who stands for people; their account has no other role."""

    user = models.OneToOneField(_USER, on_delete=models.PROTECT, related_name="representative")
    firm = models.ForeignKey(Firm, null=True, on_delete=models.PROTECT, related_name="representatives")
    shared_inbox = models.BooleanField(default=False)
    """Whether others read the address of the account as well: then mails to it name nobody."""
    language = models.CharField(max_length=35, default="en")
    """In which they are written to, where somebody stands for the text in it; else in English."""
    invited_by = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(auto_now_add=True)


class Representation(models.Model):
    """That a representative stands for one of the N of a case."""

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    """Names it in the portal's addresses."""
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="representations")
    person = models.ForeignKey(ExposedPerson, on_delete=models.CASCADE, related_name="representations")
    representative = models.ForeignKey(
        Representative, on_delete=models.PROTECT, related_name="representations"
    )
    label = SealedTextField()
    """What the representative calls the matter: their own file's number."""
    scope = models.CharField(max_length=16, choices=SCOPES)
    proof = models.CharField(max_length=24, choices=PROOFS)
    document = SealedTextField(default="")
    """The document that proves it, in base64; empty where there is none."""
    document_type = models.CharField(max_length=40, default="")
    since = models.DateField()
    until = models.DateField(null=True)
    entered_by = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now_add=True)
    verified_by = models.ForeignKey(_USER, null=True, on_delete=models.PROTECT, related_name="+")
    verified_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    never_stood = models.BooleanField(default=False)
    """Ended as wrong: they never represented this person, so nothing that they did counts."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "representative", "scope"],
                condition=models.Q(ended_at=None),
                name="one_representation_at_a_time",
            )
        ]
        ordering = ["case", "person__number", "id"]

    objects: ClassVar[models.Manager["Representation"]] = models.Manager()

    def as_ruled(self) -> interface.Representation:
        """As the rules know it; people are named by their accounts."""
        verifier = None if self.verified_by_id is None or self.ended_at is not None else self.verified_by_id
        return interface.Representation(
            str(self.representative.user_id),
            str(self.person_id),
            Scope(self.scope),
            ProofKind(self.proof),
            self.since,
            self.until,
            None if verifier is None else str(verifier),
        )


class Asked(models.TextChoices):
    """What counsel can ask of the office."""

    INTERVIEW = "interview", "An interview"
    DETERMINATION = "determination", "Something for the determination to consider"
    WAIVER = "waiver", "To waive the hold for one action"


class AskState(models.TextChoices):
    """How the office answered."""

    OPEN = "open", "Waiting for the office"
    DONE = "done", "Done"
    DECLINED = "declined", "Declined"


class Request(models.Model):
    """Something that counsel asks for a client."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="counsel_requests")
    representation = models.ForeignKey(Representation, on_delete=models.CASCADE, related_name="requests")
    what = models.CharField(max_length=16, choices=Asked.choices)
    action = models.CharField(max_length=16, default="")
    """Of a waiver: the action of `incident.holds.interface.Action`."""
    words = SealedTextField()
    once = models.CharField(max_length=32)
    """Of the form that it came by: the same one sent twice is kept once."""
    entered_by = models.ForeignKey(_USER, null=True, on_delete=models.PROTECT, related_name="+")
    """Who of the office wrote down what counsel asked outside the portal; None: counsel in the portal."""
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=AskState.choices, default=AskState.OPEN)
    answer = SealedTextField(default="")
    answered_by = models.ForeignKey(_USER, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["representation", "once"], name="one_counsel_request_a_form")
        ]
        ordering = ["-id"]


class SecureMessage(models.Model):
    """A message in the portal. One of the office's is proven when counsel confirms that they received it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="counsel_messages")
    representation = models.ForeignKey(Representation, on_delete=models.CASCADE, related_name="messages")
    from_office = models.BooleanField()
    is_notice = models.BooleanField(default=False)
    """The notice to counsel: their receipt proves it."""
    commitment = models.CharField(max_length=64, default="")
    """Of a notice: under the root that stands in the ledger."""
    for_client = models.ForeignKey(Notice, null=True, on_delete=models.SET_NULL, related_name="+")
    """The letter to the client, who is told through counsel: that they told them proves it."""
    subject = SealedTextField()
    body = SealedTextField()
    once = models.CharField(max_length=32)
    by = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(_USER, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["representation", "once"], name="one_counsel_message_a_form")
        ]
        ordering = ["-id"]


class Remedy(models.Model):
    """What is offered to a person, as it stands; its steps stand in the case's ledger."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="remedies")
    person = models.ForeignKey(ExposedPerson, on_delete=models.CASCADE, related_name="remedies")
    kind = models.CharField(max_length=16, choices=REMEDIES)
    state = models.CharField(max_length=10, choices=STATES)
    owner = SealedTextField()
    reason = SealedTextField()
    decided_by = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="one_remedy_of_a_kind")]
        ordering = ["person__number", "kind"]

    def as_ruled(self) -> interface.Remedy:
        """As the rules know it."""
        return interface.Remedy(
            str(self.person_id),
            RemedyKind(self.kind),
            RemedyState(self.state),
            self.owner,
            self.reason,
            self.decided_at,
        )


class Question(models.Model):
    """Somebody asked at the door whether they are affected. Nothing here looks them up."""

    door_id = models.CharField(max_length=32, unique=True)
    reference = models.CharField(max_length=18)
    """The number that they were given; it opens nothing."""
    language = models.CharField(max_length=8)
    readable = models.BooleanField(default=True)
    who = SealedTextField(default="")
    lawyer = SealedTextField(default="")
    reach = SealedTextField(default="")
    arrived = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(_USER, null=True, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=16, default="")
    """By which way they are answered: `counsel.asking.WAYS`."""
    note = SealedTextField(default="")

    class Meta:
        ordering = ["-arrived", "-id"]
