"""Forms of the pages of notices."""

from django import forms

_WHY = "Everybody who works on the case reads it. In the ledger it stands as a commitment only."


class QueueForm(forms.Form):
    """What every notice says alike."""

    organisation = forms.CharField(label="Name of the organisation", max_length=200)
    since = forms.CharField(
        label="Public since", max_length=80, help_text="As the letters say it, with zone."
    )
    until = forms.CharField(
        label="Public until", max_length=80, help_text="As the letters say it, with zone."
    )
    contact = forms.CharField(
        label="How people reach you safely",
        max_length=300,
        help_text="A page or number of yours that asks for the code, never for the name.",
    )
    why = forms.CharField(label="Why", max_length=2000, help_text=_WHY, widget=forms.Textarea({"rows": 2}))


class SheetForm(forms.Form):
    """For which place."""

    facility = forms.CharField(widget=forms.HiddenInput, required=False, max_length=300)


class PrintForm(forms.Form):
    """Who prints the letters."""

    recipients = forms.CharField(
        label="Public keys of whoever prints them",
        max_length=5000,
        help_text="age keys (age1…), one a line. Nobody else can open the file, not even this installation.",
        widget=forms.Textarea({"rows": 3, "spellcheck": "false"}),
    )
    why = forms.CharField(label="Why", max_length=2000, help_text=_WHY, widget=forms.Textarea({"rows": 2}))

    def keys(self) -> list[str]:
        """The keys, each once, in order."""
        return sorted({line.strip() for line in self.cleaned_data["recipients"].splitlines() if line.strip()})


class WhoseForm(forms.Form):
    """An envelope to be handed out."""

    code = forms.CharField(
        label="Code on the envelope",
        max_length=60,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    why = forms.CharField(
        label="Why", max_length=1000, help_text="It is recorded.", widget=forms.Textarea({"rows": 2})
    )


class WhyForm(forms.Form):
    """Why somebody does it."""

    why = forms.CharField(label="Why", max_length=1000, widget=forms.Textarea({"rows": 2}))


class ScanForm(forms.Form):
    """A receipt, or the letter itself, that came back."""

    CAME_BACK = "came_back"

    code = forms.CharField(
        label="Code on the receipt",
        max_length=60,
        help_text="Scan it, or type it with or without spaces.",
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "autofocus": True}),
    )
    what = forms.ChoiceField(
        label="What came back",
        choices=[
            ("receipt", "A receipt: they have it"),
            (CAME_BACK, "The closed envelope: they do not have it"),
        ],
        initial="receipt",
        required=False,
    )
    how = forms.CharField(
        label="How it was",
        max_length=500,
        help_text="A receipt: signed or marked by whom, on which day, seen by whom. An envelope: why.",
        widget=forms.Textarea({"rows": 2}),
    )
