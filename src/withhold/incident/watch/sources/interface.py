"""A page as it comes from a source, and a source's parts that can be read one without the other."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Page:
    """One page or document. `content` is free of transfer and content codings, otherwise as it was served.

    `source` is what the user named (a file, a folder, a list); `url` is the page's address, for a file of a
    folder its path. `media_type` is what was declared, lower case, without parameters, and `charset` too;
    both "" where nothing was. `text` says that the content is text that somebody drew from a page (WET).
    """

    source: str
    url: str
    content: bytes = field(repr=False)
    media_type: str = ""
    charset: str = ""
    text: bool = False


@dataclass(frozen=True, slots=True)
class Unread:
    """A part of a source that could not be looked at. `reason` is one line without content; `gone`: the
    server says that nothing is there any more."""

    source: str
    url: str
    reason: str
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Shard:
    """A part of the sources that can be read without the rest, small enough to be sent to a worker.

    `kind` names who reads it (`warc`, `files`, `urls`, `lists`), `paths` what: an archive, or some files of a
    folder, or some addresses. `size` is its bytes on disk, 0 where they are not known before.
    """

    source: str
    kind: str
    paths: tuple[str, ...]
    size: int = 0


class Read(Protocol):
    """Reads a shard: every page in it, and every part that cannot be read, in a stable order.

    Never raises for what is in the bytes.
    """

    def __call__(self, shard: Shard) -> Iterator[Page | Unread]: ...
