"""Django's settings for accounts, sign-in and what browsers are told. `console.settings` takes them all in.

Limits have their reasons here; docs/people.md tells them to administrators.
"""

from collections.abc import Iterable
from urllib.parse import urlsplit

from withhold.console.config import load_config


def form_targets(providers: Iterable[str]) -> list[str]:
    """Where forms may lead: here, and to sign-in providers (by their addresses), as browsers also hold a form
    that is answered with a redirect to this list."""
    parts = (urlsplit(one) for one in providers)
    return ["'self'", *sorted({f"{one.scheme}://{one.netloc}" for one in parts})]


_CONFIG = load_config()
_BEHIND_TLS = _CONFIG.base_url.startswith("https://")

MIDDLEWARE_AFTER = [
    "withhold.console.people.headers.SecureHeaders",
    "withhold.console.people.middleware.SessionLimits",
    "withhold.console.people.middleware.SecondFactor",
]
"""Come after allauth's, at the end of MIDDLEWARE."""

# Sign-in
AUTHENTICATION_BACKENDS = ["withhold.console.people.backend.PeopleBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
PASSWORD_RESET_TIMEOUT = 3600
# NIST SP 800-63B (rev. 4, 3.1.1): length, no known password, none about its owner; no rules of composition.
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "withhold.console.access.signing_in.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # whoever adds a person vouches for the address
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # an address that has no account gets no mail
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = True  # one length for everybody: SESSION_COOKIE_AGE
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
# Guessing: five tries in five minutes per account, ten a minute per address. Shared between processes through
# the cache, which is why it has to be the database's in production.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/300s/key",
    "reauthenticate": "10/m/user",
}
MFA_ADAPTER = "withhold.console.access.second_factor.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Withhold"
MFA_TOTP_TOLERANCE = 1
SOCIALACCOUNT_ADAPTER = "withhold.console.access.signing_in.ProviderAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True  # by an address that the provider has verified
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False

# Sessions
SESSION_ENGINE = "withhold.console.people.sessions"
WITHHOLD_SESSION_IDLE = _CONFIG.idle_minutes * 60
WITHHOLD_SESSION_LONGEST = _CONFIG.session_hours * 3600
SESSION_COOKIE_AGE = WITHHOLD_SESSION_LONGEST
SESSION_EXPIRE_AT_BROWSER_CLOSE = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"  # Strict would sign out whoever follows a link from a mail
SESSION_COOKIE_SECURE = _BEHIND_TLS
SESSION_COOKIE_NAME = "__Host-withhold" if _BEHIND_TLS else "withhold"
CSRF_COOKIE_SECURE = _BEHIND_TLS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"

# What one person may do in an hour, and an agreement's life
WITHHOLD_REVEALS_PER_HOUR = 60
"""Reveals that one person can make in an hour: enough to work a list, too few to copy one unseen."""
WITHHOLD_AGREEMENT_DAYS = 7

# What browsers are told
SECURE_CONTENT_TYPE_NOSNIFF = True
# no-referrer would make browsers send `Origin: null` with our own forms (Fetch standard, "append a request
# `Origin` header"), which the protection against forged forms refuses.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31536000 if _BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": form_targets(one.server_url for one in _CONFIG.providers),
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
