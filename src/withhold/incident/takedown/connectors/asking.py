"""One request to a service of the organisation's, and what a connector says of its answer."""

import json
from typing import Any

from withhold.fetching.interface import Answer, Fetcher, Headers, Request, Unfetched
from withhold.incident.takedown.interface import Outcome, Result
from withhold.report.places import one_line

_ANSWER_LIMIT = 16 << 20
"""Bytes of an answer of an interface. Documents are read with a limit of their own."""


class Unanswered(Exception):
    """A service did not do what was asked. The message is one printable line, without credentials."""


def ask(
    fetcher: Fetcher,
    url: str,
    method: str = "GET",
    headers: Headers = (),
    body: bytes = b"",
    limit: int = _ANSWER_LIMIT,
    seconds: float = 30.0,
) -> Answer:
    """The answer, whatever its status; redirects are not followed. Raises Unanswered if there is none."""
    try:
        return fetcher.fetch(
            Request(
                url, method=method, headers=headers, body=body, limit=limit, seconds=seconds, follow=False
            )
        )
    except Unfetched as error:
        raise Unanswered(one_line(str(error)) or "no answer") from None


def as_json(answer: Answer) -> Any:
    """The answer's body as JSON. Raises Unanswered if it is none."""
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        raise Unanswered(f"status {answer.status} with something that is no JSON") from None


def failed(detail: str, **proof: str | int | bool | None) -> Outcome:
    """It was not done; the detail says what to do."""
    return Outcome(Result.FAILED, one_line(detail), proof)


def told(value: object, longest: int = 200) -> str:
    """Text of an answer of somebody else's, fit for one line."""
    return one_line(str(value))[:longest]
