"""Makes an installation ready: its home, its keys, its databases as this version needs them, static files."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from withhold.domain.errors import UsageError

if TYPE_CHECKING:
    from django.core.checks import CheckMessage

    from withhold.console.config import Config

_LOCK = 0x77697468
"""The number of our advisory lock in PostgreSQL: "with" in ASCII."""


def make_home(home: Path) -> None:
    """The folder, closed to others from its first moment. Raises UsageError."""
    os.umask(0o077)
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        if home.stat().st_mode & 0o077:
            raise UsageError(f"{home} is open to others; run chmod 700 {home}")
    except OSError as error:
        raise UsageError(
            f"{home} cannot be made ({os.strerror(error.errno or 0)}); choose WITHHOLD_HOME"
        ) from None


def prepare(home: Path) -> None:
    """Migrates and collects, one process of this machine at a time. Raises UsageError."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import DatabaseError

    settings.KEYRING()
    with _alone(home):
        try:
            with _alone_in_database():
                call_command("migrate", interactive=False, verbosity=0)
                call_command("createcachetable", verbosity=0)
        except DatabaseError as error:
            raise UsageError(
                f"the database cannot be made ready ({type(error).__name__}); "
                "see that it runs, has room, and that [database] in console.toml leads to it"
            ) from None
        call_command("collectstatic", interactive=False, verbosity=0)


def prepare_door(config: "Config", base_url: str, environment: Mapping[str, str]) -> None:
    """Writes what the door has to know, and makes its tables in a process that sees only the door's home.

    Raises UsageError.
    """
    from withhold.console.intake.keys import write_door_config

    write_door_config(config, base_url)
    command = [sys.executable, "-m", "withhold.console.door.migrate"]
    with _alone(config.home):
        done = subprocess.run(command, env=dict(environment), stdin=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise UsageError("the door's database cannot be made ready; see what stands above")


def shown_checks() -> "tuple[list[CheckMessage], list[CheckMessage]]":
    """What is wrong, and what to think of, in this installation: errors, warnings."""
    from django.core.checks import ERROR, run_checks

    found = run_checks(tags=["withhold"], include_deployment_checks=True)
    return [one for one in found if one.level >= ERROR], [one for one in found if one.level < ERROR]


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    descriptor = os.open(home / "prepare.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _alone_in_database() -> Iterator[None]:
    """Of several machines with one server, too."""
    from django.db import connection

    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
