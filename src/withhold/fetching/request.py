"""What a request is made of: its headers, what it may not hold, and the one that a redirect asks for."""

import re
from dataclasses import replace

from withhold.fetching.interface import Answer, Headers, Refusal, Request, Unfetched
from withhold.fetching.url import Url, redirected

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
SAFE = frozenset({"GET", "HEAD"})
"""Methods that ask for nothing but an answer: they may be asked again."""
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
_STANDARD = (("User-Agent", "withhold"), ("Accept", "*/*"), ("Accept-Encoding", "identity"))
"""Sent where the caller does not say otherwise."""
_OURS = frozenset({"connection", "content-length", "expect", "te", "trailer", "transfer-encoding", "upgrade"})
"""Headers that frame the message: a caller's own would break what a server reads from what is sent."""


def check(request: Request) -> None:
    """Raises Unfetched (BAD_REQUEST) for what would not arrive as it was meant; values are not repeated."""
    if not _TOKEN.fullmatch(request.method) or request.method == "CONNECT":
        raise Unfetched(Refusal.BAD_REQUEST, "the request's method is none that can be sent")
    for name, value in request.headers:
        if not _TOKEN.fullmatch(name) or name.lower() in _OURS:
            raise Unfetched(Refusal.BAD_REQUEST, "the request has a header that may not be set")
        if not _VALUE.fullmatch(value):
            raise Unfetched(Refusal.BAD_REQUEST, f"the request's header {name} holds what cannot be sent")
    if request.unproven and (request.headers or request.body):
        raise Unfetched(Refusal.BAD_REQUEST, "the request would tell something to whoever answers")
    if request.limit < 0 or request.seconds <= 0:
        raise Unfetched(Refusal.BAD_REQUEST, "the request allows neither time nor bytes")


def headers(url: Url, request: Request, keep: bool) -> Headers:
    """All that are sent: the caller's, and ours. With `keep` the connection stays open."""
    given = {name.lower() for name, _ in request.headers}
    ours = [("Host", url.authority), *_STANDARD]
    framing = [] if keep else [("Connection", "close")]
    if request.body or request.method in _WITH_BODY:
        framing.append(("Content-Length", str(len(request.body))))
    return (*(one for one in ours if one[0].lower() not in given), *request.headers, *framing)


def following(url: Url, request: Request, answer: Answer) -> tuple[Url, Request] | None:
    """The next request, if this answer leads on. Methods change as in RFC 9110, section 15.4."""
    location = answer.header("Location")
    if answer.status not in _REDIRECTS or location is None:
        return None
    target = redirected(url, location)
    if (answer.status == 303 and request.method not in SAFE) or (
        answer.status in (301, 302) and request.method == "POST"
    ):
        request = replace(request, method="GET", body=b"", headers=_bodyless(request.headers))
    if target.origin != url.origin:
        if request.method not in SAFE:
            return None
        request = replace(request, headers=(), body=b"")
    return target, request


def _bodyless(headers: Headers) -> Headers:
    return tuple((name, value) for name, value in headers if not name.lower().startswith("content-"))
