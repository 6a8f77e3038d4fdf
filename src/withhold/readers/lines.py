"""Many short texts as few long ones."""

from collections.abc import Iterable, Iterator

_CHUNK = 1 << 16


def in_chunks(texts: Iterable[str]) -> Iterator[str]:
    """Texts one a line, in chunks; blank ones and direct repetitions left out."""
    held: list[str] = []
    size = 0
    previous = ""
    for text in texts:
        text = text.strip()
        if not text or text == previous:
            continue
        previous = text
        if size + len(text) > _CHUNK and held:
            yield "\n".join(held)
            held, size = [], 0
        held.append(text)
        size += len(text)
    if held:
        yield "\n".join(held)
