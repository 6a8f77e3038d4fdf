"""How this installation is set up: `console.toml` in WITHHOLD_HOME, over defaults that need none.

docs/console-settings.md lists every setting; a test holds it to this file.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import TYPE_CHECKING, Any

from withhold.domain.errors import UsageError
from withhold.incident.takedown.interface import SiteUnusable

if TYPE_CHECKING:
    from withhold.incident.affected.cohorts import Cohorts
    from withhold.incident.affected.triage_policy import Policy

HOME = "WITHHOLD_HOME"
DEFAULT_HOME = Path("~/.withhold")
FILE = "console.toml"
ADDRESS = "WITHHOLD_ADDRESS"
"""In the environment of the processes that `withhold serve` starts: where it listens."""
DEFAULT_BASE_URL = "http://127.0.0.1:8000"


class ConfigUnusable(UsageError):
    """The settings cannot be used; one line that names the setting and what to write."""


@dataclass(frozen=True, slots=True)
class Database:
    """A PostgreSQL server. `url` holds no password: that stands in `password_file`, mode 0600."""

    url: str
    password_file: Path | None
    pool: int


@dataclass(frozen=True, slots=True)
class Mail:
    """The server that takes our mail. `security` is none, starttls or tls."""

    host: str
    port: int
    security: str
    user: str
    password_file: Path | None
    sender: str


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where alerts are posted, signed with the secret in the file. `reach` as in a site file."""

    url: str
    secret_file: Path
    reach: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bucket:
    """A second place for evidence: an S3 bucket. `credentials_file` has access_key and secret_key (TOML)."""

    name: str
    endpoint: str
    region: str
    credentials_file: Path


@dataclass(frozen=True, slots=True)
class Provider:
    """An OIDC provider that people may sign in with."""

    id: str
    name: str
    server_url: str
    client_id: str
    secret_file: Path


@dataclass(frozen=True, slots=True)
class Door:
    """The public door for reports."""

    base_url: str
    contact: str
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of one installation. `home` holds everything that is not elsewhere, mode 0700."""

    home: Path
    values: dict[str, Any] = field(default_factory=dict, repr=False)
    base_url: str = DEFAULT_BASE_URL
    hosts: tuple[str, ...] = ()
    sites: tuple[Path, ...] = ()
    log_folders: tuple[Path, ...] = ()
    workers: int = 3
    database: Database | None = None
    mail: Mail | None = None
    on_call: tuple[str, ...] = ()
    webhooks: tuple[Webhook, ...] = ()
    bucket: Bucket | None = None
    providers: tuple[Provider, ...] = ()
    idle_minutes: int = 30
    session_hours: int = 12
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    keep_case_days: int = 730
    keep_mail_days: int = 365
    door: Door = Door("", "", ())
    policy: tuple[str, ...] = ("default",)
    register: Path | None = None
    register_key: Path | None = None
    metrics_token: Path | None = None
    holds_reach: Mapping[str, object] = field(default_factory=dict)
    """Where the webhooks of case systems may be, as in a site file."""

    triage: "Policy | None" = None
    """The organisation's own order of urgency; None: the one that comes with the program."""
    cohorts: "Cohorts | None" = None
    """The organisation's own paths; None: those that come with the program."""

    def path(self, name: str) -> Path:
        """A place of this name in `home`."""
        return self.home / name


def load_config() -> Config:
    """The settings of this process. Raises ConfigUnusable."""
    home = Path(os.environ.get(HOME) or DEFAULT_HOME).expanduser().absolute()
    file = home / FILE
    try:
        if not file.exists():
            return Config(home, base_url=default_base_url())
        values = tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigUnusable(f"{file} cannot be read as TOML ({type(error).__name__}); mend it") from None
    from withhold.console.operation.reading import config_of

    try:
        return config_of(values, home)
    except SiteUnusable as error:
        raise ConfigUnusable(str(error)) from None


def default_base_url() -> str:
    """Where the console is reached if base_url is not set: where it listens."""
    return os.environ.get(ADDRESS) or DEFAULT_BASE_URL
