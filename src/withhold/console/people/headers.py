"""Headers beside those that Django and django-csp send."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control

_PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class SecureHeaders:
    """Nothing is kept by caches, framed or read by other sites, or may use the device."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", _PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        # Every page: sign-in pages too hold what belongs to one person. Static files do not pass here.
        patch_cache_control(response, no_store=True, private=True)
        return response
