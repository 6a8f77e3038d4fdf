"""Comments and processing instructions of XML parts: no program shows them, and any can hold words."""

from collections.abc import Iterable, Iterator

from withhold.readers.ooxml.xml import create_parser, feed

_OPENINGS = (b"<!--", b"<?", "<!--".encode("utf-16-le"), "<?".encode("utf-16-le"))
_DECLARATION = (b"<?xml ", "<?xml ".encode("utf-16-le"))
_LONGEST = 8


def watched(chunks: Iterable[bytes], seen: list[bool]) -> Iterator[bytes]:
    """The chunks as they are; `seen` gets an entry when something but the declaration may stand aside."""
    tail = b""
    for chunk in chunks:
        window = tail + chunk
        if not seen and _opens(window):
            seen.append(True)
        tail = window[-_LONGEST:] if len(chunk) > _LONGEST else b""
        yield chunk


def _opens(window: bytes) -> bool:
    count = sum(window.count(opening) for opening in _OPENINGS)
    return count > sum(window.count(opening) for opening in _DECLARATION)


def asides(chunks: Iterable[bytes]) -> Iterator[str]:
    """The text of every comment and processing instruction. Raises Corrupt or OverLimit at the damage."""
    parser = create_parser()
    found: list[str] = []
    parser.CommentHandler = found.append
    parser.ProcessingInstructionHandler = lambda target, text: found.append(f"{target} {text}")
    for _ in feed(parser, chunks):
        yield from found
        found.clear()
