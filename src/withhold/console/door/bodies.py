"""Refuses bodies that are too big before they are read: no report is ever spooled to a disk in clear."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

MOST_BODY = 11 << 20
"""A file of the most size, with the rest of the form."""
_MOST_AT_ONCE = 16
"""Bodies that may be under way together: each is held in memory."""

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


def bounded(application: Application) -> Application:
    """The application behind the question how big the body is."""
    under_way = 0

    async def asked(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal under_way
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD"):
            await application(scope, receive, send)
            return
        headers = dict(scope["headers"])
        length = headers.get(b"content-length", b"")
        if not length.isdigit() or len(length) > 12:
            await _refuse(send, 411, "Send the length of the body.")
        elif int(length) > MOST_BODY:
            await _refuse(send, 413, "That is too much: a file has at most 10 MB.")
        elif under_way >= _MOST_AT_ONCE:
            await _refuse(send, 503, "Many people are sending something now. Try again in a minute.")
        else:
            under_way += 1
            try:
                await application(scope, receive, send)
            finally:
                under_way -= 1

    return asked


async def _refuse(send: Send, status: int, words: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": f"{words}\n".encode()})
