"""Second factors: their secrets are sealed at rest."""

from functools import wraps
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase

from withhold.console.access.interface import View
from withhold.console.access.signing_in import tell_of_change
from withhold.console.ledgers.office import OfficeEvent, record
from withhold.console.people.models import User
from withhold.console.people.sealed import open_factor, seal_factor
from withhold.ledger.interface import Fact


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]
    """allauth's adapter of second factors."""

    def encrypt(self, text: str) -> str:
        return seal_factor(text)

    def decrypt(self, encrypted_text: str) -> str:
        return open_factor(encrypted_text)

    def build_totp_svg(self, url: str) -> str:
        """The code as an element of the page: our pages show no pictures from `data:` addresses."""
        import qrcode  # type: ignore[import-untyped]
        from qrcode.image.svg import SvgPathImage  # type: ignore[import-untyped]

        drawn: str = qrcode.make(url, image_factory=SvgPathImage, box_size=16).to_string(encoding="unicode")
        return drawn


def recorded(view: View) -> View:
    """A page on which people change their own second factors: what changed is recorded and told with it."""

    @wraps(view)
    def both(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with transaction.atomic():
            before = _factors(request.user)
            answer = view(request, *args, **kwargs)
            after = _factors(request.user)
            if isinstance(request.user, User) and before != after:
                facts: dict[str, Fact] = {"added": len(after - before), "removed": len(before - after)}
                record(OfficeEvent.SECOND_FACTOR_CHANGED, request.user, facts)
                text = "How you sign in was changed: your second factors or recovery codes."
                tell_of_change(request.user, text)
        return answer

    return both


def _factors(user: Any) -> set[int]:
    if not user.is_authenticated:
        return set()
    return set(Authenticator.objects.filter(user_id=user.pk).values_list("pk", flat=True))
