"""Every piece of the look on one page, for tests only: the addresses of a server that has nothing else."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

_TEMPLATE = Path(__file__).parent / "gallery.html"


class Everything(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Name of the case", help_text="So that others know it.")
    address = forms.CharField(label="Where it is", required=False, widget=forms.URLInput)
    what = forms.CharField(label="What happened", widget=forms.Textarea)
    file = forms.FileField(label="The file")
    when = forms.DateTimeField(label="When it was seen")
    role = forms.ChoiceField(label="Role", choices=[("lead", "Case lead"), ("clerk", "Clerk")])
    urgency = forms.ChoiceField(
        label="Urgency", choices=[("now", "Now"), ("later", "Later")], widget=forms.RadioSelect
    )
    told = forms.MultipleChoiceField(
        label="Who was told",
        choices=[("people", "The people on it"), ("office", "The authority")],
        widget=forms.CheckboxSelectMultiple,
    )
    sure = forms.BooleanField(label="I have read what will happen")


def gallery(request: HttpRequest) -> HttpResponse:
    """The page. `wrong` shows the form with its errors."""
    messages.success(request, "The list was taken down.")
    messages.error(request, "The mail server did not answer. Nothing was sent.")
    context: dict[str, Any] = {
        "form": Everything({}) if "wrong" in request.GET else Everything(),
        "page_obj": Paginator(range(60), 20).get_page(2),
        "at": datetime(2026, 3, 2, 7, 41, 9, tzinfo=UTC),
        "span": timedelta(hours=4, minutes=19),
        "navigation": [
            {"name": "Desk", "address": "/", "current": True},
            {"name": "Cases", "address": "/cases/", "current": False},
        ],
        "days": ["Mon 2", "Tue 3", "Wed 4"],
        "kinds": [f"Kind {number} of file" for number in range(1, 23)],
        "counts": [("Files", list(range(22)))],
        "hours": [("Found", [4, 2, None]), ("Removed", [5, 1, 2])],
    }
    template = engines["django"].from_string(_TEMPLATE.read_text("utf-8"))
    return HttpResponse(template.render(context, request))


def part(request: HttpRequest) -> HttpResponse:
    """A part of a page, with a piece that has behaviour."""
    return HttpResponse(
        '<p>Done at last</p><div id="more" data-module="govuk-checkboxes"><input type="checkbox"></div>'
    )


def asked(request: HttpRequest) -> HttpResponse:
    """What is asked for again and again: how often, by this session's cookie."""
    times = int(request.COOKIES.get("asked", "0")) + 1
    answer = HttpResponse(f"Asked {times} times")
    answer.set_cookie("asked", str(times))
    return answer


urlpatterns = [path("", gallery), path("part/", part), path("asked/", asked)]
