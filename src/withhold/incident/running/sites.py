"""Where a case's places are: the site file that is given, or the case's own."""

from pathlib import Path

from withhold.domain.errors import UsageError
from withhold.fetching.config import reach_of
from withhold.fetching.http import HttpFetcher
from withhold.fetching.interface import Reach
from withhold.incident.case.interface import Settings
from withhold.incident.takedown.site import Site, load_site


def site_of(given: Path | None, settings: Settings) -> Site | None:
    """The description of the organisation's places, if there is one. Raises SiteUnusable."""
    path = given or settings.site
    return None if path is None else load_site(path)


def required_site(given: Path | None, settings: Settings) -> Site:
    """The same; raises UsageError where there is none."""
    site = site_of(given, settings)
    if site is None:
        raise UsageError("the case has no description of the organisation's places; give --site SITE.toml")
    return site


def fetcher_of(site: Site | None, keep: int = 0) -> HttpFetcher:
    """One that reaches what the site allows; without a site, public addresses. With `keep`, as many
    connections stay open until it is closed."""
    return HttpFetcher(Reach() if site is None else reach_of(site.reach, site.path.parent), keep=keep)
