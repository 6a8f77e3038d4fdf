"""What every page is given for its look."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from withhold.console.look.languages import CODES, Language, catalogue

ROOM = "withhold.console.look"
"""Whose texts are those of every page, and of sign-in."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A language to choose, and what is asked for to choose it."""

    language: Language
    query: str


def theme(request: HttpRequest) -> dict[str, str]:
    """Light or dark, where the reader chose one."""
    chosen = request.COOKIES.get("theme", "")
    return {"theme": chosen if chosen in ("light", "dark") else ""}


def spoken(request: HttpRequest) -> dict[str, Any]:
    """`t`: the words of this page; where it can be read in several languages, `spoken` and the `choices` too.

    Which one, a middleware decided (`request.spoken`, a code); all other pages are in English.
    """
    code = getattr(request, "spoken", None)
    if code is None:
        return {"t": catalogue(ROOM, "en").texts}
    asked = request.GET.copy()
    choices = []
    for each in CODES:
        asked["lang"] = each
        choices.append(Choice(catalogue(ROOM, each), asked.urlencode()))
    chosen = catalogue(ROOM, code)
    return {"t": chosen.texts, "spoken": chosen, "choices": choices}
