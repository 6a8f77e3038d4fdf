"""Follows the groups of an RTF document: what each word does, and to what each text belongs."""

from collections.abc import Callable

from withhold.domain.concealment import Concealment
from withhold.domain.location import Location
from withhold.domain.piece import TextRole
from withhold.readers.interface import OverLimit, Place, ReaderError
from withhold.readers.mail.charsets import of_code_page
from withhold.readers.rtf.blobs import Blob
from withhold.readers.rtf.characters import decoded, unit
from withhold.readers.rtf.charsets import of_document
from withhold.readers.rtf.heads import Colours, Fonts, Styles
from withhold.readers.rtf.look import CHANGES, Look
from withhold.readers.rtf.rows import ROW_WORDS
from withhold.readers.rtf.runs import Run
from withhold.readers.rtf.sheet import WORDS as SHEET_WORDS
from withhold.readers.rtf.sheet import Sheet
from withhold.readers.rtf.sinks import Aside, Sinks
from withhold.readers.rtf.story import Story
from withhold.readers.rtf.tokens import BINARY, CLOSE, HEX, OPEN, SIGN, TEXT, WORD, Token
from withhold.readers.rtf.vocabulary import DESTINATIONS, PARAGRAPH_ENDS, SIGNS, SYMBOLS, UNKNOWN, Destination
from withhold.readers.strings import strings

_DEEPEST = 2000
_MOST_IN_GROUP = 8
"""Destinations that may begin in one group; no program lets more than one."""
_LONGEST_RUN = 1 << 20
_SHORTEST = 3
"""Bytes in place of one character: so many are no likeness of it but a text."""
_LINKED = frozenset(("cs", "ts", "ds", "tsrowd"))
"""Words behind `\\*` that begin no destination."""
_CELLS = {"cell": True, "nestcell": True, "row": False, "nestrow": False}
"""Marks of tables: whether they end a cell."""


