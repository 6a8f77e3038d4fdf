"""What sign-in does beside letting somebody in: records it, and sends its mails through the outbox."""

from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib.sites.shortcuts import get_current_site
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from withhold.console.ledgers.office import OfficeEvent, record
from withhold.console.outbox.sending import queue_mail
from withhold.console.people.mailboxes import has_mailbox
from withhold.console.people.models import User
from withhold.console.people.roles import Role

_LOCKED_FOR = 300
"""Seconds of the limit `login_failed`: one entry for each time an account or address is locked."""
_UNTOLD = frozenset(
    {
        "account/messages/logged_in.txt",
        "account/messages/logged_out.txt",
        "mfa/messages/recovery_codes_generated.txt",
        "mfa/messages/totp_activated.txt",
    }
)
"""Messages that say what the page itself shows."""


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """allauth's adapter of accounts."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account for themselves."""
        return False

    def login(self, request: HttpRequest, user: Any) -> None:
        """Signed in only if the ledger says so."""
        with transaction.atomic():
            super().login(request, user)
            record(OfficeEvent.SIGN_IN, user)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Representatives have their portal and no desk, people who are affected their own page."""
        user = request.user
        if isinstance(user, User) and not has_mailbox(user.email):
            return "/mine/"
        if isinstance(user, User) and user.roles == [Role.REPRESENTATIVE]:
            return "/portal/"
        found: str = super().get_login_redirect_url(request)
        return found

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        if user.is_program:
            answer: HttpResponse = self.respond_user_inactive(request, user)
            return answer
        found: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return found

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            self._record(request, OfficeEvent.LOCKED, credentials)
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        self._record(request, OfficeEvent.SIGN_IN_FAILED, credentials)

    def _record(self, request: HttpRequest, kind: OfficeEvent, credentials: dict[str, Any]) -> None:
        """Whose account was meant and from where are private values: they can be erased."""
        tried = str(credentials.get("email") or credentials.get("username") or "")[:254]
        address = str(self.get_client_ip(request))
        key = sha256(f"{address}\0{tried}".encode("utf-8", "surrogatepass")).hexdigest()
        if kind is OfficeEvent.LOCKED and not cache.add(f"locked:{key}", True, _LOCKED_FOR):
            return
        with transaction.atomic():
            record(kind, None, {}, {"account_tried": tried, "address": address})

    def get_reset_password_from_key_url(self, key: str) -> str:
        """At our own address as it is configured: the host that a request names is the asker's word."""
        path = urlsplit(super().get_reset_password_from_key_url(key)).path
        return f"{settings.CONFIG.base_url}{path}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queued like every mail."""
        from allauth.core import context as current

        if not has_mailbox(email):
            return  # whoever gave the access gives another one
        site = get_current_site(current.request)
        given = {"request": current.request, "email": email, "current_site": site, **context}
        mail = self.render_mail(template_prefix, email, given)
        with transaction.atomic():
            queue_mail(email, mail.subject, mail.body, template_prefix.rpartition("/")[2][:40])

    def send_notification_mail(self, template_prefix: str, user: Any, *_args: Any, **_kwargs: Any) -> None:
        """allauth calls this at a new password, in its transaction; of second factors see `recorded`."""
        what = template_prefix.rpartition("/")[2]
        if template_prefix.startswith("mfa/"):
            return
        with transaction.atomic():
            record(OfficeEvent.SESSIONS_ENDED, user, {"what": what})
            tell_of_change(user, f"How you sign in was changed: {what.replace('_', ' ')}.")

    def format_email_subject(self, subject: str) -> str:
        return "Withhold: " + str(subject)

    def add_message(
        self, request: HttpRequest, level: int, message_template: Any = None, *args: Any, **kw: Any
    ) -> None:
        if message_template not in _UNTOLD:
            super().add_message(request, level, message_template, *args, **kw)


class ProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Sign-in at an organisation's provider: for those who have an account here, and nobody else."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False


def tell_of_change(user: User, what: str) -> None:
    """A mail to whom it concerns: if it was not them, they have to say so at once."""
    if not has_mailbox(user.email):
        return
    text = f"{what}\n\nIf this was not you, tell an administrator at once.\n"
    queue_mail(user.email, "Withhold: your account was changed", text, "account_changed")
