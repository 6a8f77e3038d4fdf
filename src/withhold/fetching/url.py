"""A URL read strictly: what is odd is refused, because two readers of one odd URL go to two places."""

import re
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from urllib.parse import quote, urljoin

from withhold.fetching.interface import Refusal, Unfetched

_LONGEST = 8192
"""Servers refuse longer request lines (nginx and Apache: 8 KiB)."""
_LONGEST_NAME = 253
"""RFC 1035, section 2.3.4, without the final dot."""
_ODD = re.compile(r"[\x00-\x20\x7f-\xa0\\\u2028\u2029\ufeff]")
_URL = re.compile(r"(?P<scheme>https?)://(?P<authority>[^/?#]*)(?P<target>[^#]*)(?:#.*)?", re.IGNORECASE)
_AUTHORITY = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^:@%\[\]]+)(?::(?P<port>[0-9]{1,5}))?")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_DEVIATING = frozenset("ß\u03c2\u200c\u200d")
"""Letters that the two editions of IDNA write differently: one name, two hosts."""
_AS_IT_STANDS = "!#$%&'()*+,/:;=?@[]^_{|}~-."
_USUAL_PORT = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Url:
    """A URL that has one meaning. `host` is in lower case, in ASCII, without a final dot or brackets."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def address(self) -> IPv4Address | IPv6Address | None:
        """The address, where the host is one and no name."""
        return _ipv6(self.host) if ":" in self.host else _ipv4(self.host)

    @property
    def authority(self) -> str:
        """What the Host header says: the port only where it is not the usual one."""
        return self.name if self.port == _USUAL_PORT[self.scheme] else f"{self.name}:{self.port}"

    @property
    def name(self) -> str:
        """The host as a URL writes it, an IPv6 address in brackets."""
        return f"[{self.host}]" if ":" in self.host else self.host

    @property
    def origin(self) -> tuple[str, str, int]:
        """Who is asked: what belongs to one origin is not told another."""
        return self.scheme, self.host, self.port

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"


def parse(text: str) -> Url:
    """The URL that `text` spells; letters outside ASCII are percent-encoded as UTF-8, the fragment dropped.

    Raises Unfetched (BAD_URL) for whatever could be read in two ways; its message does not repeat the text.
    """
    if len(text) > _LONGEST:
        raise _bad(f"is longer than {_LONGEST} characters")
    if _ODD.search(text):
        raise _bad("holds a space, a control character or a backslash")
    parts = _URL.fullmatch(text)
    if parts is None:
        raise _bad("is no http:// or https:// URL")
    if "@" in parts["authority"]:
        raise _bad("holds a user name or password")
    authority = _AUTHORITY.fullmatch(parts["authority"])
    if authority is None:
        raise _bad("has no plain host, or no plain port")
    scheme = parts["scheme"].lower()
    port = int(authority["port"] or _USUAL_PORT[scheme])
    if not 0 < port < 1 << 16:
        raise _bad("has a port that does not exist")
    target = _encoded(parts["target"])
    return Url(scheme, _host(authority["host"]), port, target if target.startswith("/") else f"/{target}")


def redirected(base: Url, location: str) -> Url:
    """Where a Location header (text as Latin-1) leads. Raises Unfetched (BAD_URL)."""
    try:
        text = location.encode("latin-1").decode()
    except UnicodeError:
        text = quote(location, safe=_AS_IT_STANDS, encoding="latin-1", errors="strict")
    if _ODD.search(text):
        raise _bad("of a redirect holds a space, a control character or a backslash")
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", text):
        return parse(text)
    if text.startswith("//"):
        return parse(f"{base.scheme}:{text}")
    return parse(urljoin(str(base), text))


def _host(text: str) -> str:
    """The host in its one spelling. Numbers are an address only as four plain decimals."""
    if text.startswith("["):
        return str(_ipv6(text[1:-1]))
    name = _ascii(text).removesuffix(".")
    labels = name.split(".")
    if len(name) > _LONGEST_NAME or not all(_LABEL.fullmatch(label) for label in labels):
        raise _bad("has a host that is no name")
    if _NUMBER.fullmatch(labels[-1]):
        return str(_ipv4(name, strict=True))
    return name


def _ascii(text: str) -> str:
    """The host in ASCII; compatible letters (full-width digits, other dots) become the plain ones first."""
    if text.isascii():
        return text.lower()
    if len(text) > _LONGEST_NAME or not _DEVIATING.isdisjoint(text):
        raise _bad("has a host that has to be written in its xn-- form")
    try:
        return text.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise _bad("has a host that is no name") from None


def _ipv4(text: str, strict: bool = False) -> IPv4Address | None:
    try:
        return IPv4Address(text)
    except AddressValueError:
        if strict:
            raise _bad("writes an address other than as four decimal numbers") from None
        return None


def _ipv6(text: str) -> IPv6Address:
    try:
        return IPv6Address(text)
    except AddressValueError:
        raise _bad("has no IPv6 address between its brackets") from None


def _encoded(target: str) -> str:
    """The path and query as they stand, but for what a request line cannot carry."""
    try:
        return quote(target, safe=_AS_IT_STANDS)
    except UnicodeEncodeError:
        raise _bad("holds what is no text") from None


def _bad(what: str) -> Unfetched:
    return Unfetched(Refusal.BAD_URL, f"the address {what}")
