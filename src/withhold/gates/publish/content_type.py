"""The Content-Type under which a document is published: by its content, never against it."""

import mimetypes

_PLAIN = ("text/plain", "text/csv")
"""Content that says no more of itself; a list in prose may look like columns."""
_NAMED = {
    "css": "text/css",
    "csv": "text/csv",
    "geojson": "application/geo+json",
    "ics": "text/calendar",
    "json": "application/json",
    "md": "text/markdown",
    "tsv": "text/tab-separated-values",
    "txt": "text/plain",
    "vtt": "text/vtt",
}
"""What the name of a plain text may say more precisely; nothing that a browser would run is among it."""


def content_type(media_type: str, name: str) -> str:
    """The type found in the content; of plain text, what its name says, if that is nothing a browser runs.

    Unknown content takes its name's type where that is sound, film or a font.
    """
    suffix = name.rpartition(".")[2].lower()
    if media_type in _PLAIN:
        return _NAMED.get(suffix, media_type)
    if media_type == "application/octet-stream":
        guessed = mimetypes.guess_type(name, strict=True)[0] or ""
        if guessed.partition("/")[0] in ("audio", "font", "video"):
            return guessed
    return media_type
