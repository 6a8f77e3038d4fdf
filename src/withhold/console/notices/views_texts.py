"""Pages of the texts: to be read, translated, and signed by a named person."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from withhold.console.access.interface import Operation, requires
from withhold.console.notices.texts import every_text, sign, text_of
from withhold.console.people.models import User
from withhold.domain.errors import WithholdError
from withhold.incident.notices.interface import Audience
from withhold.incident.notices.plain import advise
from withhold.incident.notices.templates import languages, shipped
from withhold.incident.notices.xliff import write_xliff


@requires(Operation.REVIEW_TEXTS)
@require_GET
def texts(request: HttpRequest) -> HttpResponse:
    """Every text, and whether somebody stands for it."""
    return render(request, "notices/texts.html", {"texts": every_text()})


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
    context = {
        "one": one,
        "signed": user.get_full_name() in one.reviewers,
        "advice": advise(shipped(key.audience, key.language)),
    }
    return render(request, "notices/text.html", context)


@requires(Operation.REVIEW_TEXTS)
@require_GET
def xliff(request: HttpRequest, audience: str, language: str) -> HttpResponse:
    """A text for translators, with what is translated already."""
    if audience not in set(Audience):
        raise Http404
    source = shipped(Audience(audience), "en")
    known = language in languages(Audience(audience)) and language != "en"
    try:
        content = write_xliff(source, language, shipped(Audience(audience), language) if known else None)
    except WithholdError:
        raise Http404 from None
    answer = HttpResponse(content, content_type="application/xliff+xml")
    answer["Content-Disposition"] = f'attachment; filename="{audience}-{language}.xlf"'
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
