"""Preserving in a case: what there is to preserve, how it is reached, and that it is recorded."""

from pathlib import Path

from withhold.domain.errors import NothingToInspect
from withhold.fetching.interface import Fetcher
from withhold.incident.case.exposed import Held, PlaceKind
from withhold.incident.case.exposure_file import load
from withhold.incident.case.interface import Actor
from withhold.incident.preservation.interface import Failure, Sealed, Wanted
from withhold.incident.preservation.preserve import Vault, start
from withhold.incident.running.interface import RunnableCase
from withhold.incident.running.recorders import EvidenceRecorder
from withhold.incident.running.sites import fetcher_of, site_of


def places_to_preserve(case: RunnableCase) -> Wanted:
    """Every place of the site that holds it, or that could not be looked at. Raises NothingToInspect."""
    exposure = load(case.work)
    holding = (Held.SAME_BYTES, Held.SAME_CONTENT, Held.NOT_LOOKED)
    places = [] if exposure is None else exposure.places
    urls = [one.url for one in places if one.held in holding and one.kind is not PlaceKind.ARCHIVE]
    if not urls:
        raise NothingToInspect(
            "the case knows no place that holds a document; run `withhold exposure`, or give --url, --file "
            "or --log"
        )
    return Wanted(tuple(urls))


def reaching(case: RunnableCase, site: Path | None = None) -> Fetcher:
    """One that reaches what the site file allows: the given one, else the case's; else public addresses."""
    return fetcher_of(site_of(site, case.settings))


def preserve(
    case: RunnableCase, wanted: Wanted, fetcher: Fetcher, by: Actor, why: str
) -> tuple[list[Sealed], list[Failure]]:
    """Seal it, each piece recorded as soon as it is; what was sealed, and what could not be, or not whole."""
    vault = Vault(case.evidence, case.settings.recipients)
    preserving = start(vault, wanted, fetcher, EvidenceRecorder(case, by, why))
    try:
        return preserving.results()
    except BaseException:
        preserving.cancel()
        raise
