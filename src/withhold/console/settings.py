"""Django's settings, from `config`. Everything that an office may change stands in docs/console-settings.md."""

from typing import Any

from withhold.console.config import load_config
from withhold.console.operation.secret import secret_key
from withhold.console.sealing.current import CurrentKeyring

CONFIG = load_config()

SECRET_KEY = secret_key(CONFIG)
KEYRING = CurrentKeyring(CONFIG.path("keys") / "fields.json")
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *CONFIG.values.get("hosts", [])]
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
    "withhold.console.people",
    "withhold.console.access",
    "withhold.console.ledgers",
    "withhold.console.outbox",
    "withhold.console.cases",
    "withhold.console.jobs",
    "withhold.console.persons",
    "withhold.console.exports",
    "withhold.console.casework",
    "withhold.console.desk",
    "withhold.console.intake",
    "withhold.console.dashboards",
    "withhold.console.api",
    "withhold.console.operation",
]

MIDDLEWARE = [
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
            ]
        },
    }
]

DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(CONFIG.path("console.sqlite3")),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",  # a transaction that began by reading could never write
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
        },
    }
}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
STATIC_URL = "static/"
STATIC_ROOT = str(CONFIG.path("static"))
