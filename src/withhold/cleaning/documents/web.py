"""Writes an HTML page of headings, paragraphs, lists and tables: no scripts, styles, links or attributes."""

import html
import re
from collections.abc import Iterator

from withhold.cleaning.documents.content import Block, Content, Paragraph, Rows

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_STYLE = "table{border-collapse:collapse}td{border:1px solid;padding:.2em .5em;vertical-align:top}"


def as_page(content: Content) -> bytes:
    """An HTML page with what is left of the content."""
    blocks = [block for section in content.sections.values() for block in section.blocks]
    lines: list[str] = []
    depth = 0
    for block in blocks:
        entry = block.entry if isinstance(block, Paragraph) else 0
        if entry and not depth:
            lines.append("<ul>")
        elif depth and not entry:
            lines.append("</ul>")
        depth = entry
        lines.append(_block(block))
    if depth:
        lines.append("</ul>")
    title = next((block.text for block in blocks if isinstance(block, Paragraph) and block.level), "")
    body = "\n".join(lines)
    page = (
        f'<!DOCTYPE html>\n<html>\n<head>\n<meta charset="utf-8">\n<title>{_plain(title)}</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )
    return page.encode("utf-8")


def _block(block: Block) -> str:
    if isinstance(block, Rows):
        return _table(block)
    tag = f"h{min(block.level, 6)}" if block.level else "li" if block.entry else "p"
    return f'<{tag} dir="auto">{_plain(block.text)}</{tag}>'


def _table(table: Rows) -> str:
    rows = (f"<tr>{''.join(_cells(table, number))}</tr>" for number in sorted(table.rows))
    return "<table>\n" + "\n".join(rows) + "\n</table>"


def _cells(table: Rows, number: int) -> Iterator[str]:
    for cell in table.cells(number):
        if not cell.is_joined:
            reach = f' colspan="{cell.columns}"' if cell.columns > 1 else ""
            reach += f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
            yield f"<td{reach}>{'<br>'.join(map(_plain, cell.text.split(chr(10))))}</td>"


def _plain(text: str) -> str:
    return html.escape(_CONTROL.sub("", text), quote=False)
