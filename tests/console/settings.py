"""Django's settings for tests: a home of their own that goes away, and quick passwords.

WITHHOLD_TEST_DATABASE names a PostgreSQL server (postgresql://user@/name?host=…); without it, SQLite.
"""

import atexit
import os
import shutil
import tempfile

_HOME = tempfile.mkdtemp(prefix="withhold-tests-")
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)
os.environ["WITHHOLD_HOME"] = _HOME

from withhold.console.settings import *  # noqa: E402, F403

ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
