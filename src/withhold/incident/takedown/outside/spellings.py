"""Other spellings of a URL under which a server, or a cache that takes them for others, may still answer."""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import replace

from withhold.fetching.url import Url, parse

_OTHER = {"http": ("https", 80, 443), "https": ("http", 443, 80)}


def spellings(text: str, hosts: Sequence[str]) -> tuple[str, ...]:
    """The other spellings, each once. Raises Unfetched for a URL that is none."""
    url = parse(text)
    found = dict.fromkeys(str(other) for other in _spelled(url, hosts))
    return tuple(other for other in found if other != str(url))


def other_query(text: str) -> str:
    """The URL with a query that nobody has asked for before."""
    url = parse(text)
    mark = "&" if "?" in url.target else "?"
    return str(replace(url, target=f"{url.target}{mark}_={secrets.token_hex(8)}"))


def origin(text: str) -> str:
    """The scheme, host and port, `https://www.example.org`."""
    url = parse(text)
    return f"{url.scheme}://{url.authority}"


def nowhere(text: str) -> str:
    """An address beside this one where nothing stands: what a site answers there, it answers for all."""
    url = parse(text)
    folder = url.target.split("?")[0].rpartition("/")[0]
    return str(replace(url, target=f"{folder}/{secrets.token_hex(12)}"))


def _spelled(url: Url, hosts: Sequence[str]) -> Iterator[Url]:
    path, mark, query = url.target.partition("?")
    if mark:
        yield replace(url, target=path)
    if path != "/":
        yield replace(url, target=(path[:-1] if path.endswith("/") else f"{path}/") + mark + query)
        yield replace(url, target=f"/{url.target}")
        yield replace(url, target=_escaped(path) + mark + query)
    scheme, usual, other = _OTHER[url.scheme]
    if url.port == usual:
        yield replace(url, scheme=scheme, port=other)
    if url.address is None and "." in url.host:
        bare = url.host.removeprefix("www.")
        yield replace(url, host=bare if bare != url.host else f"www.{bare}")
    for host in hosts:
        yield replace(parse(f"{url.scheme}://{host}/"), target=url.target)


def _escaped(path: str) -> str:
    """The path with its last letter percent-encoded: the same to servers, another key to some caches."""
    for place in range(len(path) - 1, 0, -1):
        if path[place].isascii() and path[place].isalpha() and "%" not in path[max(0, place - 2) : place]:
            return f"{path[:place]}%{ord(path[place]):02X}{path[place + 1 :]}"
    return path
