"""How an installation is: what health, checks and metrics ask."""

import json
import os
import shutil
import socket
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from withhold.console.config import Config
from withhold.console.operation.models import Duty
from withhold.domain.errors import WithholdError

WORKER = "worker"
"""The duty by which a worker shows that it lives."""
WORKER_SILENT = timedelta(seconds=60)
PROCESSES = "processes"
"""In the home: a file for each `withhold serve`, named by its machine and process id, with its processes."""
LEAST_ROOM = 256 * 1024 * 1024
"""Bytes free below which the installation says so: a case's evidence may come any moment."""


def writable() -> bool:
    """Shows that the database takes a change and keeps it: a full disk is seen at the commit only.

    Raises DatabaseError where it does not.
    """
    Duty.objects.update_or_create(name="probe", defaults={"seen": timezone.now()})
    return True


def is_empty() -> bool:
    """Whether nothing was ever made in the database."""
    return not connections[DEFAULT_DB_ALIAS].introspection.table_names()


def pending_migrations() -> bool:
    """Whether the database lacks what this version needs."""
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def worker_seen() -> bool:
    """Whether a worker showed itself a moment ago."""
    found = Duty.objects.filter(name=WORKER, seen__gte=timezone.now() - WORKER_SILENT)
    return found.exists()


def room_left() -> bool:
    """Whether the disk of the home has room."""
    config: Config = settings.CONFIG
    return shutil.disk_usage(config.home).free >= LEAST_ROOM


def keys_usable() -> bool:
    """Whether what is sealed can be opened."""
    try:
        settings.KEYRING()
    except (WithholdError, OSError):
        return False
    return True


def processes_up() -> bool:
    """Whether all that `withhold serve` started are alive; true where they run apart from it."""
    config: Config = settings.CONFIG
    records = config.path(PROCESSES).glob(f"{socket.gethostname()}.*.json")
    here = [json.loads(one.read_text("ascii")) for one in records if _alive(_parent(one))]
    return all(_alive(process["pid"]) for record in here for process in record.values())


def _parent(record: Path) -> int:
    """The process id in the name `<host>.<process id>.json`."""
    return int(record.stem.rpartition(".")[2])


def _alive(pid: int | None) -> bool:
    if pid is None:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
