"""What a server says at a URL, as parts: each request and answer on the way, its certificate, its peer."""

import json
from dataclasses import replace
from typing import Any

from withhold.fetching.interface import Answer, Fetcher, Request, Unfetched
from withhold.fetching.url import parse, redirected
from withhold.incident.preservation.container import BytesPart
from withhold.incident.preservation.interface import Failure, What, Why

_MOST_HOPS = 10
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
LIMIT = 256 << 20
"""Bytes of a body that are kept; a file beyond that is preserved where it lies."""
_SECONDS = 60.0


def answers(
    fetcher: Fetcher, url: str, limit: int = LIMIT, seconds: float = _SECONDS
) -> tuple[list[BytesPart], list[Failure]]:
    """Ask without following, and follow by hand: so that every redirect is preserved as it was sent.

    A chain that breaks off gives what came before and a Failure; no answer at all gives no parts.
    """
    parts: list[BytesPart] = []
    request = Request(url, limit=limit, seconds=seconds, follow=False)
    for number in range(_MOST_HOPS + 1):
        try:
            answer = fetcher.fetch(request)
            parts += _parts(number, request, answer)
            if not answer.whole:
                return parts, [Failure(What.ANSWER, Why.CUT_SHORT, url, f"{len(answer.body)} bytes are kept")]
            location = answer.header("Location")
            if answer.status not in _REDIRECTS or location is None:
                return parts, []
            request = replace(request, url=str(redirected(parse(answer.url), location)))
        except Unfetched as error:
            return parts, [Failure(What.ANSWER, str(error.refusal), url, str(error))]
    return parts, [Failure(What.ANSWER, "too_many_redirects", url, f"more than {_MOST_HOPS} redirects")]


def _parts(number: int, request: Request, answer: Answer) -> list[BytesPart]:
    peer = answer.peer
    facts: dict[str, Any] = {
        "kind": "answer",
        "url": answer.url,
        "asked": answer.asked.isoformat(),
        "answered": answer.answered.isoformat(),
        "status": answer.status,
        "whole": answer.whole,
        "address": peer.address,
        "port": peer.port,
        "tls": peer.tls_version,
        "certificate_sha256": peer.certificate_sha256,
    }
    about = {
        "method": request.method,
        "url": request.url,
        "headers": [list(one) for one in request.headers],
        "answer": {"status": answer.status, "headers": [list(one) for one in answer.headers]},
    }
    folder = f"answers/{number:02d}"
    head = json.dumps(about, indent=1, ensure_ascii=True).encode()
    parts = [BytesPart(f"{folder}/exchange.json", head, {"kind": "exchange"})]
    parts.append(BytesPart(f"{folder}/body", answer.body, facts))
    if peer.certificate:
        parts.append(BytesPart(f"{folder}/certificate.der", peer.certificate, {"kind": "certificate"}))
    return parts
