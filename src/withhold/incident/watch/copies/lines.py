"""A page as lines of text, as a reader would see its rows: fast, linear, and never failing on broken pages.

Not a parser of HTML: tags are taken for line ends, cell ends or nothing, what stands in scripts is kept, as
data of a page often does. That is what sets the speed of a scan; documents go through the readers instead.
"""

import re
from html import unescape

LINE, CELL, STRONG = "\n", "\t", "\n\n"
"""Between two lines; between two cells of a row; between two records."""
_SET = frozenset({LINE, CELL, STRONG, ""})
_TAG = re.compile(r"<(/?[a-zA-Z!?][^<>\s/]{0,30})([^<>]{0,4000})>")
_CELLS = frozenset({"/td", "/th"})
_CELL_BEGINS = frozenset({"td", "th"})
_VALUE = re.compile(r"""=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""")
_INLINE_NAMES = """
a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q s samp small span strike
strong sub sup time tt u var wbr
"""
_INLINE = frozenset(f"{end}{name}" for name in _INLINE_NAMES.split() for end in ("", "/"))
_RAW = frozenset({"pre", "script", "style", "textarea", "xmp", "plaintext"})
_FOLDED = re.compile(r"[ \t\r\n\f\v]{2,}|[\t\r\n]")
_COMMENT = re.compile(r"<!--|-->")
_BLANKS = re.compile(r"[ \t]*\n[ \t]*\n[ \t\n]*")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
HERE = "\x02"
"""Stands in lines where something may be of the list; pages have it nowhere."""
_RUNS = {1: LINE, 3: STRONG}
"""What stands for so many ends and beginnings of blocks in a row: three set records apart."""


def is_marked_up(text: str) -> bool:
    """Whether a text has tags to take out."""
    return "</" in text or "<br" in text or "<BR" in text


def lines_of(text: str) -> str:
    """The lines of a page, ended by LINE, cells by CELL, records that are surely apart by STRONG."""
    if is_marked_up(text):
        text = _without_tags(text)
    if "&" in text:
        text = unescape(text)
    if "\\u" in text:
        text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return _even(text) if "\n\n" in text or "\n \n" in text else text


def _even(text: str) -> str:
    """Blank lines as one STRONG; none where they stand after nearly every line."""
    text = _BLANKS.sub(STRONG, text)
    blank, ends = text.count(STRONG), text.count(LINE)
    return text.replace(STRONG, LINE) if 4 * (ends - blank) < 5 * blank else text


def _without_tags(text: str) -> str:
    pieces = _TAG.split(_COMMENT.sub(" ", text) if "<!--" in text else text)
    parts = [pieces[0]]
    run = 0
    raw = False
    for at in range(1, len(pieces), 3):
        name, piece = pieces[at], pieces[at + 2]
        if HERE in pieces[at + 1]:
            parts.append(LINE + CELL.join(_VALUE.findall(pieces[at + 1])) + LINE)
        if name not in _INLINE:
            name = name.lower()
            if name in _CELLS or (name in _CELL_BEGINS and parts[-1] not in _SET):
                parts.append(CELL)
            elif name not in _CELL_BEGINS:
                run += 1
                if run in _RUNS:
                    parts.append(_RUNS[run])
            raw = name in _RAW
        if piece and not piece.isspace():
            # Line ends in the source are spaces, but where they are shown or are data.
            plain = raw or ("\n" not in piece and "  " not in piece and "\t" not in piece)
            parts.append(piece if plain else _FOLDED.sub(" ", piece))
            run = 0
    return "".join(parts)
