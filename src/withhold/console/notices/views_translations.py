"""Pages for translations: a file out for a translator, and the translated file in."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from withhold.console.access.interface import Operation, requires
from withhold.console.notices.forms_texts import ExportForm, ImportForm
from withhold.console.notices.importing import is_known_language, take_in
from withhold.console.notices.library import SOURCE, Library, ships
from withhold.console.notices.models import Translation
from withhold.console.people.models import User
from withhold.domain.errors import WithholdError
from withhold.incident.affected.languages import language_name
from withhold.incident.notices.interface import Audience, Form
from withhold.incident.notices.templates import as_written, version_of
from withhold.incident.notices.xliff import write_xliff

_UNKNOWN = "No list of people can name this language yet: look at the tag, or nobody gets the text."


@requires(Operation.REVIEW_TEXTS)
@require_http_methods(["GET", "POST"])
def translations(request: HttpRequest) -> HttpResponse:
    """Take in what a translator sent back; and where to get what they need."""
    user = request.user
    assert isinstance(user, User)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = take_in(form.cleaned_data["file"], user)
        except WithholdError as error:
            form.add_error("file", str(error))
        else:
            return _taken(request, row)
    asked = ExportForm(request.GET if "what" in request.GET else None)
    if request.method == "GET" and asked.is_valid():
        audience, _, law = asked.cleaned_data["what"].partition("/")
        return redirect("notices:xliff", audience, law, asked.cleaned_data["language"])
    status = 422 if form.errors or asked.errors else 200
    return render(request, "notices/translations.html", {"form": form, "asked": asked}, status=status)


def _taken(request: HttpRequest, row: Translation) -> HttpResponse:
    name = language_name(row.language)
    messages.success(request, f"Taken in as a draft in {name}. It cannot be sent before somebody signs it.")
    if not is_known_language(row.language):
        messages.warning(request, _UNKNOWN)
    made = as_written(Audience(row.audience), row.text)
    return redirect("notices:text", version_of(made, Form.WRITTEN, (), row.jurisdiction).sha256)


@requires(Operation.REVIEW_TEXTS)
@require_GET
def xliff(request: HttpRequest, audience: str, jurisdiction: str, language: str) -> HttpResponse:
    """A text for translators, with what is translated already: the newest that is there."""
    source = ships(Audience(audience), jurisdiction, SOURCE) if audience in set(Audience) else None
    if source is None:
        raise Http404
    try:
        found = Library().current(source.audience, jurisdiction, language) if language != SOURCE else []
        content = write_xliff(source, language, found[0] if found else None)
    except WithholdError:
        raise Http404 from None
    answer = HttpResponse(content, content_type="application/xliff+xml")
    answer["Content-Disposition"] = f'attachment; filename="{audience}-{jurisdiction}-{language}.xlf"'
    return answer
