"""Looking for what of a case is public: what to ask is made of the case and its site, the answer recorded."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from withhold.crawling.addresses import canonical, origin_of
from withhold.domain.errors import UsageError
from withhold.fetching.interface import Fetcher
from withhold.incident.case.exposure_file import load, save
from withhold.incident.case.interface import Actor, EventKind
from withhold.incident.case.rules import PHASES
from withhold.incident.exposure.contents import Contents
from withhold.incident.exposure.roots import Root
from withhold.incident.exposure.survey import Asked, Survey, Surveyed
from withhold.incident.flow import record_exposure
from withhold.incident.running.interface import RunnableCase
from withhold.incident.takedown.site import Site


def require_open(case: RunnableCase) -> None:
    """Raises UsageError before a long look, where nothing of it could be recorded afterwards."""
    phase = case.state().phase
    if phase not in PHASES[EventKind.EXPOSURE_BOUNDED]:
        raise UsageError(f"the case is {phase}: run `withhold case reopen` first, or look with --dry-run")


def address(text: str) -> str:
    """The address as it is asked. Raises UsageError for what is none."""
    url = canonical(text)
    if url is None:
        raise UsageError(
            "one --url is no plain http or https address; write it as https://www.example.org/a.xlsx"
        )
    return url


def owner(site: Site | None, urls: tuple[str, ...]) -> Callable[[str], bool]:
    """The site's addresses, and the hosts of the given ones: who gives an address answers for asking it."""
    origins = {origin_of(url) for url in urls}
    return lambda url: origin_of(url) in origins or (site is not None and site.owns(url))


def roots_of(site: Site | None) -> list[Root]:
    """The folders of the site file's web roots, each with its addresses."""
    found = []
    for connector in () if site is None else site.connectors:
        folder, urls = connector.get("folder"), connector.get("urls")
        if connector.get("type") != "web_root" or not isinstance(folder, str) or not isinstance(urls, dict):
            continue
        assert site is not None
        for url, below in urls.items():
            path = site.path.parent / folder / str(below)
            if not path.is_dir():
                raise UsageError(f"there is no folder {path}; check the web_root in {site.path}")
            found.append(Root(path, str(url)))
    return found


def survey(
    case: RunnableCase,
    asked: Asked,
    fetcher: Fetcher,
    progress: Callable[[int, int], None],
    safe: bool = True,
) -> Surveyed:
    """Look at everything; nothing is recorded. `safe`: hostile files are read in isolation."""
    with closing(Contents(safe)) as contents:
        return Survey(asked, fetcher, contents, case.clock.now, progress).run()


def record(case: RunnableCase, surveyed: Surveyed, by: Actor, why: str) -> None:
    """What was found goes into the case's ledger and its work folder."""
    record_exposure(case, surveyed.exposure, by, why, case.clock.now())
    save(case.work, surveyed.exposure)


def asked_of(site: Site | None, urls: tuple[str, ...], files: tuple[Path, ...], case: RunnableCase) -> Asked:
    """What a look asks: these addresses, copies, the folders of the site, what was found before."""
    known = load(case.work)
    if not urls and not files and known is None:
        raise UsageError("give the address where it is, or was, or a copy of the document")
    return Asked(urls=urls, files=files, roots=tuple(roots_of(site)), owns=owner(site, urls), known=known)
