"""The door's one stylesheet, named by its content so that browsers may keep it."""

import hashlib
from importlib.resources import files

from django.http import HttpRequest, HttpResponse

_CONTENT = (files(__package__) / "style.css").read_bytes()
STYLE_NAME = f"style-{hashlib.sha256(_CONTENT).hexdigest()[:16]}.css"
STYLE_URL = f"/{STYLE_NAME}"


def style(_request: HttpRequest) -> HttpResponse:
    """The stylesheet."""
    response = HttpResponse(_CONTENT, content_type="text/css; charset=utf-8")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
