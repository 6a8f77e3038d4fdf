"""The forms of accounts, agreements and tokens."""

from django import forms

from withhold.console.access.tokens import FOR_PROGRAMS
from withhold.console.people.models import User
from withhold.console.people.roles import Role

_NEW = {"autocomplete": "new-password"}


class WhyForm(forms.Form):
    """A reason."""

    why = forms.CharField(
        label="Why", max_length=1000, help_text="It goes into the ledger.", widget=forms.Textarea({"rows": 2})
    )


class RolesForm(WhyForm):
    """What somebody is trusted with."""

    roles = forms.MultipleChoiceField(
        label="Roles", choices=Role.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = ["roles", "why"]


class PersonForm(RolesForm):
    """A new account."""

    name = forms.CharField(label="Name", max_length=200, help_text="As it is to stand in records.")
    email = forms.EmailField(label="E-mail address", max_length=150)
    is_program = forms.BooleanField(
        label="This is a program",
        required=False,
        help_text="It acts with tokens and never signs in. Give it an address that somebody reads.",
    )
    field_order = ["name", "email", "is_program", "roles", "why"]


class PasswordForm(forms.Form):
    """A password of one's own choice."""

    password = forms.CharField(
        label="Password",
        max_length=200,
        strip=False,
        help_text="At least 12 characters. A few words that nobody would put together are good.",
        widget=forms.PasswordInput(_NEW),
    )


class FirstForm(PasswordForm):
    """The first administrator."""

    name = forms.CharField(label="Your name", max_length=200, help_text="As it is to stand in records.")
    email = forms.EmailField(label="Your e-mail address", max_length=150)
    field_order = ["name", "email", "password"]


class TokenForm(WhyForm):
    """A token for a program."""

    user = forms.ModelChoiceField(
        label="Program", queryset=User.objects.filter(is_program=True, is_active=True).order_by("name")
    )
    name = forms.CharField(label="What it is for", max_length=100)
    operations = forms.MultipleChoiceField(
        label="What it may do",
        choices=[(str(one), str(one).replace("_", " ")) for one in FOR_PROGRAMS],
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.IntegerField(label="Days that it lives", min_value=1, max_value=366, initial=90)
    field_order = ["user", "name", "operations", "days", "why"]
