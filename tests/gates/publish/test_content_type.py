"""The Content-Type follows the content, and the name only where it can do no harm."""

import pytest

from withhold.gates.publish.content_type import content_type


@pytest.mark.parametrize(
    ("found", "name", "told"),
    [
        ("text/csv", "a.csv", "text/csv"),
        ("text/csv", "minutes.txt", "text/plain"),
        ("text/plain", "data.json", "application/json"),
        ("text/plain", "page.html", "text/plain"),
        ("text/plain", "code.js", "text/plain"),
        ("text/html", "data.csv", "text/html"),
        ("application/octet-stream", "sound.mp3", "audio/mpeg"),
        ("application/octet-stream", "page.html", "application/octet-stream"),
        ("application/pdf", "noextension", "application/pdf"),
    ],
)
def test_type(found: str, name: str, told: str) -> None:
    assert content_type(found, name) == told
