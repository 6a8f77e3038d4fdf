"""The systems that a takedown can work on: each a module of its own, imported when a site names it."""

import importlib
from collections.abc import Callable, Mapping
from pathlib import Path

from withhold.fetching.interface import Fetcher
from withhold.incident.case.interface import Clock
from withhold.incident.takedown.interface import Connector, Context, SiteUnusable
from withhold.incident.takedown.site import Site

TYPES = (
    "web_root",
    "s3",
    "sftp",
    "wordpress",
    "nginx_cache",
    "varnish",
    "cloudflare",
    "fastly",
    "cloudfront",
)
"""Each is a module here with `from_site(table, context) -> Connector`."""


def build(site: Site, fetcher: Fetcher, work: Path, clock: Clock) -> list[Connector]:
    """The site's connectors, in its order. `work` is the folder that takedowns of this case have.

    Raises SiteUnusable, naming the entry.
    """
    built: list[Connector] = []
    for number, table in enumerate(site.connectors, 1):
        where = f"[[connector]] number {number}"
        kind = table.get("type")
        if not isinstance(kind, str) or kind not in TYPES:
            raise SiteUnusable(f"in {where}, type has to be one of {', '.join(TYPES)}")
        context = Context(fetcher, _folder(work, kind), clock)
        try:
            connector = _maker(kind)(table, context)
        except SiteUnusable as error:
            raise SiteUnusable(f"{site.path}, {where} ({kind}): {error}") from None
        if connector.name in {other.name for other in built}:
            raise SiteUnusable(f"{site.path}, {where} ({kind}) is there twice; remove one")
        built.append(connector)
    return built


def _maker(kind: str) -> Callable[[Mapping[str, object], Context], Connector]:
    try:
        module = importlib.import_module(f"{__name__}.{kind}")
    except ModuleNotFoundError as error:
        raise SiteUnusable(f"it needs {error.name}, which is not installed; see docs/connectors.md") from None
    maker: Callable[[Mapping[str, object], Context], Connector] = module.from_site
    return maker


def _folder(work: Path, kind: str) -> Path:
    """Named by the type alone: it stays the same when the site file is edited between two runs."""
    folder = work / kind
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder
