"""Django's settings for tests: a home of their own that goes away, and quick passwords.

WITHHOLD_TEST_DATABASE names a PostgreSQL server (postgresql://user@host:port/name); without it, SQLite.
"""

import atexit
import os
import shutil
import tempfile
from urllib.parse import urlsplit

_HOME = tempfile.mkdtemp(prefix="withhold-tests-")
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)
os.environ["WITHHOLD_HOME"] = _HOME

from withhold.console.settings import *  # noqa: E402, F403

ALLOWED_HOSTS = ["*"]
os.makedirs(STATIC_ROOT, exist_ok=True)  # as `withhold serve` does before it starts
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGGING_CONFIG = None

_server = os.environ.get("WITHHOLD_TEST_DATABASE")
if _server:
    _parts = urlsplit(_server)
    DATABASES["default"] = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _parts.path[1:],
        "USER": _parts.username,
        "PASSWORD": _parts.password or "",
        "HOST": _parts.hostname,
        "PORT": str(_parts.port),
        "TEST": {"NAME": f"test_withhold_{os.getpid()}"},  # several runs may share the server
    }
else:
    # A file, as in production: threads of a test meet the same locks; without waiting for the disk.
    DATABASES["default"]["TEST"] = {"NAME": f"{_HOME}/test.sqlite3"}
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
