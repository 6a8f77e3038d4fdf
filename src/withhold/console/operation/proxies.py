"""Who asks, where proxies of our own stand before the console: nobody else is believed."""

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

_FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_FORWARDED")


class TrustedProxies:
    """Middleware, the first of all: sets REMOTE_ADDR to the client's, or takes such headers away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        meta = request.META
        if not _trusted(meta.get("REMOTE_ADDR", "")):
            for header in _FORWARDED:
                meta.pop(header, None)
        else:
            chain = [one.strip() for one in meta.get("HTTP_X_FORWARDED_FOR", "").split(",") if one.strip()]
            # From the right: the last that is not ours is the one that our own proxies saw.
            client = next((one for one in reversed(chain) if not _trusted(one)), None)
            if client is not None and _is_address(client):
                meta["REMOTE_ADDR"] = client
        return self.get_response(request)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _trusted(text: str) -> bool:
    return _is_address(text) and any(
        ip_address(text) in network for network in settings.CONFIG.trusted_proxies
    )
