"""Which of the addresses that were asked are places of the case, and what each of them is."""

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from withhold.incident.case.exposed import Held, Place, PlaceKind
from withhold.incident.exposure.crawl import Waiting
from withhold.incident.exposure.judge import Judged

HOLDING = frozenset({Held.SAME_BYTES, Held.SAME_CONTENT})
WHOLE = 0.5
"""From this share of the rows on it is another form of the document, below it an excerpt."""
_FOUND = frozenset({PlaceKind.EXCERPT, PlaceKind.LINK, PlaceKind.ALIAS})
"""What an address was asked for where nothing was known of it."""


@dataclass(frozen=True, slots=True)
class Looked:
    """An address, why it was asked, what was found there, and when."""

    waiting: Waiting
    judged: Judged
    at: datetime


def places_of(
    looked: Mapping[str, Looked], leads: Mapping[str, AbstractSet[str]], was_known: Callable[[str], bool]
) -> list[Place]:
    """Addresses that were given or known or hold it, pages that lead there, and what could not be looked at.

    `leads` are the addresses that each page leads to. Others that hold nothing are no places of the case.
    """
    holding = {url for url, one in looked.items() if one.judged.held in HOLDING}
    places = []
    for url, one in looked.items():
        is_link = bool(leads.get(url, frozenset()) & holding - {url})
        known = one.waiting.kind is PlaceKind.ORIGINAL or was_known(url)
        if url in holding or one.judged.held is Held.NOT_LOOKED or known or is_link:
            kind = _kind(one, is_link, looked)
            places.append(Place(url, kind, one.judged.held, one.at, one.judged.detail))
    return places


def _kind(one: Looked, is_link: bool, looked: Mapping[str, Looked]) -> PlaceKind:
    kind, held = one.waiting.kind, one.judged.held
    if held is Held.SAME_BYTES and kind in _FOUND:
        bare, mark, _ = one.waiting.url.partition("?")
        return PlaceKind.QUERY if mark and bare in looked else PlaceKind.ALIAS
    if held is Held.SAME_CONTENT and kind in _FOUND:
        return PlaceKind.ALIAS if one.judged.share >= WHOLE else PlaceKind.EXCERPT
    if is_link and held is Held.OTHER and kind is not PlaceKind.ORIGINAL:
        return PlaceKind.LINK
    return kind
