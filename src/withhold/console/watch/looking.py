"""How a site is swept: the response's crawler under the destination's profile and the desk's register."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from withhold.console.desk.judging import run_for
from withhold.console.watch.interface import Look, Sweeper
from withhold.console.watch.models import WatchedSite
from withhold.gates.engine import signed_engine
from withhold.incident.running.sites import fetcher_of
from withhold.incident.takedown.site import load_site
from withhold.incident.watch.sweep.interface import Order


@contextmanager
def look(site: WatchedSite, sweeper: Sweeper) -> Iterator[Look]:
    """The site being swept with what judges its destination now: a changed profile, policy or register
    judges everything anew. Raises a WithholdError for settings that are of no use."""
    with run_for(site.destination, site.destination.versions.first()) as run:
        order = order_of(site)
        with closing(fetcher_of(load_site(Path(site.site_file)), keep=order.limits.at_once)) as fetcher:
            yield Look(signed_engine(run), sweeper(order, memory_of(site), fetcher, run))


def order_of(site: WatchedSite) -> Order:
    """What the settings ask for: the hosts of the starts are the site's own, and those that are named."""
    hosts = {urlsplit(start).netloc.rpartition("@")[2].casefold() for start in site.starts}
    return Order(tuple(site.starts), frozenset(hosts | set(site.hosts)), browser=site.browser)


def memory_of(site: WatchedSite) -> Path:
    """Where its sweeps remember: a file below `watch` of the home, in a folder of mode 0700. By the end of
    its name a backup knows that it is a database that is written meanwhile."""
    folder: Path = settings.CONFIG.path("watch")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / f"{site.pk}.sqlite3"
