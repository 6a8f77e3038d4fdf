"""Archives of the web, made record by record."""

import gzip
from collections.abc import Iterable, Sequence

import zstandard

from withhold.incident.watch.sources.interface import Page, Unread

HTML = b"<html><body>" + b"<p>A page about nothing in particular.</p>" * 8 + b"</body></html>"


def http(body: bytes, headers: bytes = b"", media_type: bytes = b"text/html; charset=UTF-8") -> bytes:
    """An HTTP response; `headers` are whole lines."""
    return b"HTTP/1.1 200 OK\r\nContent-Type: " + media_type + b"\r\n" + headers + b"\r\n" + body


def record(
    url: str,
    block: bytes,
    kind: bytes = b"response",
    headers: bytes = b"",
    media_type: bytes = b"application/http; msgtype=response",
) -> bytes:
    """A WARC record; `headers` are whole lines."""
    return (
        b"WARC/1.0\r\nWARC-Type: " + kind + b"\r\nWARC-Target-URI: " + url.encode() + b"\r\n"
        b"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\n"
        b"WARC-Date: 2026-01-01T00:00:00Z\r\n" + headers + b"Content-Type: " + media_type + b"\r\n"
        b"Content-Length: " + str(len(block)).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"
    )


def records(number: int) -> list[bytes]:
    """Records of pages that differ, `http://example.org/0` and on."""
    return [record(f"http://example.org/{one}", http(HTML + b"%d" % one)) for one in range(number)]


def packed(ones: Iterable[bytes], form: str) -> bytes:
    """An archive: `plain`, `gzip` and `zstd` record by record, `gzip-whole` and `zstd-whole` in one."""
    ones = list(ones)
    if form == "gzip":
        return b"".join(gzip.compress(one, mtime=0) for one in ones)
    if form == "zstd":
        return b"".join(zstandard.compress(one) for one in ones)
    whole = b"".join(ones)
    if form == "gzip-whole":
        return gzip.compress(whole, mtime=0)
    return zstandard.compress(whole) if form == "zstd-whole" else whole


FORMS = ("plain", "gzip", "zstd", "gzip-whole", "zstd-whole")


def pages(read: Sequence[Page | Unread]) -> list[Page]:
    """Those that were read."""
    return [one for one in read if isinstance(one, Page)]


def reasons(read: Sequence[Page | Unread]) -> list[str]:
    """Why other parts were not."""
    return [one.reason for one in read if isinstance(one, Unread)]
