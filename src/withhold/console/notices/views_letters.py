"""Pages of texts to a regulator, the host of a copy, the finder, and the public."""

import secrets
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from withhold.console.access.deciding import permitted
from withhold.console.access.interface import Operation, requires
from withhold.console.cases.models import Case
from withhold.console.notices.announcing import OFFERED, Kind, asked, filled, known_values, send, waits
from withhold.console.notices.forms import law_name
from withhold.console.notices.library import Library
from withhold.console.notices.models import Letter
from withhold.console.people.models import User
from withhold.domain.errors import WithholdError
from withhold.incident.notices.interface import Audience

_LONGEST = 4000


class LetterForm(forms.Form):
    """The values of one text, and where it goes."""

    once = forms.CharField(widget=forms.HiddenInput, max_length=32)

    def __init__(self, kind: Kind, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial={"once": secrets.token_hex(16), **(initial or {})})
        self.values = asked(kind)
        for name, words in self.values.items():
            self.fields[name] = forms.CharField(label=words, max_length=_LONGEST)
        self.fields["to"] = forms.CharField(
            label="Where it goes",
            max_length=320,
            help_text="A mailbox, and it is sent there. Anything else, such as the address of a regulator’s "
            "form, or of the page where it stands, and it is recorded as given there by you.",
        )

    def given(self) -> dict[str, str]:
        """The values of the text."""
        return {name: self.cleaned_data[name] for name in self.values}


def _of(request: HttpRequest) -> tuple[Case, User]:
    row, user = request.case, request.user  # type: ignore[attr-defined]
    assert isinstance(row, Case)
    assert isinstance(user, User)
    return row, user


def _page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    row, user = _of(request)
    may = permitted(user, Operation.SEND_NOTICES, row)
    answer = render(request, f"notices/{name}.html", {"case": row, "may_send": may, **context}, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


def _texts() -> list[tuple[Audience, str, str]]:
    """Those that may leave, once signed: by audience, law and language, also translations."""
    books = [one for one in Library().books() if one.made.audience in OFFERED and not one.is_outdated]
    return list(dict.fromkeys((one.made.audience, one.law, one.made.language) for one in books))


@requires(Operation.SEE_NOTICES)
@require_GET
def letters(request: HttpRequest, case_id: str) -> HttpResponse:
    """What was sent to whom, and which texts there are."""
    row, _ = _of(request)
    choices = [(audience, law, law_name(law), language) for audience, law, language in _texts()]
    sent = Letter.objects.filter(case=row).select_related("by", "message")
    return _page(request, "announcements", {"sent": sent, "choices": choices})


@requires(Operation.SEE_NOTICES)
@require_GET
def sent_letter(request: HttpRequest, case_id: str, key: int) -> HttpResponse:
    """One as it left."""
    row, _ = _of(request)
    one = get_object_or_404(Letter.objects.select_related("by", "message"), case=row, pk=key)
    return _page(request, "announcement", {"one": one})


@requires(Operation.SEND_NOTICES)
@require_http_methods(["GET", "POST"])
def write_letter(
    request: HttpRequest, case_id: str, audience: str, jurisdiction: str, language: str
) -> HttpResponse:
    """Values, then the text as it would leave, then it leaves."""
    row, user = _of(request)
    kind = _kind(audience, jurisdiction, language)
    form = LetterForm(kind, request.POST or None, known_values(row, kind))
    context: dict[str, Any] = {"form": form, "kind": kind, "law": law_name(jurisdiction)}
    if request.method == "POST" and form.is_valid():
        try:
            context["text"] = filled(kind, form.given())
            if "send" in request.POST:
                given = form.cleaned_data
                made = send(row, user, kind, form.given(), given["to"].strip(), given["once"])
                messages.success(request, "It was queued." if made.message else "It was recorded.")
                return redirect("notices:sent", row.pk, made.pk)
        except WithholdError as error:
            form.add_error(None, str(error))
    context["waits"] = waits(row, kind)
    return _page(request, "write", context, 422 if form.errors else 200)


def _kind(audience: str, jurisdiction: str, language: str) -> Kind:
    """Raises Http404 for a text that there is not."""
    if (audience, jurisdiction, language) not in _texts():
        raise Http404
    return Kind(Audience(audience), jurisdiction, language)
