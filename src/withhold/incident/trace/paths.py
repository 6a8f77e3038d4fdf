"""Whether a request target names an asked path, however it is spelled.

Servers decode, join slashes and resolve dots before they look for a file; each does so a little differently.
Here every spelling that a common server resolves to the file counts as the file: where a server does not, it
answers 404, and the grade of the request says so.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from withhold.incident.trace.interface import Question

_DECODINGS = 3
"""Once by the server, and twice more by proxies and links that were encoded again."""
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://([^/?#]*)")
_PARAMETERS = re.compile(r";[^/]*")
_SESSION = re.compile(r";(?:jsessionid|phpsessid|sessionid|sid)=[^/;]*", re.IGNORECASE)
"""What servers of web applications write into paths for browsers without cookies: no part of a name."""


def host_of(target: str) -> str | None:
    """The host of a target in absolute form (`http://host/path`), as sent; None for any other."""
    found = _ABSOLUTE.match(target)
    return found.group(1) if found else None


def same_host(host: str) -> str:
    """A host as it is compared: without user, port, final dot and case."""
    name = host.rpartition("@")[2].strip().lower()
    if name.startswith("["):
        return name.partition("]")[0][1:]
    if name.count(":") == 1:
        name = name.partition(":")[0]
    return name.rstrip(".")


def path_part(target: str) -> str:
    """The path of a target as sent: without scheme and host, query and fragment."""
    scheme = _ABSOLUTE.match(target)
    return re.split(r"[?#]", target[scheme.end() :] if scheme else target, maxsplit=1)[0]


@lru_cache(maxsize=1 << 14)
def normalised(target: str, fold_case: bool = False) -> str:
    """The one spelling of a path: decoded, `//`, `.` and `..` resolved, NFC; `/` before each segment.

    Octets that are no UTF-8 are read as Latin-1, as old servers wrote them. With `fold_case`, as IIS takes
    paths: case does not count, and a backslash is a slash.
    """
    path = path_part(target)
    octets = (_SESSION.sub("", path) if ";" in path else path).encode("utf-8", "surrogateescape")
    for _ in range(_DECODINGS):
        decoded = unquote_to_bytes(octets)
        if decoded == octets:
            break
        octets = decoded
    try:
        text = octets.decode("utf-8")
    except UnicodeDecodeError:
        text = octets.decode("latin-1")
    if fold_case:
        text = unicodedata.normalize("NFC", text).lower().replace("\\", "/")
    return _resolved(unicodedata.normalize("NFC", text))


def _resolved(path: str) -> str:
    if "//" not in path and "/." not in path and path.startswith("/") and not path.endswith("/"):
        return path
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            if kept:
                kept.pop()
        elif segment not in ("", "."):
            kept.append(segment)
    return "/" + "/".join(kept)


@dataclass(frozen=True, slots=True)
class AskedPaths:
    """The paths of a question, ready to compare with."""

    question: Question
    _wanted: frozenset[str] = field(init=False)
    _hosts: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        fold = self.question.fold_case
        object.__setattr__(self, "_wanted", frozenset(normalised(path, fold) for path in self.question.paths))
        object.__setattr__(self, "_hosts", frozenset(map(same_host, self.question.hosts)))

    def match(self, target: str) -> bool:
        """Whether the target names an asked path."""
        return self.asked(target) is not None

    def asked(self, target: str) -> str | None:
        """The asked path that a target names, with `;parameters` of its segments or without them; or None."""
        fold = self.question.fold_case
        path = normalised(target, fold)
        if path not in self._wanted and ";" in target:
            path = normalised(_PARAMETERS.sub("", path_part(target)), fold)
        return path if path in self._wanted else None

    def at_host(self, host: str | None, target: str) -> bool:
        """Whether the request was for an asked host; true where no host is asked or none is logged."""
        named = host_of(target) or host
        return not self._hosts or not named or named == "-" or same_host(named) in self._hosts


def matches(target: str, question: Question) -> bool:
    """Whether a target, as a request line has it, names one of the question's paths."""
    return AskedPaths(question).match(target)
