"""The forms of the room."""

from django import forms

_WHY = "It goes into the ledger."


class LoadForm(forms.Form):
    """The leak's own bytes."""

    file = forms.FileField(
        label="The file that was public",
        help_text="Exactly as it was published. If nobody has it any more: it is in the sealed evidence.",
    )
    why = forms.CharField(label="Why", max_length=1000, help_text=_WHY, widget=forms.Textarea({"rows": 2}))


class WhyForm(forms.Form):
    """A reason."""

    why = forms.CharField(label="Why", max_length=1000, help_text=_WHY, widget=forms.Textarea({"rows": 2}))


class BulkForm(WhyForm):
    """Whom everything is sealed to."""

    recipients = forms.CharField(
        label="Public keys of the recipients",
        max_length=5000,
        help_text="age keys (age1…), one a line. Nobody else can open the file, not even this installation.",
        widget=forms.Textarea({"rows": 3, "spellcheck": "false"}),
    )
    field_order = ["recipients", "why"]

    def keys(self) -> list[str]:
        """The keys, each once, in order."""
        return sorted({line.strip() for line in self.cleaned_data["recipients"].splitlines() if line.strip()})
