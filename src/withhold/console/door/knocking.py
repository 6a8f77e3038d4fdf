"""What a view asks before it answers: in which language, from our own page, and not too often."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from withhold.console.door.config import current
from withhold.console.door.languages import Language, chosen, language
from withhold.console.door.limits import Knock, Limits, client
from withhold.console.door.style import STYLE_URL

limits = Limits()
"""This process's counts."""


def speaks(request: HttpRequest) -> Language:
    """The language of the answer."""
    asked = request.POST.get("lang") or request.GET.get("lang") or ""
    return language(chosen(asked, request.headers.get("Accept-Language", ""), current().languages))


def may_knock(request: HttpRequest, knock: Knock) -> bool:
    """Counts it."""
    remote = request.META.get("REMOTE_ADDR") or ""
    forwarded = request.headers.get("X-Forwarded-For", "")
    return limits.allows(knock, client(remote, forwarded, current().trusted))


def from_elsewhere(request: HttpRequest) -> bool:
    """Whether another website's page sent it. Nobody is signed in here, so that a forged form gains nothing
    but this visitor's share of the limits; browsers say where a form came from without any cookie."""
    return request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin")


def page(
    request: HttpRequest, template: str, title: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page in the visitor's language; `title` names a text of the catalogue."""
    spoken = speaks(request)
    there = [language(code) for code in current().languages]
    everything = {
        "t": spoken.texts,
        "language": spoken,
        "languages": there,
        "title": spoken.texts[title],
        "contact": current().contact,
        "style": STYLE_URL,
        "path": request.path,
        **context,
    }
    response = HttpResponse(render_to_string(f"door/{template}.html", everything), status=status)
    response["Vary"] = "Accept-Language"
    response["Content-Language"] = spoken.tag
    return response
