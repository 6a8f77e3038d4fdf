"""Forms of the pages of notices."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django import forms

from withhold.console.notices.library import SOURCE, Library
from withhold.incident.affected.languages import language_name
from withhold.incident.notices.interface import Audience
from withhold.incident.notices.jurisdictions import jurisdictions
from withhold.incident.notices.templates import ANY_LAW

_LAWS = {
    ANY_LAW: "any law",
    "eu": "European Union and European Economic Area",
    "uk": "United Kingdom",
    "us-federal": "United States, federal agencies",
    "ca": "Canada",
    "au": "Australia",
}
_WHY = "Everybody who works on the case reads it. In the ledger it stands as a commitment only."


def offered(audience: Audience) -> list[tuple[str, str]]:
    """The languages that there is a text in: tag and name, by name."""
    tags = Library().offered(audience)
    return sorted(((tag, language_name(tag)) for tag in tags), key=lambda one: one[1])


class SpokenField(forms.ChoiceField):
    """In which language somebody outside is written to; English where none was chosen."""

    def __init__(self, audience: Audience) -> None:
        super().__init__(
            label="Language in which they are written to",
            choices=partial(offered, audience),
            initial=SOURCE,
            required=False,
            help_text="Where nobody has signed the text in it, they get the English one.",
        )

    def clean(self, value: Any) -> str:
        """Its tag."""
        return str(super().clean(value) or SOURCE)


class QueueForm(forms.Form):
    """What every notice says alike. `first` are the jurisdictions of the case, which are offered first."""

    organisation = forms.CharField(label="Name of the organisation", max_length=200)
    jurisdiction = forms.ChoiceField(
        label="Under whose law",
        required=False,
        help_text="It adds what that law wants said. Where that is not there in a language, the letter goes "
        "without it, and the page of notices says so.",
    )
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

    def __init__(self, data: Any = None, first: Sequence[str] = ()) -> None:
        super().__init__(data)
        known = jurisdictions(Audience.PERSON)
        field = self.fields["jurisdiction"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(ANY_LAW, "No particular one"), *((one, law_name(one)) for one in known)]
        field.initial = next((one for one in known for name in first if law_applies(one, name)), ANY_LAW)


def law_name(jurisdiction: str) -> str:
    """As people call it; by its key where it has no name here."""
    return _LAWS.get(jurisdiction, jurisdiction)


def law_applies(jurisdiction: str, case: str) -> bool:
    """Whether what a case names, such as eu-de, is under this law."""
    return case == jurisdiction or case.startswith(f"{jurisdiction}-")


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
