"""Own records from an HTTP API: JSON Lines, or pages of JSON with the address of the next one."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from withhold.fetching.interface import Answer, Fetcher, Headers, Request, Unfetched
from withhold.incident.affected.converting import Converter
from withhold.incident.affected.interface import OwnRecord, RecordsUnusable
from withhold.incident.affected.mapping import ColumnMap
from withhold.register.sources.interface import text_of

MOST_PAGES = 10_000
"""Pages of one reading: more is an API that never ends."""
_PAGE_BYTES = 256 * 1024 * 1024
_PAGE_SECONDS = 120.0
_OK = 200
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Api:
    """Where the records are. Without `items` every line of the answer is one record in JSON.

    `items` and `next` are places in a page, steps set apart by dots: of the list of records (`data.people`,
    an empty text where the page is the list), and of the next page's address, absent or null on the last.
    `headers` hold the token: they are sent to this host alone, and are in no message.
    """

    url: str
    headers: Headers = field(default=(), repr=False)
    items: str | None = None
    next: str | None = None


class ApiRecords:
    """Reads an API page by page. Keys within keys are columns like `name.family`; lists are texts with the
    mapping's separator between."""

    def __init__(self, fetcher: Fetcher, api: Api, mapping: ColumnMap) -> None:
        self._fetcher = fetcher
        self._api = api
        self._map = mapping
        self.unreadable: dict[str, tuple[int, ...]] = {}
        """After reading: what could not be read, field to numbers of rows, where the mapping lets it be."""

    def read(self) -> Iterator[OwnRecord]:
        """All of them. Raises RecordsUnusable, at the latest after the last one."""
        converter = Converter(self._map)
        found = 0
        for items in self._pages():
            flat = [_flat(item, self._map.separator) for item in items]
            header = list(dict.fromkeys(key for item in flat for key in item))
            if not header:
                continue
            converter.columns(header, every=False)
            rows = [[item.get(key, "") for key in header] for item in flat]
            converter.learn(rows)
            for cells in rows:
                record = converter.record(cells)
                if record is not None:
                    found += 1
                    yield record
        converter.check()
        if not found:
            raise RecordsUnusable("the API of own records gave nobody; check its address and rights")
        self.unreadable = converter.unreadable

    def _pages(self) -> Iterator[Sequence[Mapping[str, Any]]]:
        url: str | None = self._api.url
        seen: set[str] = set()
        while url is not None:
            if url in seen or len(seen) == MOST_PAGES:
                raise RecordsUnusable(
                    "the API of own records never ends: a page leads back, or there are too many"
                )
            seen.add(url)
            body = self._body(url)
            if self._api.items is None:
                yield _items([_parsed(line) for line in body.splitlines() if line.strip()])
                return
            page = _parsed(body)
            yield _items(_at(page, self._api.items))
            url = self._following(url, page)

    def _body(self, url: str) -> bytes:
        request = Request(
            url, headers=self._api.headers, limit=_PAGE_BYTES, seconds=_PAGE_SECONDS, follow=False
        )
        try:
            answer: Answer = self._fetcher.fetch(request)
        except Unfetched as error:
            raise RecordsUnusable(f"the API of own records gave no answer ({error.refusal})") from None
        if answer.status != _OK or not answer.whole:
            what = f"answered with status {answer.status}" if answer.whole else "gave an answer that is cut"
            raise RecordsUnusable(f"the API of own records {what}; check its address and rights")
        return answer.body

    def _following(self, url: str, page: object) -> str | None:
        if self._api.next is None:
            return None
        told = _at(page, self._api.next)
        if told is None or told == "":
            return None
        following = urljoin(url, told) if isinstance(told, str) else ""
        if _origin(following) != _origin(self._api.url):
            raise RecordsUnusable(
                "the API of own records leads to another place; its token is not sent there"
            )
        return following


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise RecordsUnusable(
            "the API of own records did not answer in JSON; say where its items are"
        ) from None


def _at(page: Any, place: str) -> Any:
    for step in place.split(".") if place else ():
        page = page.get(step) if isinstance(page, dict) else None
    return page


def _items(found: object) -> Sequence[Mapping[str, Any]]:
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise RecordsUnusable("the API of own records has no list of records at that place; check “items”")
    return found


def _flat(item: Mapping[str, Any], separator: str | None, depth: int = 0) -> dict[str, str]:
    flat: dict[str, str] = {}
    if depth > _DEEPEST:
        raise RecordsUnusable("a record of the API is nested too deeply; map a flatter one")
    for key, value in item.items():
        if isinstance(value, dict):
            inner = _flat(value, separator, depth + 1)
            flat.update({f"{key}.{name}": told for name, told in inner.items()})
        elif isinstance(value, list):
            if len(value) > 1 and separator is None:
                raise RecordsUnusable("the API of own records gives lists; set separator in [read]")
            flat[key] = (separator or "").join(map(text_of, value))
        elif isinstance(value, bool):
            flat[key] = "true" if value else "false"
        else:
            flat[key] = text_of(value)
    return flat
