"""Pages of the texts: to be read, translated, and signed by a named person."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from withhold.console.access.interface import Operation, requires
from withhold.console.notices.texts import every_text, grouped, sign, text_of
from withhold.console.people.models import User
from withhold.domain.errors import WithholdError
from withhold.incident.notices.interface import Audience
from withhold.incident.notices.jurisdictions import law_for, under
from withhold.incident.notices.plain import advise
from withhold.incident.notices.templates import languages, shipped
from withhold.incident.notices.xliff import write_xliff


@requires(Operation.REVIEW_TEXTS)
@require_GET
def texts(request: HttpRequest) -> HttpResponse:
    """By audience and language, how many versions somebody stands for; of one choice, each."""
    every = every_text()
    audience, language = request.GET.get("audience", ""), request.GET.get("language", "")
    keys = [(one, (str(one.version.key.audience), one.version.key.language)) for one in every]
    chosen = [one for one, key in keys if key == (audience, language)]
    context = {"groups": grouped(every), "texts": chosen, "audience": audience, "language": language}
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
        "signed": user.get_full_name() in one.reviewers,
        "advice": advise(under(shipped(key.audience, key.language), key.jurisdiction)[0]),
        "basis": law.basis if law is not None else "",
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
