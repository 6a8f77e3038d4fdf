"""Untrusted XML parts as a flat stream of events, by local name; no entities, no recursion."""

from collections.abc import Callable, Iterable, Iterator
from pyexpat import ExpatError, ParserCreate, XMLParserType
from typing import NamedTuple

from withhold.readers.interface import Corrupt, Limits, OverLimit

START, END, TEXT, COMMENT = "start", "end", "text", "comment"
_LIMITS = Limits()
_MOST_NAMES = 20_000


class Event(NamedTuple):
    """`name` is the local name of a start or end; `attributes` come with a start, `text` with text."""

    kind: str
    name: str
    attributes: dict[str, str]
    text: str


_NOTHING: dict[str, str] = {}


def create_parser() -> XMLParserType:
    """An expat parser that refuses entity declarations (exponential expansion) with Corrupt."""
    parser = ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = 1 << 16

    def refuse(*_: object) -> None:
        raise Corrupt("the part declares XML entities")

    parser.EntityDeclHandler = refuse
    return parser


def feed(parser: XMLParserType, chunks: Iterable[bytes], limit: int = _LIMITS.text_bytes) -> Iterator[None]:
    """Feeds a parser, pausing after each chunk so that what was collected can be taken away.

    Raises Corrupt for broken XML and OverLimit when one token is longer than `limit` bytes, after the last
    pause: what came before the damage has been handed over by then.
    """
    fed = 0
    try:
        for chunk in chunks:
            fed += len(chunk)
            parser.Parse(chunk, False)
            yield
            if fed - parser.CurrentByteIndex > limit:
                raise OverLimit(f"a single XML token has more than {limit} bytes")
        parser.Parse(b"", True)
    except ExpatError as error:
        yield
        raise Corrupt(f"broken XML at line {error.lineno}") from None
    except (Corrupt, OverLimit):
        yield
        raise
    except (LookupError, ValueError) as error:
        if "encoding" not in str(error):
            raise
        yield
        raise Corrupt("the part is in an encoding that is not known") from None
    yield


def local_name(name: str) -> str:
    """`c:v` to `v`: both namespace families of OOXML, and any prefix, share the local names."""
    return name.rpartition(":")[2]


def local_attributes(attributes: dict[str, str]) -> dict[str, str]:
    """Attributes by local name; an unprefixed one wins over a prefixed one of the same name."""
    found: dict[str, str] = {}
    for name, value in attributes.items():
        prefix, _, local = name.rpartition(":")
        if not prefix or local not in attributes:
            found[local] = value
    return found


def _handlers(parser: XMLParserType, out: Callable[[Event], None], path: list[str]) -> None:
    names: dict[str, str] = {}

    def local(name: str) -> str:
        found = names.get(name)
        if found is None:
            found = local_name(name)
            if len(names) < _MOST_NAMES:
                names[name] = found
        return found

    def start(name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        path.append(name)
        if len(path) > _LIMITS.xml_depth:
            raise OverLimit(f"elements nest deeper than {_LIMITS.xml_depth}")
        out(Event(START, name, local_attributes(attributes) if attributes else _NOTHING, ""))

    def end(_: str) -> None:
        out(Event(END, path.pop(), _NOTHING, ""))

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = lambda text: out(Event(TEXT, "", _NOTHING, text))
    parser.CommentHandler = lambda text: out(Event(COMMENT, "", _NOTHING, text))
    parser.ProcessingInstructionHandler = lambda _, text: out(Event(COMMENT, "", _NOTHING, text))


def events(chunks: Iterable[bytes]) -> Iterator[Event]:
    """Every start, end, text and comment of an XML part, in order. Raises Corrupt or OverLimit at the end."""
    found: list[Event] = []
    return events_among(chunks, found, [])


def events_among(chunks: Iterable[bytes], found: list[Event], path: list[str]) -> Iterator[Event]:
    """The same for a source of chunks that adds events to `found` itself, of what it keeps from the parser.

    `path` holds the local names of the elements that are open where the chunks given so far end.
    """
    parser = create_parser()
    _handlers(parser, found.append, path)
    for _ in feed(parser, chunks):
        yield from found
        found.clear()


def child_texts(stream: Iterable[Event], wanted: frozenset[str]) -> Iterator[tuple[str, str]]:
    """(name, text) of each element called one of `wanted`, with the text of everything inside it."""
    inside, depth = "", 0
    texts: list[str] = []
    for kind, name, _, text in stream:
        if kind == TEXT:
            if inside:
                texts.append(text)
        elif kind == START:
            if inside:
                depth += name == inside
            elif name in wanted:
                inside, depth = name, 1
        elif kind == END and name == inside:
            depth -= 1
            if not depth:
                yield inside, "".join(texts)
                inside = ""
                texts.clear()
