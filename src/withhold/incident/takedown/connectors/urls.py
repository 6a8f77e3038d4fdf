"""The case's URLs as a connector needs them: which are its own, and every spelling of one in a pattern."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote_to_bytes, urlsplit

from withhold.incident.takedown.interface import TakedownError

_SAFE = "%/:?#[]@!$&'()*+,;=~"
_LONGEST_PATTERN = 6000
"""Characters. Varnish takes request headers of 8 KiB (parameter http_req_hdr_len)."""


@dataclass(frozen=True, slots=True)
class Address:
    """A URL in ASCII without fragment: `path` begins with a slash, `query` is without the question mark."""

    url: str
    host: str
    path: str
    query: str

    @property
    def request(self) -> str:
        """Path and query, as they stand in a request line."""
        return f"{self.path}?{self.query}" if self.query else self.path


def address(url: str) -> Address:
    """One URL taken apart. Raises TakedownError if it is no http or https URL."""
    try:
        parts = urlsplit(quote(url, safe=_SAFE))
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise TakedownError("a URL of the case cannot be read; correct it in the exposure") from None
    if parts.scheme not in ("http", "https") or not host:
        raise TakedownError("a URL of the case is no http or https address; correct it in the exposure")
    named = f"[{host}]" if ":" in host else host
    place = named if port is None else f"{named}:{port}"
    path = parts.path or "/"
    request = f"{path}?{parts.query}" if parts.query else path
    return Address(f"{parts.scheme}://{place}{request}", place, path, parts.query)


def addresses(urls: Iterable[str], hosts: Sequence[str]) -> list[Address]:
    """The URLs on these hosts (on any, if none is named), each once, in a fixed order.

    A host without a port stands for all its ports.
    """
    wanted = {host.lower() for host in hosts}
    found = {one.url: one for one in map(address, urls)}
    return [
        found[url]
        for url in sorted(found)
        if not wanted or {found[url].host, urlsplit(url).hostname} & wanted
    ]


def below(prefixes: Sequence[str], urls: Iterable[str]) -> list[str]:
    """The paths, decoded, of the URLs that begin with one of these prefixes: what follows the prefix.

    Scheme and port do not matter: the same server answers them all. Paths that climb out are left out.
    """
    found: set[str] = set()
    for url in urls:
        one = address(url)
        for prefix in map(address, prefixes):
            if urlsplit(one.url).hostname != urlsplit(prefix.url).hostname:
                continue
            folder = _decoded(prefix.path).rstrip("/") + "/"
            path = re.sub("/+", "/", _decoded(one.path))
            rest = path.removeprefix(folder) if path.startswith(folder) else ""
            if rest and ".." not in rest.split("/") and "\0" not in rest:
                found.add(rest)
    return sorted(found)


def public(prefixes: Sequence[str], rest: str) -> tuple[str, ...]:
    """The URLs that a path below what these prefixes show is served under; the reverse of `below`."""
    path = quote(rest.encode("utf-8", "surrogateescape"))
    return tuple(f"{address(prefix).url.rstrip('/')}/{path}" for prefix in prefixes)


def every_spelling(path: str) -> str:
    """A pattern (PCRE and Python) of a path in all its spellings: any character percent-encoded, any `//`.

    It holds no blank, quote or control character, whatever the path holds. Not anchored.
    """
    raw = unquote_to_bytes(path)
    loose = "".join(map(_spelled, re.sub(rb"/+", b"/", raw)))
    if len(loose) <= _LONGEST_PATTERN:
        return loose
    return "".join(re.escape(character) for character in quote(path, safe=_SAFE))


def step_id(connector: str, action: str, *what: str) -> str:
    """The same for the same work in every plan: 32 hex digits."""
    text = "\0".join((connector, action, *what))
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:32]


def _spelled(byte: int) -> str:
    high, low = f"{byte >> 4:x}", f"{byte & 15:x}"
    coded = "%" + "".join(digit if digit.isdigit() else f"[{digit}{digit.upper()}]" for digit in (high, low))
    if byte == 0x2F:
        return f"(?:/|{coded})+"
    plain = chr(byte)
    if not 0x21 <= byte <= 0x7E or plain in '"%#?':
        return coded
    return f"(?:{re.escape(plain)}|{coded})"


def _decoded(path: str) -> str:
    return unquote_to_bytes(path).decode("utf-8", "surrogateescape")
