"""One `[[connector]]` table of the site's file, read strictly: an unknown key is an error that names it."""

import os
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from withhold.incident.takedown.table import Table
from withhold.signing.keys import KeyUnusable, read_secret_file

_LONGEST_SECRET = 16 * 1024


class Secret:
    """A credential. It shows nothing of itself in a message, a log or a traceback."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The credential, for the one request that needs it."""
        return self._value

    def __repr__(self) -> str:
        return "Secret()"

    def __reduce__(self) -> str:
        raise TypeError("secrets are not pickled")


class Entry(Table):
    """A connector's keys beyond the plain ones. Each method raises SiteUnusable as Table's do."""

    @classmethod
    def of(cls, table: Mapping[str, object]) -> "Entry":
        """The entry in this table; which one it is is said by whoever builds the connectors."""
        made = cls("its table", table)
        made.known("type")
        return made

    def line(self, key: str, default: str | None = None) -> str:
        """A text of one line."""
        value = self.text(key, default)
        if not value.isprintable():
            raise self.wrong(key, "has to be a text of one line")
        return value

    def optional(self, key: str) -> str | None:
        """A text of one line, if it is given."""
        if key in self.values:
            return self.line(key)
        self.known(key)
        return None

    def hosts(self, required: bool = False) -> tuple[str, ...]:
        """The names of hosts under `hosts`."""
        found = self.texts("hosts", None if required else ())
        if required and not found:
            raise self.wrong("hosts", 'has to name at least one host, as ["www.example.org"]')
        if not all(host.isascii() and host.isprintable() and not set(host) & set("/ @") for host in found):
            raise self.wrong("hosts", 'has to hold names of hosts alone, as ["www.example.org"]')
        return found

    def whole(self, key: str, default: int, least: int, most: int) -> int:
        """A whole number between two others, both allowed."""
        value = self.number(key, default, least, most)
        if not isinstance(value, int):
            raise self.wrong(key, "has to be a whole number")
        return value

    def id(self, key: str, default: str | None = None) -> str:
        """An identifier that a service gave out: letters and digits, for it becomes part of an address."""
        value = self.text(key, default)
        if value and not (value.isascii() and value.isalnum()):
            raise self.wrong(key, "has to be an id of letters and digits")
        return value

    def path(self, key: str, default: str | None = None) -> Path:
        """An absolute path of this machine."""
        path = Path(self.line(key, default))
        if not path.is_absolute():
            raise self.wrong(key, "has to be an absolute path")
        return path

    def service(self, key: str, default: str | None = None, secret: bool = False) -> str:
        """The address of a service, without a slash at its end; https where a `secret` is sent to it.

        Plain http is allowed to this machine itself: nobody else can listen there.
        """
        value = self.line(key, default).rstrip("/")
        try:
            parts = urlsplit(value)
            fine = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
            host = parts.hostname or ""
            _ = parts.port
        except ValueError:
            raise self.wrong(key, "has to be an address that can be read") from None
        if not fine or parts.query or parts.fragment:
            raise self.wrong(key, "has to be an http or https address without credentials, query or fragment")
        if secret and parts.scheme != "https" and not _loopback(host):
            raise self.wrong(key, "has to begin with https://, for credentials are sent to it")
        return value

    def secret(self, key: str) -> Secret:
        """What the file of mode 0600 (or the variable, `env:NAME`) holds that the key names."""
        source = self.text(key)
        # What the key holds is never repeated: it may be the credential itself, written here by mistake.
        if source.startswith("env:"):
            value = os.environ.get(source.removeprefix("env:"), "")
            if not value:
                raise self.wrong(key, "names a variable that the environment does not have; set it")
        else:
            try:
                value = read_secret_file(source, _LONGEST_SECRET).decode("utf-8")
            except (KeyUnusable, UnicodeDecodeError, ValueError):
                raise self.wrong(
                    key, "has to name a file that can be read by its owner only (chmod 600), or env:NAME"
                ) from None
        value = value.strip()
        if not value or not value.isprintable() or not value.isascii():
            raise self.wrong(key, "names something that holds no credential of one line")
        return Secret(value)


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
