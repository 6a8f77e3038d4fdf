"""Forms of the pages of holds."""

from typing import Any

from django import forms

from withhold.incident.holds.interface import Action
from withhold.incident.holds.releasing import LONGEST_REVIEW

_WHY = "Everybody who works on the case reads it. In the ledger it stands as a commitment only."
ADVERSE = [(one.value, one.value.replace("_", " ").capitalize()) for one in Action if one.is_adverse]


class WhyForm(forms.Form):
    """A reason."""

    why = forms.CharField(label="Why", max_length=2000, help_text=_WHY, widget=forms.Textarea({"rows": 2}))


class PlaceForm(WhyForm):
    """Whom to hold."""

    numbers = forms.CharField(
        label="Numbers",
        required=False,
        max_length=2000,
        help_text="Such as 12, 40, 41. Leave it empty to hold everybody of this case.",
    )
    field_order = ["numbers", "why"]

    def clean_numbers(self) -> list[int] | None:
        """The numbers, None for everybody."""
        parts = self.cleaned_data["numbers"].replace(",", " ").split()
        if not all(part.isascii() and part.isdecimal() and len(part) < 8 for part in parts):
            raise forms.ValidationError("Write whole numbers with commas between them.")
        return [int(part) for part in parts] or None


class ReviewForm(PlaceForm):
    """That holds were looked at, and when they are looked at again."""

    until = forms.DateField(
        label="Next review",
        widget=forms.DateInput({"type": "date"}),
        help_text=f"At most {LONGEST_REVIEW.days} days from today.",
    )
    field_order = ["numbers", "until", "why"]

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["numbers"].help_text = "Such as 12, 40, 41. Leave it empty for all whose review is due."
        self.fields["why"].label = "What was found"


class DeterminationForm(WhyForm):
    """Why a hold may end: the document that stands behind it."""

    determination = forms.CharField(
        label="Determination",
        max_length=20_000,
        help_text="What was found about the effect of the disclosure on this person's case, and by whom.",
        widget=forms.Textarea({"rows": 8}),
    )
    field_order = ["determination", "why"]


class SecondForm(WhyForm):
    """Agree to the determination that is shown."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)


class PaperForm(forms.Form):
    """How it was made sure that a case system acts on nobody held."""

    how = forms.CharField(
        label="How it was made sure",
        max_length=2000,
        help_text="With whom you spoke, when, and on which paper it stands.",
        widget=forms.Textarea({"rows": 3}),
    )


class SystemForm(forms.Form):
    """A case system."""

    name = forms.CharField(label="Name", max_length=64, help_text="Small letters, digits, dots and dashes.")
    public_key = forms.CharField(
        label="Public key",
        max_length=64,
        help_text="Ed25519, 32 bytes in base64, as its operators read it to you: not from an e-mail.",
    )
    webhook = forms.CharField(
        label="Webhook",
        required=False,
        max_length=400,
        help_text="An https:// address that is told when holds change. It is told a number and nothing else.",
    )
    contact = forms.CharField(
        label="Whom to call",
        max_length=400,
        help_text="Who runs it, day and night: they are called when it does not answer.",
        widget=forms.Textarea({"rows": 2}),
    )
