"""Fetches a file from the organisation's own sites to the desk."""

from collections.abc import Iterator

from django.conf import settings

from withhold.console.desk.storing import NotTaken, Stored, store
from withhold.crawling.addresses import canonical
from withhold.fetching.config import reach_of
from withhold.fetching.http import HttpFetcher
from withhold.fetching.interface import Request, Unfetched
from withhold.incident.takedown.site import Site, load_site

LIMIT = 64 << 20
_OK = 200


def fetch(url: str) -> Stored:
    """The bytes at an address of one of our own sites. Raises NotTaken with what to do."""
    address = canonical(url)
    if address is None:
        raise NotTaken("that is no plain http or https address; write it as https://www.example.org/a.xlsx")
    site = next((one for one in _sites() if one.owns(address)), None)
    if site is None:
        raise NotTaken("that address is on none of our own sites; bring the file itself")
    fetcher = HttpFetcher(reach_of(site.reach, site.path.parent))
    try:
        answer = fetcher.fetch(Request(address, limit=LIMIT))
    except Unfetched as error:
        raise NotTaken(
            f"it could not be fetched ({error.refusal.replace('_', ' ')}); bring the file itself"
        ) from None
    if answer.status != _OK or not answer.whole:
        raise NotTaken(f"the site answered {answer.status}, or with too much; bring the file itself")
    return store(_blocks(answer.body))


def _sites() -> Iterator[Site]:
    for path in settings.CONFIG.sites:
        yield load_site(path)


def _blocks(body: bytes) -> Iterator[bytes]:
    yield body
