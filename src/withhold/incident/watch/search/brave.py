"""The documented example: the Web Search API of Brave; docs/reposts-search.md says what is known of it."""

import json
from urllib.parse import quote

from withhold.crawling.addresses import canonical
from withhold.fetching.encoding import Undecoded, decoded
from withhold.fetching.interface import Answer, Fetcher, Request, Unfetched
from withhold.incident.watch.search.interface import Hit, Limits, SearchFailed

ADDRESS = "https://api.search.brave.com/res/v1/web/search"
_LIMIT = 4 << 20
_REFUSALS = {
    401: "the service does not know the key",
    403: "the service does not allow this key to ask",
    422: "the service does not take this query",
    429: "the service wants to be asked less often: wait",
}


class Brave:
    """Asks with a subscription's key, which goes into one header and nowhere else."""

    name = "brave"
    limits = Limits(a_minute=50, a_day=2000)
    terms = (
        "its plan says how often a key may be used and whether results may be kept, and it keeps queries "
        "for a time: read its terms"
    )

    def __init__(self, fetcher: Fetcher, key: str, address: str = ADDRESS) -> None:
        self._fetcher = fetcher
        self._key = key
        self._address = address

    def ask(self, words: str) -> list[Hit]:
        """The pages of the first twenty results. Raises SearchFailed."""
        url = f"{self._address}?q={quote(words, safe='')}&count=20&safesearch=off"
        headers = (("X-Subscription-Token", self._key), ("Accept", "application/json"))
        try:
            answer = self._fetcher.fetch(Request(url, headers=headers, limit=_LIMIT, follow=False))
        except Unfetched as error:
            raise SearchFailed(str(error)) from None
        if answer.status != 200:
            raise SearchFailed(_REFUSALS.get(answer.status, f"the service answered {answer.status}"))
        return _hits(answer)


def _hits(answer: Answer) -> list[Hit]:
    try:
        told = json.loads(decoded(answer, _LIMIT))
        results = told.get("web", {}).get("results", []) if answer.whole else None
        found = [(canonical(str(one["url"])), str(one.get("title", ""))) for one in results or ()]
    except (ValueError, RecursionError, AttributeError, KeyError, TypeError, Undecoded):
        raise SearchFailed("the service's answer is none that can be read") from None
    if results is None:
        raise SearchFailed("the service's answer is none that can be read")
    return [Hit(url, title) for url, title in found if url is not None]
