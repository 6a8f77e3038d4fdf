"""Events of a calendar: what is said of them stands with their title."""

from tests.readers.reading import read, texts_of

_EVENT = "BEGIN:VEVENT\r\n{}\r\nEND:VEVENT\r\n"
_SAID = "DESCRIPTION:born 4 March 1987, asylum pending"
_TITLE = "SUMMARY:Hearing of Ann Leefield"


def _calendar(*lines: str) -> bytes:
    event = _EVENT.format("\r\n".join(lines))
    return f"BEGIN:VCALENDAR\r\n{event}END:VCALENDAR\r\n".encode()


def _told(*lines: str) -> list[str]:
    return [one.text for one in texts_of(read(_calendar(*lines))) if "born" in one.text]


def test_a_description_comes_with_the_title_whichever_stands_first() -> None:
    for lines in ((_TITLE, _SAID), (_SAID, _TITLE)):
        assert _told(*lines) == ["Hearing of Ann Leefield\nborn 4 March 1987, asylum pending"]


def test_a_description_without_a_title_stands_alone() -> None:
    assert _told(_SAID) == ["born 4 March 1987, asylum pending"]
