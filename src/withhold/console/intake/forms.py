"""What the on-call writes about a report."""

from typing import Any
from zoneinfo import available_timezones

from django import forms

from withhold.console.cases.models import Case

_MOST = 4000


class AnswerForm(forms.Form):
    """To who reported."""

    text = forms.CharField(
        label="Your answer",
        max_length=_MOST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Read by whoever has the receipt. Thank them, and never write personal data of others.",
    )


class DismissForm(forms.Form):
    """Why it is nothing."""

    reason = forms.CharField(label="Why it is no incident", max_length=_MOST)


class OpenForm(forms.Form):
    """A case from the report."""

    title = forms.CharField(
        label="Title of the case", max_length=200, help_text="One line, without names of people."
    )
    time_zone = forms.CharField(
        label="Time zone", initial="UTC", max_length=64, help_text="For example America/New_York."
    )
    why = forms.CharField(label="Why you open it", max_length=_MOST)

    def clean_time_zone(self) -> str:
        """One that is known."""
        zone: str = self.cleaned_data["time_zone"]
        if zone not in available_timezones():
            raise forms.ValidationError("Write a time zone such as Europe/Madrid, or UTC.")
        return zone


class AttachForm(forms.Form):
    """To a case that is there."""

    case = forms.ChoiceField(label="Case")
    attach_why = forms.CharField(label="Why it belongs there", max_length=_MOST)

    def __init__(self, *args: object, cases: "list[Case]", **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choice: Any = self.fields["case"]
        choice.choices = [(case.pk, case.title) for case in cases]
