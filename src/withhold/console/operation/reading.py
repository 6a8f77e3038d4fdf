"""Reads `console.toml` strictly: what is wrong is told by its table and key, its value never repeated."""

import re
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from withhold.console.config import (
    FILE,
    Bucket,
    Config,
    Database,
    Door,
    Mail,
    Provider,
    Webhook,
    default_base_url,
)
from withhold.domain.errors import UsageError
from withhold.incident.takedown.table import Table

_SENDER = re.compile(r"[^<>@\x00-\x1f]* ?<[!-~]+@[!-~]+>|[!-~]+@[!-~]+")
_MAIL_PORTS = {"none": 25, "starttls": 587, "tls": 465}


def config_of(values: dict[str, Any], home: Path) -> Config:
    """The settings in a table; relative paths are taken from `home`. Raises ConfigUnusable, SiteUnusable."""
    top = _Reading(FILE, values, home)
    config = Config(
        home,
        values,
        base_url=top.url("base_url", default_base_url()),
        hosts=top.table.texts("hosts", ()),
        sites=tuple(home / one for one in top.table.texts("sites", ())),
        log_folders=tuple(home / one for one in top.table.texts("log_folders", ())),
        workers=top.whole("workers", 3, 1, 16),
        database=_database(top.part("database")),
        mail=_mail(top.part("mail")),
        webhooks=tuple(_webhook(one) for one in top.parts("webhook")),
        bucket=_bucket(top.part("evidence")),
        providers=tuple(_provider(one) for one in top.parts("oidc")),
        **_gate(top.part("gate")),
        **_affected(top.part("affected")),
        **_small_tables(top),
    )
    top.table.close()
    return config


class _Reading:
    """A table of the file, read strictly."""

    def __init__(self, where: str, values: Mapping[str, Any], home: Path) -> None:
        self.table = Table(where, values)
        self.home = home

    def part(self, key: str) -> "_Reading | None":
        """The table of this name; None where it is left out."""
        self.table.known(key)
        if key not in self.table.values:
            return None
        value = self.table.values[key]
        if not isinstance(value, dict):
            raise self.table.wrong(key, f"has to be a table; write [{key}]")
        return _Reading(f"{FILE} [{key}]", value, self.home)

    def parts(self, key: str) -> list["_Reading"]:
        """The tables of this name, each written [[key]]."""
        self.table.known(key)
        value = self.table.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self.table.wrong(key, f"has to be a list of tables; write [[{key}]]")
        return [_Reading(f"{FILE} [[{key}]] number {n}", one, self.home) for n, one in enumerate(value, 1)]

    def whole(self, key: str, default: int, least: int, most: int) -> int:
        """A whole number."""
        value = self.table.number(key, default, least, most)
        if not isinstance(value, int):
            raise self.table.wrong(key, "has to be a whole number")
        return value

    def file(self, key: str) -> Path:
        """The path of a file that has to be named."""
        return self.home / self.table.text(key)

    def file_or_none(self, key: str) -> Path | None:
        """The path of a file that may be left out."""
        name = self.table.text(key, "")
        return self.home / name if name else None

    def url(self, key: str, default: str | None = None) -> str:
        """An http or https address, without user or password, and without its last slash."""
        value = self.table.text(key, default)
        try:
            parts = urlsplit(value)
            fine = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
        except ValueError:
            fine = False
        if value and not fine:
            raise self.table.wrong(key, "has to be an address such as https://console.example.org")
        return value.rstrip("/")


def _database(table: _Reading | None) -> Database | None:
    if table is None:
        return None
    url = table.table.text("url")
    try:
        parts = urlsplit(url)
        fine = parts.scheme in ("postgresql", "postgres") and len(parts.path) > 1 and parts.port is not None
    except ValueError:
        fine = False
    if not fine or parts.password is not None:
        raise table.table.wrong(
            "url", "has to be postgresql://user@host:5432/name; the password goes to password_file"
        )
    found = Database(url, table.file_or_none("password_file"), table.whole("pool", 8, 1, 100))
    table.table.close()
    return found


