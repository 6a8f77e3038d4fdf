"""Forms of the pages of texts: which to show, for whom to export, and what came back."""

from typing import Any

from django import forms

from withhold.console.notices.forms import law_name
from withhold.console.notices.library import Library, sources_by_name
from withhold.incident.affected.languages import language_name, language_tag
from withhold.incident.notices.interface import Audience
from withhold.incident.notices.xliff import MOST_BYTES

_AUDIENCES = [(str(one), str(one).replace("_", " ").capitalize()) for one in Audience]
SIGNED, OPEN, OUTDATED = "signed", "open", "outdated"
_STATES = [(OPEN, "Not all signed"), (SIGNED, "All signed"), (OUTDATED, "Older than the English")]


class FilterForm(forms.Form):
    """Which texts are shown; nothing chosen is all of them."""

    audience = forms.ChoiceField(label="For whom", required=False, choices=[("", "Everybody"), *_AUDIENCES])
    law = forms.ChoiceField(label="Law", required=False)
    language = forms.ChoiceField(label="Language", required=False)
    state = forms.ChoiceField(label="State", required=False, choices=[("", "All"), *_STATES])

    def __init__(self, *args: Any, library: Library, **options: Any) -> None:
        super().__init__(*args, **options)
        books = list(library.books())
        tags = {book.made.language for book in books}
        named = sorted(((tag, language_name(tag)) for tag in tags), key=lambda one: one[1])
        laws = [(law, law_name(law)) for law in dict.fromkeys(book.law for book in books)]
        self.fields["law"].choices = [("", "All"), *laws]  # type: ignore[attr-defined]
        self.fields["language"].choices = [("", "All"), *named]  # type: ignore[attr-defined]


class ExportForm(forms.Form):
    """What a translator gets."""

    what = forms.ChoiceField(label="Text")
    language = forms.CharField(
        label="Into which language",
        max_length=35,
        help_text="Its English name or its tag: “Somali” or so, “Pashto” or ps.",
        widget=forms.TextInput({"autocomplete": "off", "class": "govuk-input govuk-input--width-20"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        audiences = dict(_AUDIENCES)
        self.fields["what"].choices = [  # type: ignore[attr-defined]
            (f"{one.made.audience}/{one.law}", f"{audiences[one.made.audience]}: {law_name(one.law)}")
            for one in sources_by_name().values()
        ]

    def clean_language(self) -> str:
        """As lists of people have it."""
        tag = language_tag(self.cleaned_data["language"])
        if tag is None:
            raise forms.ValidationError("No such language is known; write its English name or its tag.")
        if tag.partition("-")[0] == "en":
            raise forms.ValidationError("The texts are in English already; name another language.")
        return tag


class ImportForm(forms.Form):
    """What came back."""

    file = forms.FileField(
        label="The translated file",
        help_text="XLIFF 2.1 (.xlf), at most 1 MB, as it was exported here. Only texts: no names of people.",
        widget=forms.ClearableFileInput({"accept": ".xlf,.xliff,application/xliff+xml"}),
    )

    def clean_file(self) -> bytes:
        """Its bytes; never read whole where it is too big."""
        given = self.cleaned_data["file"]
        if given.size > MOST_BYTES:
            raise forms.ValidationError(
                "The file is far bigger than any text; send the one that was exported."
            )
        content: bytes = given.read(MOST_BYTES + 1)
        return content
