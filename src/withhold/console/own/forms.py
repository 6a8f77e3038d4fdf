"""The forms of the room."""

from django import forms

from withhold.console.counsel.forms import OnceForm, WhyForm
from withhold.console.own.models import Way
from withhold.console.own.writing import MOST_WORDS

__all__ = ["CertificateForm", "GiveForm", "MessageForm", "RecogniseForm", "StartForm", "WhyForm"]


class GiveForm(forms.Form):
    """Access for one person."""

    number = forms.IntegerField(label="Number of the person", min_value=1, max_value=1_000_000)
    way = forms.ChoiceField(
        label="How you made sure that it is them", choices=Way.choices, widget=forms.RadioSelect
    )
    recognised = forms.CharField(
        label="What you looked at or asked",
        max_length=1000,
        help_text="Date of birth and names are not enough: they stood in the leak. It is sealed.",
        widget=forms.Textarea({"rows": 2}),
    )


class RecogniseForm(forms.Form):
    """A second person of the office made sure who has a page."""

    way = forms.ChoiceField(
        label="How you made sure that it is them", choices=Way.choices, widget=forms.RadioSelect
    )
    recognised = forms.CharField(
        label="What you looked at or asked",
        max_length=1000,
        help_text="You yourself, not who gave the code. It is sealed.",
        widget=forms.Textarea({"rows": 2}),
    )
    word = forms.CharField(
        label="The word on their page, as they said it to you",
        max_length=100,
        help_text="If they confirmed a notice already, ask whether they did it themselves.",
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )


class StartForm(forms.Form):
    """The person's own first step."""

    code = forms.CharField(
        label="Your code",
        max_length=100,
        help_text="As it stands on your paper. Spaces and lines do not matter.",
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "dir": "ltr"}),
    )
    password = forms.CharField(
        label="A password of your own",
        max_length=200,
        strip=False,
        help_text="At least 12 characters. A few words that nobody would put together are good.",
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )


class MessageForm(OnceForm):
    """A message."""

    subject = forms.CharField(label="Subject", max_length=200)
    body = forms.CharField(label="Message", max_length=MOST_WORDS, widget=forms.Textarea({"rows": 6}))


class CertificateForm(WhyForm):
    """Before the certificate is made."""

    understood = forms.BooleanField(label="I have read what carrying it means")
    field_order = ["understood", "why"]
