"""E-mail addresses, and whether they are somebody's own."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Any

from withhold.domain.fields import Field
from withhold.recognisers.contacts.interface import Span
from withhold.text.patterns import linear

PATTERN = r"[\pL\pN][\pL\pN._%+'-]*@(?:[\pL\pN-]+\.)+\pL\pL+"

# Providers that give mailboxes to anybody; the first label of the domain, as most have many countries.
_FREE = frozenset([
    "gmail", "googlemail", "outlook", "hotmail", "live", "msn", "yahoo", "ymail", "rocketmail", "aol",
    "icloud", "me", "mac", "proton", "protonmail", "pm", "tutanota", "tuta", "gmx", "web", "mail", "inbox",
    "bk", "list", "rambler", "yandex", "ya", "ukr", "qq", "163", "126", "sina", "sohu", "foxmail", "naver",
    "daum", "hanmail", "nate", "rediffmail", "zoho", "fastmail", "hey", "orange", "wanadoo", "free",
    "laposte", "sfr", "libero", "virgilio", "tiscali", "terra", "uol", "bol", "ig", "t-online", "freenet",
    "comcast", "verizon", "att", "sbcglobal", "bellsouth", "cox", "charter", "earthlink", "btinternet",
    "btopenworld", "sky", "virginmedia", "ntlworld", "talktalk", "mynet", "o2", "seznam", "wp", "onet",
    "interia", "abv", "mailinator", "hushmail", "juno", "optonline", "telenet", "skynet", "ziggo",
    "kpnmail", "xs4all", "planet", "chello", "bluewin", "sapo", "rogers", "shaw", "sympatico", "bigpond",
    "optusnet",
])  # fmt: skip
_OFFICIAL = frozenset([
    "gov", "mil", "edu", "int", "gob", "gouv", "gub", "govt", "gc", "admin", "ac", "police", "nhs",
])  # fmt: skip
_ROLES = frozenset([
    "info", "contact", "office", "admin", "sales", "support", "press", "media", "hello", "enquiries",
    "inquiries", "help", "helpdesk", "reception", "webmaster", "service", "team", "hr", "jobs", "mail",
    "postmaster", "secretary", "registrar", "clerk", "foi", "records", "privacy", "contacto", "oficina",
    "kontakt",
])  # fmt: skip


@cache
def compiled() -> Any:
    """Addresses in a text."""
    return linear(PATTERN)


@cache
def whole() -> re.Pattern[str]:
    """A line that is an address."""
    address = r"[^\W_][\w.%+'-]*@(?:[^\W_][\w-]*\.)+[^\W\d_]{2,}"
    return re.compile(rf"(?m)^[ \t]*<?(?:mailto:)?{address}>?[ \t]*$")


def is_private(address: str) -> bool | None:
    """True at a provider for everybody, False for offices and roles, None elsewhere."""
    local, _, domain = address.lower().partition("@")
    labels = domain.split(".")
    if local in _ROLES or not _OFFICIAL.isdisjoint(labels):
        return False
    return True if labels[0] in _FREE else None


def emails(text: str) -> list[Span]:
    """The e-mail addresses in a text, in order."""
    if "@" not in text:
        return []
    return [
        Span(match.start(), match.end(), Field.EMAIL, is_private(match.group()))
        for match in compiled().finditer(text)
    ]


def mostly_private(addresses: Iterable[str]) -> bool | None:
    """What a column of addresses says: free mailboxes are private, an organisation's domain is work."""
    domains: Counter[str] = Counter()
    told: Counter[bool | None] = Counter()
    for address in addresses:
        domains[address.lower().rpartition("@")[2]] += 1
        told[is_private(address)] += 1
    count = sum(domains.values())
    if not count:
        return None
    if told[True] >= 0.3 * count:
        return True
    shared = sum(number for domain, number in domains.items() if number >= 3 and number >= 0.1 * count)
    return False if told[False] >= 0.5 * count or shared >= 0.5 * count else None
