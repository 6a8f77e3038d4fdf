"""What people fill in about the watch."""

from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings

from withhold.console.desk.models import Destination
from withhold.console.people.models import User
from withhold.console.people.roles import Role
from withhold.console.watch.models import PublicDocument, WatchedSite
from withhold.domain.errors import WithholdError
from withhold.domain.finding import Severity
from withhold.fetching.url import parse
from withhold.incident.case.clocks.packs import PACKS, SECTORS
from withhold.incident.takedown.site import load_site

_TEXT = forms.Textarea(attrs={"rows": 3})
_ADDRESSES = forms.Textarea(attrs={"rows": 4, "spellcheck": "false"})
_ANSWERS = (Role.PRIVACY_OFFICER, Role.CASE_LEAD, Role.EDITOR)
_MOST_LINES = 200


class WhyForm(forms.Form):
    """A reason."""

    why = forms.CharField(label="Why", max_length=2000, widget=_TEXT)


class FilterForm(forms.Form):
    """Which documents of a site are listed."""

    decision = forms.ChoiceField(
        required=False, choices=[("", "Both"), ("withhold", "withhold"), ("review", "review")]
    )
    state = forms.ChoiceField(
        required=False, choices=[("", "What stands there"), *PublicDocument.State.choices]
    )
    severity = forms.ChoiceField(
        required=False, choices=[("", "Any"), *((str(one), str(one)) for one in Severity)]
    )
    since = forms.ChoiceField(
        label="Found",
        required=False,
        choices=[("", "Ever"), ("baseline", "By the first sweep"), ("later", "After it")],
    )


class SiteForm(forms.Form):
    """What is swept, how often, and who answers for it."""

    destination = forms.ModelChoiceField(
        Destination.objects.none(), label="Destination", help_text="Its profile says what may stand there."
    )
    site_file = forms.ChoiceField(
        label="Site file", choices=[], help_text="How it is reached, and taken down: `sites` of console.toml."
    )
    starts = forms.CharField(
        label="Addresses to begin at", widget=_ADDRESSES, max_length=20_000, help_text="One a line."
    )
    hosts = forms.CharField(
        label="Further hosts that are the site’s own", widget=_ADDRESSES, max_length=20_000, required=False,
        help_text="One a line, as files.example.org or files.example.org:8443. No other host is asked.",
    )  # fmt: skip
    interval = forms.IntegerField(
        label="Minutes between two sweeps", min_value=5, max_value=43_200, initial=60
    )
    browser = forms.BooleanField(
        label="Render pages in Chromium too", required=False, help_text="For what scripts put there. Slower."
    )
    owner = forms.ModelChoiceField(
        User.objects.none(), label="Owner", required=False, help_text="Answers for what stands there."
    )
    editors = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label="Web editors who see it",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    time_zone = forms.ChoiceField(label="Time zone of the office", choices=[], initial="UTC")
    jurisdictions = forms.MultipleChoiceField(
        label="Whose law asks for notices", required=False, choices=[], widget=forms.CheckboxSelectMultiple,
        help_text="For the cases that the watch opens. Not legal advice.",
    )  # fmt: skip
    sectors = forms.MultipleChoiceField(
        label="What else decides about deadlines", required=False, choices=[],
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    paused = forms.BooleanField(label="Do not sweep for now", required=False)
    why = forms.CharField(label="Why", max_length=2000, widget=_TEXT)

    def __init__(self, *args: Any, site: WatchedSite | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free = Destination.objects.filter(active=True, watched=None)
        if site is not None:
            free = free | Destination.objects.filter(pk=site.destination_id)
        self._ask("destination").queryset = free
        self._ask("site_file").choices = [(str(path), path.stem) for path in settings.CONFIG.sites]
        self._ask("time_zone").choices = [(zone, zone) for zone in sorted(available_timezones())]
        self._ask("jurisdictions").choices = [(name, name) for name in PACKS]
        self._ask("sectors").choices = [(name, name.replace("_", " ")) for name in SECTORS]
        people = User.objects.filter(is_active=True)
        self._ask("owner").queryset = people.filter(
            pk__in=[one.pk for one in people if one.has_role(*_ANSWERS)]
        )
        editors = [one.pk for one in people if one.has_role(Role.EDITOR)]
        self._ask("editors").queryset = people.filter(pk__in=editors)

    def _ask(self, name: str) -> Any:
        return self.fields[name]

    def clean_starts(self) -> list[str]:
        """Plain http addresses, one a line."""
        found = _lines(self.cleaned_data["starts"])
        if not found or len(found) > _MOST_LINES:
            raise forms.ValidationError(f"Give one to {_MOST_LINES} addresses, one a line.")
        return found

    def clean_hosts(self) -> list[str]:
        """Hosts, one a line."""
        found = [line.casefold() for line in _lines(self.cleaned_data["hosts"])]
        for host in found:
            try:
                parse(f"http://{host}/")
            except WithholdError:
                raise forms.ValidationError(
                    "Write a host as files.example.org, without http:// or a path."
                ) from None
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts, file = cleaned.get("starts"), cleaned.get("site_file")
        if not starts or not file:
            return cleaned
        try:
            site = load_site(Path(file))
            for start in starts:
                parse(start)
            if not all(map(site.owns, starts)):
                self.add_error(
                    "starts", "The site file does not name all of these as the organisation’s own."
                )
        except WithholdError as error:
            self.add_error("starts", str(error))
        return cleaned


def _lines(text: str) -> list[str]:
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
