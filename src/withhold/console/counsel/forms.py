"""The forms of the room."""

import secrets
from typing import Any

from django import forms

from withhold.console.counsel.asking import WAYS
from withhold.console.counsel.corresponding import MOST_WORDS
from withhold.console.counsel.holding import ACTIONS
from withhold.console.counsel.models import PROOFS, REMEDIES, SCOPES, STATES, Asked, AskState
from withhold.console.counsel.representing import MOST_DOCUMENT
from withhold.console.notices.forms import SpokenField
from withhold.incident.notices.interface import Audience

_LEDGER = "It goes into the ledger."
_DATE = forms.DateInput({"type": "date"})


class WhyForm(forms.Form):
    """A reason."""

    why = forms.CharField(label="Why", max_length=1000, help_text=_LEDGER, widget=forms.Textarea({"rows": 2}))


class OnceForm(forms.Form):
    """A form that is kept once, however often it is sent."""

    # As it is given out below and nothing else: a word of ours must not be taken by a form.
    once = forms.RegexField("^[0-9a-f]{32}$", widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["once"].initial = secrets.token_hex(16)


class InviteForm(WhyForm):
    """A representative, and perhaps their firm."""

    name = forms.CharField(label="Name of the representative", max_length=200)
    email = forms.EmailField(
        label="Their own e-mail address", max_length=150, help_text="The link goes here."
    )
    shared_inbox = forms.BooleanField(
        label="Other people read this address as well",
        required=False,
        help_text="Then mails to it name nobody.",
    )
    firm = forms.CharField(label="Firm or clinic", max_length=200, required=False)
    inbox = forms.EmailField(
        label="Shared address of the firm",
        max_length=150,
        required=False,
        help_text="Only that something waits in the portal is ever written there.",
    )
    language = SpokenField(Audience.COUNSEL)
    field_order = ["name", "email", "shared_inbox", "firm", "inbox", "language", "why"]


class ClaimForm(forms.Form):
    """Who stands for which number, by what proof."""

    number = forms.IntegerField(label="Number of the person", min_value=1, max_value=1_000_000)
    representative = forms.ChoiceField(label="Representative")
    scope = forms.ChoiceField(label="For what", choices=SCOPES)
    proof = forms.ChoiceField(label="What shows it", choices=PROOFS)
    document = forms.FileField(
        label="The document", required=False, help_text="PDF, PNG or JPEG, at most 5 MB. It is sealed."
    )
    since = forms.DateField(label="Since", widget=_DATE)
    until = forms.DateField(label="Until (empty: open)", required=False, widget=_DATE)
    label = forms.CharField(
        label="What the representative calls the matter",
        max_length=100,
        required=False,
        help_text="Their own file's number. They see their clients under it.",
    )

    def __init__(self, *args: Any, representatives: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["representative"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Choose"), *representatives]

    def clean_document(self) -> bytes:
        """Its bytes, bounded before they are read."""
        given = self.cleaned_data["document"]
        if given is None:
            return b""
        if given.size > MOST_DOCUMENT:
            raise forms.ValidationError("The document is too big; give one of at most 5 MB.")
        content: bytes = given.read()
        return content


class MessageForm(OnceForm):
    """A message in the portal."""

    subject = forms.CharField(label="Subject", max_length=200)
    body = forms.CharField(label="Message", max_length=MOST_WORDS, widget=forms.Textarea({"rows": 6}))


class RequestForm(OnceForm):
    """What counsel asks for a client."""

    what = forms.ChoiceField(label="What you ask for", choices=Asked.choices)
    action = forms.ChoiceField(
        label="Only for a waiver: the action",
        required=False,
        choices=[("", "None"), *ACTIONS],
        help_text="The hold then no longer stands in its way. Talk to your client first.",
    )
    words = forms.CharField(
        label="What the office should know", max_length=MOST_WORDS, widget=forms.Textarea({"rows": 5})
    )


class WaiverForm(OnceForm):
    """A waiver that counsel gave outside the portal."""

    action = forms.ChoiceField(
        label="The one action that the hold is waived for", choices=[("", "Choose"), *ACTIONS]
    )
    words = forms.CharField(
        label="How counsel gave it",
        max_length=MOST_WORDS,
        help_text="By which letter or call, when, who took it, and where the paper is kept.",
        widget=forms.Textarea({"rows": 4}),
    )


class AnswerForm(forms.Form):
    """The office's answer to a request."""

    state = forms.ChoiceField(
        label="What you decided",
        choices=[("", "Choose"), (AskState.DONE, "Done"), (AskState.DECLINED, "Declined")],
    )
    words = forms.CharField(label="Answer", max_length=MOST_WORDS, widget=forms.Textarea({"rows": 3}))


class CertificateForm(WhyForm):
    """Before a certificate is made."""

    understood = forms.BooleanField(label="I have read what carrying it means, and talked to my client")
    field_order = ["understood", "why"]


class RemedyForm(forms.Form):
    """A step of a remedy."""

    owner = forms.CharField(
        label="Who owns it", max_length=200, help_text="A named person who answers for it."
    )
    reason = forms.CharField(
        label="Reason", max_length=1000, help_text=_LEDGER, widget=forms.Textarea({"rows": 3})
    )


class ProposeForm(RemedyForm):
    """A new remedy."""

    number = forms.IntegerField(label="Number of the person", min_value=1, max_value=1_000_000)
    kind = forms.ChoiceField(label="What is offered", choices=REMEDIES)
    field_order = ["number", "kind", "owner", "reason"]


class DecideForm(RemedyForm):
    """The next state of a remedy."""

    state = forms.ChoiceField(label="What was decided", choices=STATES)
    field_order = ["state", "owner", "reason"]


class SettleForm(forms.Form):
    """By which way a question was answered."""

    how = forms.ChoiceField(label="By which way", choices=[("", "Choose"), *WAYS.items()])
    note = forms.CharField(
        label="What was verified, and how",
        max_length=1000,
        help_text="Never write here whether they are on a list.",
        widget=forms.Textarea({"rows": 3}),
    )
