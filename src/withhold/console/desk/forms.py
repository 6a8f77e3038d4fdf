"""What people fill in at the desk."""

from typing import Any

from django import forms

from withhold.console.desk.models import Destination
from withhold.console.desk.profiles import profile_problem

_TEXT = forms.Textarea(attrs={"rows": 3})


class BringForm(forms.Form):
    """A file, or where it is."""

    file = forms.FileField(
        label="A file", required=False, help_text="It is inspected here and deleted after 14 days."
    )
    url = forms.CharField(
        label="Or its address on one of our own sites", required=False, max_length=2000,
        help_text="Only sites of the organisation are asked.",
    )  # fmt: skip
    destination = forms.ModelChoiceField(
        Destination.objects.none(), label="Where it is to be public", required=False,
        empty_label="nowhere yet: only inspect it",
    )  # fmt: skip
    page = forms.CharField(
        label="Which page or file it is an edition of", required=False, max_length=300,
        help_text="For the history: the same words each time, such as “Monthly statistics”.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["destination"].queryset = Destination.objects.filter(active=True)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if bool(cleaned.get("file")) == bool(cleaned.get("url")) and not self.errors:
            raise forms.ValidationError("Choose a file, or give an address: one of the two.")
        return cleaned


class ReasonForm(forms.Form):
    """Why."""

    why = forms.CharField(label="Why", max_length=2000, widget=_TEXT)


class AskForm(ReasonForm):
    """Asks for a clearance."""

    emergency = forms.BooleanField(
        label="It cannot wait for a second person", required=False,
        help_text="One person may clear it for three days; somebody looks again afterwards.",
    )  # fmt: skip


class DestinationForm(forms.ModelForm[Destination]):
    """A place of publication."""

    class Meta:
        model = Destination
        fields = ["name", "slug", "folder"]
        labels = {"name": "Its address or folder", "slug": "A short name for it", "folder": "Its folder here"}
        help_texts = {
            "name": "As clearances name it: https://www.example.org, /srv/www/site or s3://bucket.",
            "slug": "Small letters, digits and hyphens.",
            "folder": "If the files lie on this machine.",
        }


class ProfileForm(ReasonForm):
    """A profile's text."""

    text = forms.CharField(
        label="Profile", required=False, max_length=20_000, strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        help_text="TOML, see spec/profile.md. Empty: only the packs' rules.",
    )  # fmt: skip

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"]).replace("\r\n", "\n")
        problem = profile_problem(text)
        if problem:
            raise forms.ValidationError(problem)
        return text
