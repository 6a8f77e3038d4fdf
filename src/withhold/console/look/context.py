"""What every page is given for its look."""

from django.http import HttpRequest


def theme(request: HttpRequest) -> dict[str, str]:
    """Light or dark, where the reader chose one."""
    chosen = request.COOKIES.get("theme", "")
    return {"theme": chosen if chosen in ("light", "dark") else ""}
