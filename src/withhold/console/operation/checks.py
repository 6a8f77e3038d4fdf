"""What is wrong with how this installation is set up, as Django's system checks: each with an id and a hint.

`withhold serve` shows them before it starts, `withhold serve check` whenever it is asked. What is asked of
the database is asked only then (`run_checks(include_deployment_checks=True)`).
"""

import stat
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.db import DatabaseError, transaction
from django.utils import timezone

from withhold.console.config import Config

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
CLOCK_TOLERANCE = timedelta(minutes=5)
"""What the newest entry of the office's ledger may be ahead of this machine's clock."""


def _config() -> Config:
    found: Config = settings.CONFIG
    return found


@register("withhold")
def closed_to_others(**_: Any) -> list[CheckMessage]:
    """The home and everything secret in it are their owner's alone."""
    config = _config()
    found: list[CheckMessage] = []
    if config.home.exists() and config.home.stat().st_mode & _OTHERS:
        found.append(
            Error(f"{config.home} is open to others", hint=f"chmod 700 {config.home}", id="withhold.E001")
        )
    for path in sorted(config.path("keys").glob("*")):
        if path.is_file() and path.stat().st_mode & _OTHERS:
            found.append(Error(f"{path} is open to others", hint=f"chmod 600 {path}", id="withhold.E002"))
    return found


@register("withhold")
def reached_safely(**_: Any) -> list[CheckMessage]:
    """Passwords do not cross a network in clear."""
    config = _config()
    parts = urlsplit(config.base_url)
    found: list[CheckMessage] = []
    if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
        found.append(
            Error(
                "base_url is http:// beyond this machine: passwords would cross the network in clear",
                hint="put a web server with TLS before the console, and write base_url with https://",
                id="withhold.E003",
            )
        )
    if parts.hostname not in (*_LOOPBACK, *config.hosts):
        found.append(
            Error(
                "the host of base_url is not in hosts: every page would be refused",
                hint="add it to hosts in console.toml",
                id="withhold.E004",
            )
        )
    if config.mail is not None and config.mail.security == "none" and config.mail.host not in _LOOPBACK:
        found.append(
            Error(
                "mails go to another machine without TLS",
                hint='write security = "starttls" in [mail]',
                id="withhold.E005",
            )
        )
    return found


@register("withhold")
def told_to_somebody(**_: Any) -> list[CheckMessage]:
    """Alerts and mails reach people."""
    config = _config()
    found: list[CheckMessage] = []
    if not config.on_call and not config.webhooks:
        found.append(
            Warning(
                "nobody is told of reports and alerts",
                hint="write addresses in [on_call], or a [[webhook]], in console.toml",
                id="withhold.W001",
            )
        )
    if config.mail is None:
        found.append(
            Warning(
                f"mails are written to the folder {config.path('outbox')}, not sent",
                hint="set up [mail] in console.toml",
                id="withhold.W002",
            )
        )
    for number, site in enumerate(config.sites, 1):
        if not site.is_file():
            found.append(
                Error(
                    f"site file number {number} of sites is not there",
                    hint="mend sites in console.toml",
                    id="withhold.E006",
                )
            )
    return found


@register("withhold")
def fit_for_several_machines(**_: Any) -> list[CheckMessage]:
    """SQLite is a file of one machine."""
    if _config().database is None and len(_config().hosts) > 1:
        return [
            Warning(
                "several hosts share an SQLite database: that works on one machine only",
                hint="set up [database] with PostgreSQL, or run one machine",
                id="withhold.W003",
            )
        ]
    return []


@register("withhold", deploy=True)
def database_fit(**_: Any) -> list[CheckMessage]:
    """The database answers and can be written; the clock and the people in it are as they have to be."""
    try:
        return [*_database_fit()]
    except (DatabaseError, OSError) as error:
        return [
            Error(
                f"the database cannot be written ({type(error).__name__})",
                hint="see that it runs, has room, and that [database] in console.toml leads to it",
                id="withhold.E007",
            )
        ]


def _database_fit() -> Iterator[CheckMessage]:
    from withhold.console.operation.state import is_empty, pending_migrations, writable

    if is_empty():
        yield Error(
            "nothing is set up here yet",
            hint="run `withhold serve`: it makes all it needs at its first start",
            id="withhold.E008",
        )
        return
    if pending_migrations():
        yield Error(
            "the database is of another version",
            hint="run `withhold serve`: it migrates at its start",
            id="withhold.E008",
        )
        return
    writable()
    yield from _people_fit()
    yield from _clock_fit()


def _people_fit() -> Iterator[CheckMessage]:
    from withhold.console.people.models import User
    from withhold.console.people.roles import Role

    roles = User.objects.filter(is_active=True).values_list("roles", flat=True)
    if not any(Role.ADMINISTRATOR in held for held in roles):
        yield Warning(
            "there is no administrator",
            hint="open the set-up link that `withhold serve` prints at its start",
            id="withhold.W004",
        )


def _clock_fit() -> Iterator[CheckMessage]:
    from withhold.console.ledgers.office import office_ledger

    with transaction.atomic():
        ledger = office_ledger()
        checkpoint = ledger.checkpoint()
        newest = next(ledger.entries(checkpoint.size - 1)).at if checkpoint else None
    if newest is not None and newest > timezone.now() + CLOCK_TOLERANCE:
        yield Error(
            "the clock of this machine is behind the newest entry of the ledger",
            hint="set the clock (NTP) before anything is recorded",
            id="withhold.E009",
        )
