"""The forms of the room."""

from collections.abc import Sequence
from typing import Any

from django import forms

from withhold.console.affected.models import PlanState
from withhold.console.affected.sources import mapping_of
from withhold.incident.affected.interface import RecordsUnusable, Terminal
from withhold.incident.affected.terminals import needs
from withhold.inspection.listed import MOST_PEOPLE

_LONGEST_MAPPING = 64 * 1024

BY_HAND = (Terminal.NO_PATH_RECORDED, Terminal.DECEASED, Terminal.DUPLICATE_OF, Terminal.NOT_AFFECTED)
"""What a person can settle. That a notice was proven is known from its delivery alone."""


def _why(label: str = "Why", rows: int = 2) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=1000,
        help_text="It goes into the ledger, as a commitment.",
        widget=forms.Textarea({"rows": rows}),
    )


class WhyForm(forms.Form):
    """A reason."""

    why = _why()


class RecordsForm(forms.Form):
    """Where the organisation's own records are."""

    source = forms.ChoiceField(
        label="Where they are", required=False, help_text="Sources are set up in console.toml."
    )
    file = forms.FileField(
        label="A file with own records",
        required=False,
        help_text="CSV, as docs/console-affected.md describes. Only what concerns affected people is kept.",
    )
    mapping = forms.FileField(
        label="What its columns tell",
        required=False,
        help_text="A TOML file; needed only where the columns have unusual names.",
    )
    why = _why()

    def __init__(self, *args: Any, sources: Sequence[str] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        if sources:
            choices = [("", "The file below"), *((one, one) for one in sources)]
            self.fields["source"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["source"]

    def clean_mapping(self) -> str:
        """Its text, understood."""
        given = self.cleaned_data["mapping"]
        if given is None:
            return ""
        if given.size > _LONGEST_MAPPING:
            raise forms.ValidationError("This is too long for a mapping; give its TOML file.")
        try:
            text = str(given.read().decode("utf-8"))
            mapping_of(text)
        except (UnicodeDecodeError, RecordsUnusable) as error:
            told = "it is no text in UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
            raise forms.ValidationError(told) from None
        return text

    def clean(self) -> dict[str, Any]:
        """A file or a source, not both."""
        given = dict(super().clean() or {})
        if bool(given.get("file")) == bool(given.get("source")):
            raise forms.ValidationError("Give a file, or choose one of the sources.")
        return given


class DecideForm(forms.Form):
    """Whether two are one person."""

    decision = forms.ChoiceField(
        label="Are they the same person?",
        choices=[("same", "Yes, the same person"), ("different", "No, different people")],
        widget=forms.RadioSelect,
    )
    why = _why("What tells you so")


class SettleForm(forms.Form):
    """How a person's case ends."""

    terminal = forms.ChoiceField(
        label="How it ends",
        choices=[(str(one), needs()[one].words) for one in BY_HAND],
        widget=forms.RadioSelect,
    )
    duplicate_of = forms.IntegerField(
        label="Duplicate of number",
        required=False,
        min_value=1,
        max_value=MOST_PEOPLE,
        help_text="Only for a duplicate.",
    )
    document = forms.CharField(
        label="Document",
        required=False,
        max_length=300,
        help_text="Which one shows it, such as a death certificate's number. Needed for a death.",
    )
    reason = forms.CharField(
        label="Reason",
        max_length=1000,
        help_text="What was looked at or tried, and found. It is sealed.",
        widget=forms.Textarea({"rows": 2}),
    )
    who = forms.CharField(
        label="Who found it",
        required=False,
        max_length=200,
        help_text="Needed where no way was found, and where nothing was exposed.",
    )


class CounselUntoldForm(forms.Form):
    """That counsel of record cannot be told."""

    why = _why("Why counsel could not be told")
    who = forms.CharField(label="Who tried", max_length=200)


class ConfirmForm(forms.Form):
    """The second person agrees to what they were shown."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    why = _why("What you checked, and why you agree")


class LinkedForm(forms.Form):
    """Somebody who is named or implied by a row."""

    number = forms.IntegerField(label="Number of the row", min_value=1)
    relation = forms.CharField(label="Relation", max_length=100, help_text="Such as sister.")
    name = forms.CharField(label="Name", max_length=300, required=False, help_text="Empty if not known.")


class PlanForm(forms.Form):
    """The safety plan of a linked person."""

    state = forms.ChoiceField(label="How it stands", choices=PlanState.choices, widget=forms.RadioSelect)
    plan = forms.CharField(
        label="The plan, or why none is needed",
        max_length=10_000,
        help_text="It is sealed, and takes the place of what stood here before.",
        widget=forms.Textarea({"rows": 12}),
    )


class AmendForm(forms.Form):
    """People who were found later."""

    file = forms.FileField(
        label="A file with these people alone",
        help_text="A table with a header, as in the document that was public. It is read in isolation.",
    )
    why = _why("How they were found, and why they belong to the affected people")
