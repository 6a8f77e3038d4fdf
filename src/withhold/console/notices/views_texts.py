"""Pages of the texts: to be read, looked at as a letter, and signed by a named person."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from withhold.console.access.interface import Operation, requires
from withhold.console.notices.forms import law_name
from withhold.console.notices.forms_texts import FilterForm
from withhold.console.notices.library import Library
from withhold.console.notices.proofsheet import proof_of
from withhold.console.notices.shelves import shelves
from withhold.console.notices.texts import siblings_of, sign, text_of
from withhold.console.people.models import User
from withhold.domain.errors import WithholdError
from withhold.incident.affected.languages import language_name
from withhold.incident.notices.interface import Form
from withhold.incident.notices.jurisdictions import law_for
from withhold.incident.notices.plain import advise
from withhold.text.languages import is_right_to_left


@requires(Operation.REVIEW_TEXTS)
@require_GET
def texts(request: HttpRequest) -> HttpResponse:
    """Every text, and whether somebody stands for it."""
    form = FilterForm(request.GET, library=Library())
    chosen = form.cleaned_data if form.is_valid() else {}
    found = shelves(chosen)
    context = {"form": form, "shelves": found, "count": sum(len(one.lines) for one in found)}
    return render(request, "notices/texts.html", context)


@requires(Operation.REVIEW_TEXTS)
@require_GET
def text(request: HttpRequest, sha256: str) -> HttpResponse:
    """One version, to be read."""
    try:
        one = text_of(sha256)
    except WithholdError as error:
        messages.error(request, str(error))
        return redirect("notices:texts")
    user = request.user
    assert isinstance(user, User)
    key = one.version.key
    law = law_for(key.audience, key.jurisdiction)
    context = {
        "one": one,
        "siblings": siblings_of(one),
        "language": language_name(key.language),
        "law": law_name(key.jurisdiction),
        "basis": law.basis if law is not None else "",
        "direction": "rtl" if is_right_to_left(key.language) else "ltr",
        "is_written": key.form is Form.WRITTEN,
        "signed": user.get_full_name() in one.reviewers,
        "advice": advise(one.book.made),
    }
    return render(request, "notices/text.html", context)


@requires(Operation.REVIEW_TEXTS)
@require_GET
def letter(request: HttpRequest, sha256: str) -> HttpResponse:
    """A version as its letter would look, with invented values."""
    try:
        content = proof_of(text_of(sha256))
    except WithholdError as error:
        messages.error(request, str(error))
        return redirect("notices:texts")
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="proof-{sha256[:8]}.pdf"'
    return answer


@requires(Operation.REVIEW_TEXTS)
@require_POST
def sign_text(request: HttpRequest, sha256: str) -> HttpResponse:
    """Stand for it."""
    user = request.user
    assert isinstance(user, User)
    try:
        sign(sha256, user)
    except WithholdError as error:
        messages.error(request, str(error))
        return redirect("notices:texts")
    messages.success(request, "Signed and recorded. Notices in this text can leave now.")
    return redirect("notices:text", sha256)
