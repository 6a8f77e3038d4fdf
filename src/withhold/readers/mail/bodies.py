"""The bodies of an Outlook message: HTML, RTF and plain, of which programs show one."""

from collections.abc import Generator, Iterator
from io import BytesIO

from withhold.domain.piece import ReadItem
from withhold.readers.interface import Place, ReaderError, Source
from withhold.readers.mail.charsets import of_code_page, to_text
from withhold.readers.mail.letter import plain
from withhold.readers.mail.mapi import BODY, HTML, INTERNET_CODE_PAGE, RTF, UNICODE, Properties
from withhold.readers.mail.packed_rtf import unpacked
from withhold.readers.mail.words import Shown, hidden
from withhold.readers.rtf.characters import joined
from withhold.readers.rtf.page import is_wrapped, unwrap

BODIES = (BODY, HTML, RTF)


def bodies(properties: Properties, place: Place) -> Iterator[ReadItem]:
    """The form that is shown, the first that has words, then the others.

    These are hidden if they say what the shown one does not.
    """
    shown = Shown(place.concealment)
    for data in (_html(properties), (yield from _rtf(properties, place)), _plain(properties)):
        if not data:
            continue
        inner = place.inside(place.location.child("part", "body in another form" if shown else "body"))
        items = place.open_nested(Source(BytesIO(data), len(data), ""), inner)
        if shown:
            other = list(items)
            yield from hidden(other) if shown.lacks(other) else other
        else:
            yield from shown.watch(items)


def _html(properties: Properties) -> bytes:
    """HTML is kept as bytes in a character set that another property tells, or as text."""
    data = properties.data(HTML) or b""
    if properties.kind(HTML) == UNICODE:
        return properties.text(HTML).encode("utf-8", "replace")
    return to_text(data, of_code_page(properties.number(INTERNET_CODE_PAGE) or 0)).encode("utf-8", "replace")


def _rtf(properties: Properties, place: Place) -> Generator[ReadItem, None, bytes]:
    """Gives RTF itself, or the HTML or plain text in it; what it says beside that comes as hidden text."""
    from withhold.readers.registry import skipped

    location = place.location.child("part", "body in RTF")
    packed = properties.data(RTF)
    if not packed:
        return b""
    page: list[str] = []
    try:
        data = unpacked(packed, place.budget)
        if not is_wrapped(data):
            return data
        yield from unwrap(data, place.inside(location), page)
    except ReaderError as error:
        yield skipped(location, error, len(packed))
    return joined(page).encode("utf-8", "replace")


def _plain(properties: Properties) -> bytes:
    return plain(properties.text(BODY), flowed=False, joined=False).encode("utf-8", "replace")
