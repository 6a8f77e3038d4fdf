"""What a robots.txt (RFC 9309) tells of a site: sitemaps, paths, how long to wait between requests."""

from dataclasses import dataclass

from withhold.crawling.addresses import canonical

_LONGEST = 512 << 10
"""Bytes that are read: RFC 9309, section 2.5, asks for no more."""
_MOST_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Robots:
    """`sitemaps` and `paths` are whole addresses. `paths` are those that are allowed or disallowed without a
    wildcard: whoever reads the file learns of them. `delay` is in seconds, 0 where none is asked for."""

    sitemaps: tuple[str, ...]
    paths: tuple[str, ...]
    delay: float


def robots(content: bytes, url: str) -> Robots:
    """What stands in the file at `url`; lines that mean nothing are passed over, as the standard has it."""
    sitemaps: dict[str, None] = {}
    paths: dict[str, None] = {}
    delays: dict[bool, float] = {}
    everybody = True
    for line in content[:_LONGEST].decode("utf-8", "replace").splitlines():
        key, _, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        address = canonical(value, url) if value else None
        if key == "user-agent":
            everybody = value == "*"
        elif key == "sitemap" and address is not None:
            sitemaps[address] = None
        elif key in ("allow", "disallow") and address is not None and not {"*", "$"} & set(value):
            paths[address] = None
        elif key == "crawl-delay":
            delays[everybody] = max(delays.get(everybody, 0.0), _seconds(value))
    return Robots(tuple(sitemaps), tuple(paths), delays.get(True, 0.0))


def _seconds(text: str) -> float:
    try:
        seconds = float(text[:16])
    except ValueError:
        return 0.0
    return seconds if 0.0 <= seconds <= _MOST_SECONDS else 0.0