def _mail(table: _Reading | None) -> Mail | None:
    if table is None:
        return None
    security = table.table.text("security", "starttls")
    if security not in _MAIL_PORTS:
        raise table.table.wrong("security", "has to be starttls, tls or none")
    found = Mail(
        table.table.text("host"),
        table.whole("port", _MAIL_PORTS[security], 1, 65535),
        security,
        table.table.text("user", ""),
        table.file_or_none("password_file"),
        table.table.text("from"),
    )
    if not _SENDER.fullmatch(found.sender):
        raise table.table.wrong("from", "has to be name@example.org, or Office <name@example.org>")
    if found.user and found.password_file is None:
        raise table.table.wrong("password_file", "is missing: a user needs a password")
    table.table.close()
    return found


def _gate(table: _Reading | None) -> dict[str, Any]:
    """What the desk judges by."""
    if table is None:
        return {}
    register, key = table.file_or_none("register"), table.file_or_none("register_key")
    if (register is None) != (key is None):
        raise table.table.wrong("register_key", "and register belong together: give both or none")
    policy = tuple(table.table.texts("policy", ("default",)))
    table.table.close()
    return {"policy": policy, "register": register, "register_key": key}


def _affected(table: _Reading | None) -> dict[str, Any]:
    """The organisation's own files of urgency and paths, read whole at the start: not during an incident."""
    if table is None:
        return {}
    from withhold.incident.affected.cohorts import read_cohorts
    from withhold.incident.affected.triage_policy import read_policy

    found: dict[str, Any] = {}
    for key, read in (("triage", read_policy), ("cohorts", read_cohorts)):
        path = table.file_or_none(key)
        try:
            found[key] = None if path is None else read(path)
        except UsageError as error:
            raise table.table.wrong(key, f"cannot be used: {error}") from None
    table.table.close()
    return found


def _webhook(table: _Reading) -> Webhook:
    found = Webhook(table.url("url"), table.file("secret_file"), _reach(table))
    table.table.close()
    return found


def _reach(table: _Reading) -> dict[str, object]:
    table.table.known("reach")
    reach = table.table.values.get("reach", {})
    if not isinstance(reach, dict):
        raise table.table.wrong("reach", "has to be a table, as in a site file")
    return reach


def _bucket(table: _Reading | None) -> Bucket | None:
    if table is None:
        return None
    found = Bucket(
        table.table.text("bucket"),
        table.url("endpoint", ""),
        table.table.text("region", "us-east-1"),
        table.file("credentials_file"),
    )
    table.table.close()
    return found


def _provider(table: _Reading) -> Provider:
    found = Provider(
        table.table.text("id"),
        table.table.text("name"),
        table.url("server_url"),
        table.table.text("client_id"),
        table.file("secret_file"),
    )
    table.table.close()
    return found


def _small_tables(top: _Reading) -> dict[str, Any]:
    """What stands in tables that may be left out whole."""
    tables = {
        name: top.part(name) or _Reading(f"{FILE} [{name}]", {}, top.home)
        for name in ("on_call", "sessions", "proxy", "retention", "door", "metrics", "holds")
    }
    found = {
        "on_call": tables["on_call"].table.texts("addresses", ()),
        "idle_minutes": tables["sessions"].whole("idle_minutes", 30, 1, 480),
        "session_hours": tables["sessions"].whole("hours", 12, 1, 24),
        "trusted_proxies": _networks(tables["proxy"]),
        "keep_case_days": tables["retention"].whole("case_days", 730, 1, 36500),
        "keep_mail_days": tables["retention"].whole("mail_days", 365, 1, 36500),
        "door": Door(
            tables["door"].url("base_url", ""),
            tables["door"].table.text("contact", ""),
            tables["door"].table.texts("languages", ()),
        ),
        "metrics_token": tables["metrics"].file_or_none("token_file"),
        "holds_reach": _reach(tables["holds"]),
    }
    for table in tables.values():
        table.table.close()
    return found


def _networks(table: _Reading) -> tuple[IPv4Network | IPv6Network, ...]:
    try:
        return tuple(ip_network(one) for one in table.table.texts("trusted", ()))
    except ValueError:
        raise table.table.wrong("trusted", "has to hold networks such as 10.0.0.0/8") from None
