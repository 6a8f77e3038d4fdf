"""Django's settings, from `config`: what an office may change stands in docs/console-settings.md."""

from typing import Any

from withhold.console.config import load_config
from withhold.console.operation.databases import database_of
from withhold.console.operation.logs import LOGGING as LOGGING
from withhold.console.operation.providers import providers_of
from withhold.console.operation.secret import secret_key
from withhold.console.people.settings import *  # noqa: F403
from withhold.console.people.settings import MIDDLEWARE_AFTER
from withhold.console.sealing.current import CurrentKeyring

CONFIG = load_config()

SECRET_KEY = secret_key(CONFIG)
KEYRING = CurrentKeyring(CONFIG.path("keys") / "fields.json")
DEBUG = False
CSRF_TRUSTED_ORIGINS = [CONFIG.base_url]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")  # kept by `proxies` of trusted ones only
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *CONFIG.hosts]
ROOT_URLCONF = "withhold.console.urls"
ASGI_APPLICATION = "withhold.console.asgi.application"
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en-gb"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.User"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "withhold.console.people",  # before allauth, whose pages it has in our look
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "ninja",
    "withhold.console.look",
    "withhold.console.access",
    "withhold.console.ledgers",
    "withhold.console.outbox",
    "withhold.console.cases",
    "withhold.console.jobs",
    "withhold.console.persons",
    "withhold.console.affected",
    "withhold.console.holds",
    "withhold.console.notices",
    "withhold.console.counsel",
    "withhold.console.own",
    "withhold.console.accessors",
    "withhold.console.exports",
    "withhold.console.casework",
    "withhold.console.desk",
    "withhold.console.intake",
    "withhold.console.watch",
    "withhold.console.dashboards",
    "withhold.console.api",
    "withhold.console.operation",
]

MIDDLEWARE = [
    "withhold.console.operation.proxies.TrustedProxies",
    "withhold.console.operation.measuring.Measuring",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "withhold.console.own.speaking.Speaking",
    *MIDDLEWARE_AFTER,
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "withhold.console.access.context.navigation",
                "withhold.console.look.context.theme",
                "withhold.console.look.context.spoken",
            ]
        },
    }
]

DATABASES: dict[str, dict[str, Any]] = {"default": database_of(CONFIG)}
CACHES = {
    "default": {  # shared by all processes: a limit counts what reaches any of them
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "withhold_cache",
    }
}

SOCIALACCOUNT_PROVIDERS = providers_of(CONFIG)
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
STATIC_URL = "/static/"
FILE_UPLOAD_PERMISSIONS = 0o600
STATIC_ROOT = str(CONFIG.path("static"))
