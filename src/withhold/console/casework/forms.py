"""Forms of the case's pages."""

from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils import timezone

from withhold.console.people.models import User
from withhold.console.people.roles import Role
from withhold.incident.case.clocks.packs import PACKS, SECTORS
from withhold.incident.case.events import Source

_LINES = forms.Textarea(attrs={"rows": 4})
_OUTSIDE = (Role.ADMINISTRATOR, Role.REPRESENTATIVE)
_IN_CASES = [(role.value, role.label) for role in Role if role not in _OUTSIDE]


class Why(forms.Form):
    """A reason, which every change needs. `seen` is how far the case was when the form was shown."""

    why = forms.CharField(
        label="Why",
        widget=_LINES,
        max_length=10_000,
        help_text="Everybody who works on the case reads it. In the ledger it stands as a commitment only.",
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class Opening(forms.Form):
    """A new case."""

    title = forms.CharField(max_length=200, help_text="One line, without names of people.")
    url = forms.CharField(
        label="Where it is, or was", max_length=2000, required=False, help_text="Its address, if you know it."
    )
    what = forms.CharField(label="What happened, as far as you know", widget=_LINES, max_length=10_000)
    told_by = forms.CharField(label="Who told you", max_length=200, required=False)
    source = forms.ChoiceField(
        label="How it became known",
        choices=[
            (Source.STAFF, "Somebody of ours found it"),
            (Source.TIP, "Somebody outside told us"),
            (Source.GATE, "A finding of Withhold"),
            (Source.AFFECTED, "Somebody whose data it is told us"),
            (Source.AUTHORITY, "An authority told us"),
        ],
    )
    told_at = forms.CharField(
        label="When you were told",
        required=False,
        max_length=40,
        help_text="With its zone, as 2026-03-01T09:30-05:00. Empty: now.",
    )
    time_zone = forms.ChoiceField(
        choices=[], help_text="Legal days end at midnight there.", label="Time zone of the office"
    )
    jurisdictions = forms.MultipleChoiceField(
        label="Whose law asks for notices",
        required=False,
        choices=[],
        widget=forms.CheckboxSelectMultiple,
        help_text="Its deadlines begin to run. Not legal advice.",
    )
    sectors = forms.MultipleChoiceField(
        label="What else decides about deadlines",
        required=False,
        choices=[],
        widget=forms.CheckboxSelectMultiple,
    )
    site = forms.ChoiceField(
        label="Which of our sites",
        required=False,
        choices=[],
        help_text="Its site file says how it is looked at and taken down.",
    )
    recipients = forms.CharField(
        label="Public keys that evidence is sealed to",
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        max_length=20_000,
        help_text="age public keys (age1…), one a line. Who has a matching secret key reads it. None yet? "
        "`age-keygen -o key.txt` on another machine makes one, and shows it.",
    )
    role = forms.ChoiceField(
        label="Your role in the case",
        choices=[(Role.CASE_LEAD.value, "Case lead"), (Role.PRIVACY_OFFICER.value, "Privacy officer")],
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "time_zone", [(zone, zone) for zone in sorted(available_timezones())])
        self.fields["time_zone"].initial = "UTC"
        _choices(self, "jurisdictions", [(name, name) for name in PACKS])
        _choices(self, "sectors", [(name, name.replace("_", " ")) for name in SECTORS])
        sites = [(str(path), path.stem) for path in settings.CONFIG.sites]
        _choices(self, "site", [("", "The one that its address belongs to"), *sites])
        own = [one for one in _IN_CASES if one[0] in user.roles]
        _choices(self, "role", [one for one in own if one[0] in (Role.CASE_LEAD, Role.PRIVACY_OFFICER)])

    def clean_told_at(self) -> datetime:
        """With a zone, or now."""
        return _moment(self.cleaned_data["told_at"]) or timezone.now()

    def clean_recipients(self) -> list[str]:
        """One a line."""
        return [line.strip() for line in self.cleaned_data["recipients"].splitlines() if line.strip()]


class Settling(Why):
    """A deadline was met, or does not apply."""

    clock = forms.CharField(widget=forms.HiddenInput, max_length=64)
    how = forms.ChoiceField(
        label="What about it",
        choices=[("clock_met", "Its recipient was told"), ("clock_waived", "It does not apply")],
        widget=forms.RadioSelect,
    )
    at = forms.CharField(
        label="When the recipient was told",
        required=False,
        max_length=40,
        help_text="With its zone, as 2026-03-01T09:30-05:00. Empty: now.",
    )

    def clean_at(self) -> datetime:
        """With a zone, or now."""
        return _moment(self.cleaned_data["at"]) or timezone.now()


class Assessing(Why):
    """Whether people and authorities have to be told."""

    jurisdiction = forms.ChoiceField(choices=[])
    fields_exposed = forms.MultipleChoiceField(
        label="What was exposed", choices=[], widget=forms.CheckboxSelectMultiple
    )
    protections = forms.MultipleChoiceField(
        label="Why its people are protected", required=False, choices=[], widget=forms.CheckboxSelectMultiple
    )
    people_low = forms.IntegerField(label="People, at least", min_value=0, required=False)
    people_high = forms.IntegerField(label="People, at most", min_value=0, required=False)
    accessors_high = forms.IntegerField(
        label="Networks that may hold it, at most", min_value=0, required=False
    )
    encrypted = forms.ChoiceField(
        label="Was it encrypted", choices=[("unknown", "Not known"), ("no", "No"), ("yes", "Yes")]
    )
    decision = forms.ChoiceField(
        label="Your decision",
        required=False,
        choices=[
            ("", "First show what the rules propose"),
            ("notify", "They have to be told"),
            ("not_notifiable", "They need not be told"),
            ("undetermined", "Not decided"),
        ],
    )

    def __init__(self, *args: Any, jurisdictions: list[str], **kwargs: Any) -> None:
        from withhold.domain.fields import Field, Protection

        super().__init__(*args, **kwargs)
        _choices(self, "jurisdiction", [(name, name) for name in jurisdictions])
        _choices(self, "fields_exposed", [(str(one), str(one).replace("_", " ")) for one in Field])
        _choices(self, "protections", [(str(one), str(one).replace("_", " ")) for one in Protection])


class Named(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """People by their names."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.get_full_name())


class TaskForm(forms.Form):
    """Something that somebody has to do."""

    text = forms.CharField(label="What", max_length=1000)
    assignee = Named(label="Who", queryset=User.objects.none(), required=False)
    due = forms.CharField(
        label="Until when",
        required=False,
        max_length=40,
        help_text="With its zone, as 2026-03-01T09:30-05:00.",
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["assignee"]
        assert isinstance(chosen, Named)
        chosen.queryset = people

    def clean_due(self) -> datetime | None:
        """With a zone, or none."""
        return _moment(self.cleaned_data["due"])


class Attaching(forms.Form):
    """A file for the case."""

    file = forms.FileField(label="File", help_text="Encrypted at rest. Every download is recorded.")


class MemberForm(forms.Form):
    """Somebody's role in the case."""

    email = forms.EmailField(label="Their e-mail address, as in their account")
    role = forms.ChoiceField(label="Role in this case", choices=_IN_CASES)
    on_call = forms.BooleanField(label="On call", required=False)
    why = forms.CharField(label="Why", max_length=1000)


def _moment(text: str) -> datetime | None:
    """The moment, which needs a zone."""
    if not text.strip():
        return None
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        raise forms.ValidationError("Write it as 2026-03-01T09:30-05:00") from None
    if at.tzinfo is None:
        raise forms.ValidationError("Add its zone, as 2026-03-01T09:30-05:00 or …Z")
    return at


def _choices(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    chosen = form.fields[name]
    assert isinstance(chosen, forms.ChoiceField)
    chosen.choices = choices
