"""Who can be asked to remove what, read from `recipients.toml`, and the words to ask with."""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from importlib import resources
from typing import Any
from urllib.parse import urlsplit

from withhold.incident.takedown.interface import TakedownError

_LONGEST_URL = 4096
"""Characters: what forms take is shorter."""


class RemovalUnfit(TakedownError):
    """This cannot be asked for, or there was no such request; one line that says what to do."""

    exit_code = 2


class Group(StrEnum):
    """What they keep."""

    SEARCH = "search"  # results and snippets
    ARCHIVE = "archive"  # captures of pages
    NETWORK = "network"  # nothing itself, but it stands before who does
    HOST = "host"  # a copy on their server
    PREVIEW = "preview"  # what is shown with shared links


class Channel(StrEnum):
    """How they are asked."""

    FORM = "form"
    MAIL = "mail"
    PAGE = "page"  # a control on the copy's own page


class Sender(StrEnum):
    """Who may ask."""

    OWNER = "owner"  # whoever proves that the site is theirs
    ANYBODY = "anybody"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who keeps copies. All of them need the address of a copy, and get nothing else.

    `renewal` is after how long it has to be asked again, None where a removal lasts; `answer` after how long
    without an answer somebody should look. `source` is their own page that says how they are asked.
    """

    id: str
    name: str
    group: Group
    channel: Channel
    address: str
    sender: Sender
    removes: str
    first: str
    answer: timedelta
    renewal: timedelta | None
    source: str
    text: str
    reviewed: bool
    hosts: tuple[str, ...] = ()

    def draft(self, url: str) -> str:
        """The words to ask with: a draft, for a person to read before it is sent. Raises RemovalUnfit."""
        return self.text.strip().replace("{url}", checked_url(url)) + "\n"

    def keeps(self, host: str) -> bool:
        """Whether copies on this server are asked for here."""
        return any(host == own or host.endswith(f".{own}") for own in self.hosts)


def load_recipients() -> tuple[Recipient, ...]:
    """All of them, in the order of the file."""
    text = resources.files(__package__).joinpath("recipients.toml").read_text(encoding="utf-8")
    return tuple(_recipient(table) for table in tomllib.loads(text)["recipient"])


def recipient_named(name: str) -> Recipient:
    """Raises RemovalUnfit for one that is not known, with those that are."""
    known = load_recipients()
    found = next((one for one in known if one.id == name), None)
    if found is None:
        raise RemovalUnfit(f"nobody is known by that name; give one of {', '.join(one.id for one in known)}")
    return found


def checked_url(url: str) -> str:
    """The address as it may be sent to others. Raises RemovalUnfit, without the address.

    One line without white space, so that no text can be put into a letter by way of it, and without a user
    name or password, which nobody else is to see.
    """
    if len(url) > _LONGEST_URL or not url.isprintable() or " " in url:
        raise RemovalUnfit("this is no address that can be sent: it is too long, or has spaces or controls")
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        host = None
    if not host or parts.scheme not in ("http", "https"):
        raise RemovalUnfit("this is no address of a page; give one that begins with https:// or http://")
    if parts.username is not None or parts.password is not None:
        raise RemovalUnfit("the address has a user name or a password in it; give it without")
    return url


def host_of(url: str) -> str:
    """The server of an address."""
    return urlsplit(checked_url(url)).hostname or ""


def _recipient(table: dict[str, Any]) -> Recipient:
    renewal = table.get("renewal_days")
    return Recipient(
        id=table["id"],
        name=table["name"],
        group=Group(table["group"]),
        channel=Channel(table["channel"]),
        address=table["address"],
        sender=Sender(table["sender"]),
        removes=table["removes"],
        first=table["first"],
        answer=timedelta(days=table["answer_days"]),
        renewal=None if renewal is None else timedelta(days=renewal),
        source=table["source"],
        text=table["text"],
        reviewed=table["reviewed"],
        hosts=tuple(table.get("hosts", ())),
    )
