"""Who of the affected people has access to their own row, and what passes between them and the office.

Codes are kept as hashes. Words, and how somebody was recognised, are sealed.
"""

from django.conf import settings
from django.db import models
from django.utils import timezone

from withhold.console.cases.models import Case
from withhold.console.notices.models import Notice
from withhold.console.people.mailboxes import NO_MAILBOX
from withhold.console.persons.models import ExposedPerson
from withhold.console.sealing.fields import SealedTextField

_USER = settings.AUTH_USER_MODEL
MOST_TRIES = 5


class Way(models.TextChoices):
    """By which safe way somebody was recognised, and got the code."""

    IN_PERSON = "in_person", "In person, with a document"
    CALLED = "called", "By telephone, on a number known before the disclosure"
    COUNSEL = "counsel", "Together with their verified counsel"


class Access(models.Model):
    """The access of one of the N to their own row. The code works once; then it is their account."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="own_accesses")
    person = models.ForeignKey(ExposedPerson, on_delete=models.CASCADE, related_name="own_accesses")
    handle = models.CharField(max_length=8, unique=True)
    """The first characters of the code: finds the row, opens nothing."""
    digest = models.CharField(max_length=64)
    """Of the whole code."""
    tries = models.PositiveIntegerField(default=0)
    """Wrong codes under this handle."""
    expires = models.DateTimeField()
    user = models.OneToOneField(_USER, null=True, on_delete=models.PROTECT, related_name="own_access")
    used_at = models.DateTimeField(null=True)
    way = models.CharField(max_length=16, choices=Way.choices)
    recognised = SealedTextField()
    """What was looked at to know that it is them."""
    given_by = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    word = SealedTextField(default="")
    """Stands on their page: who says it to the second person of the office has this very account."""
    word_tries = models.PositiveIntegerField(default=0)
    """Wrong words that were said to be theirs."""
    seen_way = models.CharField(max_length=16, choices=Way.choices, blank=True, default="")
    seen = SealedTextField(default="")
    """What the second person looked at to know that it is them."""
    seen_by = models.ForeignKey(_USER, null=True, on_delete=models.PROTECT, related_name="+")
    """The second person of the office who recognised them; never who gave the code."""
    seen_at = models.DateTimeField(null=True)
    told_of = models.CharField(max_length=32, blank=True, default="")
    """What the records said when people were told that this page rests; "" while it does not."""
    kept_for = models.CharField(max_length=32, blank=True, default="")
    """What the records said when a person decided that the page goes on all the same."""
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(_USER, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(ended_at=None), name="one_own_access_at_a_time"
            )
        ]
        ordering = ["case", "person__number", "id"]

    @property
    def takes_code(self) -> bool:
        """Whether its code still opens it."""
        waits = self.used_at is None and self.ended_at is None and self.tries < MOST_TRIES
        return waits and self.expires > timezone.now()

    @property
    def sign_in_name(self) -> str:
        """What they sign in with."""
        return f"{self.handle.lower()}@{NO_MAILBOX}"


class OwnMessage(models.Model):
    """A message between the office and the person."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="own_messages")
    access = models.ForeignKey(Access, on_delete=models.CASCADE, related_name="messages")
    from_office = models.BooleanField()
    notice = models.OneToOneField(Notice, null=True, on_delete=models.CASCADE, related_name="+")
    """The notice that this message is: that it was read proves it."""
    subject = SealedTextField()
    body = SealedTextField()
    once = models.CharField(max_length=32)
    """Of the form that it came by: the same one sent twice is kept once."""
    by = models.ForeignKey(_USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["access", "once"], name="one_own_message_a_form"),
            models.UniqueConstraint(
                fields=["access"], condition=models.Q(notice__isnull=False), name="one_notice_an_own_access"
            ),
        ]
        ordering = ["-id"]
