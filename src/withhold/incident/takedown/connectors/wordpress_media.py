"""The media library of WordPress, by its REST interface: what files each entry has, and who links to them.

The interface is described at https://developer.wordpress.org/rest-api/reference/media/. It is asked as
`?rest_route=…`, which works with every setting of permalinks.
"""

import base64
import math
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from withhold.fetching.interface import Answer, Fetcher
from withhold.incident.takedown.connectors.asking import Unanswered, as_json, ask
from withhold.incident.takedown.connectors.entry import Secret

_PAGE = 100
"""Entries of one answer: WordPress gives no more."""
_FIELDS = "id,source_url,media_details,modified_gmt,status"


@dataclass(frozen=True, slots=True)
class MediaFile:
    """One file of an entry; `size` in bytes where WordPress knows it."""

    url: str
    size: int | None


@dataclass(frozen=True, slots=True)
class Media:
    """An entry of the library with all its files: as shown, as uploaded, and in other sizes."""

    id: int
    files: tuple[MediaFile, ...]


@dataclass(frozen=True, slots=True)
class Library:
    """One WordPress at `url`. `credentials` are a user and an application password, "user:xxxx xxxx …"."""

    url: str
    credentials: Secret
    fetcher: Fetcher

    def entries(self) -> Iterator[Media]:
        """All entries, those in the trash too: their files are still served. Raises Unanswered."""
        page, pages = 1, 1
        while page <= pages:
            answer = self._get(
                "/wp/v2/media",
                {
                    "context": "edit",
                    "status": "inherit,private,trash",
                    "orderby": "id",
                    "order": "asc",
                    "per_page": _PAGE,
                    "page": page,
                    "_fields": _FIELDS,
                },
            )
            total = answer.header("X-WP-TotalPages") or "1"
            pages = int(total) if total.isascii() and total.isdigit() else 1
            listed = as_json(answer)
            if not isinstance(listed, list):
                raise Unanswered("WordPress listed no media; check the connector's url")
            yield from map(_media, listed)
            page += 1

    def entry(self, media: int) -> Media | None:
        """One entry; None if there is none of this number. Raises Unanswered."""
        answer = self._ask(f"/wp/v2/media/{media}", {"context": "edit", "_fields": _FIELDS})
        if answer.status in (404, 410):
            if _code(answer) != "rest_post_invalid_id":
                raise Unanswered("WordPress's REST interface is not there; check the connector's url")
            return None
        return _media(as_json(_accepted(answer)))

    def delete(self, media: int) -> Answer:
        """Delete an entry and its files for ever. Raises Unanswered if WordPress does not say that it did."""
        answer = self._ask(f"/wp/v2/media/{media}", {"force": "true"}, "DELETE")
        reply = as_json(_accepted(answer))
        if not isinstance(reply, dict) or reply.get("deleted") is not True:
            raise Unanswered("WordPress did not say that it deleted the entry; look into its media library")
        return answer

    def users_of(self, name: str) -> list[str]:
        """Posts, pages and the like whose text names this file: "posts 12". Raises Unanswered."""
        types = as_json(self._get("/wp/v2/types", {"context": "edit"}))
        bases = sorted(
            {
                str(one["rest_base"])
                for kind, one in (types.items() if isinstance(types, dict) else ())
                if kind in ("post", "page") or (isinstance(one, dict) and one.get("viewable"))
                if isinstance(one, dict)
                and str(one.get("rest_base", "")).replace("_", "").replace("-", "").isalnum()
            }
            - {"media"}
        )
        found = []
        for base in bases:
            wanted = {"search": name, "status": "any", "context": "edit", "per_page": _PAGE, "_fields": "id"}
            listed = as_json(self._get(f"/wp/v2/{base}", wanted))
            if isinstance(listed, list):
                found += [f"{base} {one['id']}" for one in listed if isinstance(one.get("id"), int)]
        return found

    def _get(self, route: str, query: Mapping[str, object]) -> Answer:
        return _accepted(self._ask(route, query))

    def _ask(self, route: str, query: Mapping[str, object], method: str = "GET") -> Answer:
        basic = base64.b64encode(self.credentials.reveal().encode("utf-8")).decode("ascii")
        url = f"{self.url}/?{urlencode({'rest_route': route, **query})}"
        headers = (("Authorization", f"Basic {basic}"), ("Accept", "application/json"))
        return ask(self.fetcher, url, method, headers, limit=64 << 20)


def _accepted(answer: Answer) -> Answer:
    if answer.status == 401:
        raise Unanswered(
            "WordPress does not accept the application password; it needs https,"
            " and a user that may delete media"
        )
    if answer.status == 403:
        raise Unanswered("WordPress refuses it; the user has to be an editor or administrator")
    if answer.status // 100 == 3:
        raise Unanswered("WordPress redirects; give the address it redirects to as the connector's url")
    if answer.status != 200:
        raise Unanswered(f"WordPress answered with status {answer.status}; check the connector's url")
    if not answer.whole:
        raise Unanswered("WordPress's answer is too long to be read")
    return answer


def _code(answer: Answer) -> object:
    reply = as_json(answer)
    return reply.get("code") if isinstance(reply, dict) else None


def _media(entry: Any) -> Media:
    """An entry of WordPress's answer. Raises Unanswered if it is none."""
    if not isinstance(entry, dict) or not isinstance(entry.get("id"), int):
        raise Unanswered("WordPress listed media without ids; check the connector's url")
    details = entry.get("media_details")
    details = details if isinstance(details, dict) else {}
    shown = str(entry.get("source_url", ""))
    files = [MediaFile(shown, _size(details.get("filesize")))]
    sizes = details.get("sizes")
    for one in sizes.values() if isinstance(sizes, dict) else ():
        if isinstance(one, dict) and isinstance(one.get("source_url"), str):
            files.append(MediaFile(one["source_url"], _size(one.get("filesize"))))
    original = details.get("original_image")
    if isinstance(original, str) and original:
        files.append(MediaFile(urljoin(shown, posixpath.basename(original)), None))
    return Media(entry["id"], tuple(one for one in dict.fromkeys(files) if urlsplit(one.url).scheme))


def _size(value: object) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value < math.inf else None
