"""The door's own Django settings: a process that knows no case, no account and no key that opens a report."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from withhold.console.door.config import current, current_pepper
from withhold.console.door.databases import database_of

DOOR = current()

SECRET_KEY = current_pepper().hex()  # signs nothing here: there are no sessions, cookies or tokens
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *filter(None, [urlsplit(DOOR.base_url).hostname])]
ROOT_URLCONF = "withhold.console.door.urls"
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False
INSTALLED_APPS = ["withhold.console.door.reports"]
MIDDLEWARE = [
    "withhold.console.door.middleware.headers",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [str(Path(__file__).parent / "templates")],
    }
]
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 12 << 20  # all that `door.bodies` lets in: never on a disk
DATA_UPLOAD_MAX_MEMORY_SIZE = 1 << 20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 50
DATA_UPLOAD_MAX_NUMBER_FILES = 2
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_HSTS_SECONDS = 31_536_000 if DOOR.base_url.startswith("https://") else 0
DATABASES: dict[str, dict[str, Any]] = {"default": database_of(DOOR)}
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"shaped": {"()": "withhold.console.door.logs.Shaped"}},
    "handlers": {
        "errors": {"class": "logging.StreamHandler", "formatter": "shaped"},
        "none": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["errors"], "level": "WARNING"},
    "loggers": {
        # Lines of requests hold addresses and what was typed: there are none.
        "uvicorn.access": {"handlers": ["none"], "level": "CRITICAL", "propagate": False},
        "django": {"handlers": ["none"], "level": "CRITICAL", "propagate": False},
        "withhold": {"handlers": ["errors"], "level": "ERROR", "propagate": False},
    },
}
