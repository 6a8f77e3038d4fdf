"""The forms of the room."""

from typing import Any

from django import forms

from withhold.console.accessors.drafting import CODE
from withhold.console.accessors.models import WHO
from withhold.console.notices.forms import SpokenField
from withhold.incident.accessors.classifying import Ask
from withhold.incident.accessors.interface import Who
from withhold.incident.notices.interface import Audience

_LEDGER = "It goes into the ledger."


class WhyForm(forms.Form):
    """A reason."""

    why = forms.CharField(label="Why", max_length=1000, help_text=_LEDGER, widget=forms.Textarea({"rows": 2}))


class ClassifyForm(WhyForm):
    """What an accessor is."""

    who = forms.ChoiceField(
        label="What this accessor is",
        choices=[("", "Choose"), *(pair for pair in WHO if pair[0] != Who.UNCLASSIFIED)],
    )
    country = forms.CharField(
        label="Country of the network's operator",
        max_length=2,
        required=False,
        help_text="Two letters, such as NO. Look it up in the registry of addresses, not on a map. "
        "Empty only if it cannot be found: then nothing is sent unless two people decide it.",
    )
    language = SpokenField(Audience.ACCESSOR)
    field_order = ["who", "country", "language", "why"]


class SendForm(forms.Form):
    """A text, as it will leave."""

    to = forms.EmailField(
        label="To",
        max_length=254,
        help_text="The recipient's own address, or the abuse address of the network.",
    )
    subject = forms.CharField(label="Subject", max_length=200)
    body = forms.CharField(
        label="Text",
        max_length=10_000,
        help_text=f"{CODE} is replaced by the code when it is sent.",
        widget=forms.Textarea({"rows": 16}),
    )
    what = forms.CharField(widget=forms.HiddenInput, max_length=16)

    def clean_what(self) -> Ask:
        """Which ask the text was drafted for."""
        try:
            return Ask(self.cleaned_data["what"])
        except ValueError:
            raise forms.ValidationError("Open the draft again.") from None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].strip = False  # type: ignore[attr-defined]
