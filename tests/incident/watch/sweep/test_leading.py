"""Where documents lead, by their bytes."""

import os

from withhold.incident.watch.sweep.leading import lead


def led(content: bytes, media_type: str, url: str) -> tuple[str, ...]:
    descriptor = os.memfd_create("document", os.MFD_CLOEXEC)
    try:
        os.write(descriptor, content)
        return lead(descriptor, len(content), media_type, url).links
    finally:
        os.close(descriptor)


def test_a_page_in_utf_16_is_followed() -> None:
    page = '<a href="list.csv">List</a>'.encode("utf-16")
    assert led(page, "text/html", "http://example.org/a/") == ("http://example.org/a/list.csv",)


def test_bytes_with_zeros_are_no_text() -> None:
    assert led(b"\0<a href=list.csv>", "text/html", "http://example.org/a/") == ()