class Groups:
    """Takes tokens one by one; what they give is in `sinks`. `is_closed`: the document has come to its end.

    `is_tail`: what stands behind the end of a document, where closing braces end nothing.
    """

    def __init__(self, place: Place, location: Location, *, is_tail: bool = False) -> None:
        self.error: ReaderError | None = None
        self.is_closed = False
        self._is_tail = is_tail
        self.sinks = Sinks(place, location)
        self._look = Look()
        self._is_own = True
        self._groups: list[tuple[Look, int]] = []
        self._run = Run()
        self._is_starred = False
        self._default_font: int | None = None
        self._sheet = Sheet()
        self._takers: dict[int, Callable[[Token], None]] = {
            OPEN: self._open, CLOSE: self._close, WORD: self._word, SIGN: self._sign, HEX: self._byte,
            TEXT: self._text, BINARY: self._binary,
        }  # fmt: skip

    def take(self, token: Token) -> None:
        """The next token. Raises OverLimit."""
        self._takers[token.kind](token)

    def finish(self) -> None:
        """Ends everything that is still open."""
        try:
            self._settle()
            self.sinks.finish()
        except ReaderError as error:
            self.error = self.error or error

    def _open(self, _: Token) -> None:
        self._settle()
        if len(self._groups) >= _DEEPEST:
            raise OverLimit(f"groups nest deeper than {_DEEPEST}")
        self._groups.append((self._look, len(self.sinks.open)))
        self._is_own = False

    def _close(self, _: Token) -> None:
        self._settle()
        if not self._groups:
            self.is_closed = not self._is_tail
            return
        self._look, depth = self._groups.pop()
        self._is_own = False
        self.sinks.end(depth)
        sink = self.sinks.open[-1]
        if isinstance(sink, Aside) and sink.destination.is_listed:
            self.sinks.add_aside(sink, "\n")
        self.is_closed = not self._groups and not self._is_tail

    def _word(self, token: Token) -> None:
        self._settle()
        word, value = token.word, token.value
        if (word in DESTINATIONS or self._is_starred) and self._destination(word):
            return
        sink = self.sinks.open[-1]
        if change := CHANGES.get(word):
            change(self._own(), value)
        elif word in SIGNS:
            self._say(SIGNS[word])
        elif word in PARAGRAPH_ENDS:
            self._end_paragraph()
        elif word == "u" and value is not None:
            self._say(unit(value))
            self._run.leave_out(self._look.skip)
        elif isinstance(sink, Story):
            self._in_story(sink, word, value)
        elif isinstance(sink, Fonts | Colours | Styles | Blob):
            sink.word(word, value)
        elif word == "f":
            self._own().codec = self.sinks.fonts.codec(value)

    def _destination(self, word: str) -> bool:
        """Begins one; False for a word behind `\\*` that is none."""
        is_starred, self._is_starred = self._is_starred, False
        if is_starred and word in _LINKED:
            return False
        if word in ("upr", "ud"):
            self._own().replaced = word == "upr"
        elif word in ("listtext", "pntext"):
            self._own().is_number = True
        self._begin(word, DESTINATIONS.get(word, UNKNOWN))
        return True

    def _begin(self, word: str, destination: Destination) -> None:
        first = self._groups[-1][1] if self._groups else 1
        if len(self.sinks.open) - first >= _MOST_IN_GROUP:
            self.sinks.end(first)
        self.sinks.begin(word, destination)

    def _in_story(self, story: Story, word: str, value: int | None) -> None:
        look = self._look
        fonts = self.sinks.fonts
        if word == "f":
            self._own().codec = fonts.codec(value)
        elif word in SHEET_WORDS:
            self._on_sheet(word, value or 0)
        elif word in ROW_WORDS:
            story.level(look.level).change(word, value)
        elif word == "trowd":
            story.level(look.level).reset()
        elif word in _CELLS:
            level = 1 if word in ("cell", "row") else max(2, look.level)
            end = story.end_cell if _CELLS[word] else story.end_row
            self.sinks.out += end(level)
        elif word in ("s", "cs"):
            self._style(word, value or 0)
        elif word == "ansicpg":
            fonts.default = of_code_page(value or 0) or fonts.default
        elif word in ("ansi", "mac", "pc", "pca"):
            fonts.default = of_document(word)
        elif word == "deff":
            self._default_font = value

    def _on_sheet(self, word: str, value: int) -> None:
        is_off = self._sheet.is_off(word, value)
        if is_off and word.startswith("shp"):
            self.sinks.is_off = True
        elif is_off or (word == "li" and self._look.is_off):
            self._own().is_off = is_off

    def _style(self, word: str, number: int) -> None:
        look = self._own()
        chain = self.sinks.styles.chain(word, number)
        is_hidden = any(style.hidden for style in chain)
        if word == "s":
            look.styled_paragraph = is_hidden
            look.heading = any(style.heading for style in chain)
        else:
            look.styled = is_hidden
        if telling := next((style for style in chain if style.is_telling), None):
            look.colour, look.size = telling.colour, telling.size

    def _end_paragraph(self) -> None:
        sink, look = self.sinks.open[-1], self._look
        if isinstance(sink, Story):
            level = look.level if look.in_table else 0
            self.sinks.out += sink.end_paragraph(level, is_heading=look.heading)
        else:
            self._say("\n")

    def _sign(self, token: Token) -> None:
        if token.data == b"*":
            self._is_starred = True
        elif self._run.leaves_out():
            return
        elif token.data in b"\r\n":
            self._settle()
            self._end_paragraph()
        elif token.data != b"'":
            self._say(SYMBOLS.get(token.data, token.data.decode("latin-1")))

    def _byte(self, token: Token) -> None:
        sink = self.sinks.open[-1]
        if isinstance(sink, Blob):
            sink.stray(token.data)
        else:
            self._run.byte(token.data)

    def _text(self, token: Token) -> None:
        if self._is_starred:
            self._is_starred = False
            self._begin("", UNKNOWN)
        sink = self.sinks.open[-1]
        if isinstance(sink, Blob):
            sink.digits(token.data)
        elif text := self._run.text(token.data):
            self._say(text)
        elif self._run.size > _LONGEST_RUN:
            self._settle()

    def _binary(self, token: Token) -> None:
        self._settle()
        sink = self.sinks.open[-1]
        if isinstance(sink, Blob):
            sink.binary(token.data)
        else:
            self.sinks.tell_unknown(strings([token.data]), len(token.data))

    def _settle(self) -> None:
        """Decodes the bytes that are held, and ends what replaces a character."""
        if self._run.is_idle:
            return
        raw, replaced = self._run.taken()
        if raw:
            self._say(decoded(raw, self._look.codec or self.sinks.fonts.codec(self._default_font)))
        if len(replaced) >= _SHORTEST:
            text = decoded(replaced, self.sinks.fonts.default)
            self.sinks.tell(text, Concealment.INVISIBLE_TEXT, TextRole.PROSE)

    def _say(self, text: str) -> None:
        """Gives text to what is open."""
        if self._run.has_bytes:
            self._settle()
        sinks, look = self.sinks, self._look
        sink = sinks.open[-1]
        if isinstance(sink, Story):
            paper = sink.paper(look.level if look.in_table else 0) or sinks.page
            how = look.concealment(sinks.colours.colours, paper)
            sinks.out += sink.add(text.replace("\t", " ") if look.is_number else text, how)
        elif isinstance(sink, Aside):
            sinks.add_aside(sink, text)
        elif isinstance(sink, Blob):
            sink.stray(text.encode("utf-8", "replace"))
        elif isinstance(sink, Fonts):
            for name in sink.add(text):
                sinks.tell(name, Concealment.METADATA, TextRole.LABEL)
        elif isinstance(sink, Styles):
            for name in sink.add(text, look):
                sinks.tell(name, Concealment.METADATA, TextRole.LABEL)
        elif isinstance(sink, Colours):
            sinks.tell(sink.add(text), Concealment.METADATA, TextRole.LABEL)

    def _own(self) -> Look:
        """The look of this group, apart from that of the one around it."""
        if not self._is_own:
            self._look, self._is_own = self._look.copy(), True
        return self._look
