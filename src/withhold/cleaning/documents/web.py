"""Writes an HTML page of headings, paragraphs, lists and tables: no scripts, styles, links or attributes."""

import html
import re

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
    columns = sorted({column for row in table.rows.values() for column in row})
    rows = []
    for number in sorted(table.rows):
        cells = table.rows[number]
        texts = ("<br>".join(map(_plain, cells.get(column, "").split("\n"))) for column in columns)
        rows.append(f"<tr>{''.join(f'<td>{text}</td>' for text in texts)}</tr>")
    return "<table>\n" + "\n".join(rows) + "\n</table>"


def _plain(text: str) -> str:
    return html.escape(_CONTROL.sub("", text), quote=False)
