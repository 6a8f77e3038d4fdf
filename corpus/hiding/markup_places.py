"""Hiding places of HTML, XML and JSON: what a browser does not show."""

import base64
import html
import json
from collections.abc import Callable
from random import Random

from corpus import textual
from corpus.content import Content, aggregate
from corpus.hiding.place import HidingPlace
from corpus.ooxml.cells import escape

Make = Callable[[Random, Content], bytes]


def _page(hidden: Callable[[Content], str], head: Callable[[Content], str] | None = None) -> Make:
    def make(rng: Random, content: Content) -> bytes:
        rows = aggregate(rng, 4)
        table = textual.html_table([str(cell) for cell in rows[0]], rows[1:], "Book-ins by facility")
        top = head(content) if head else ""
        return textual.html_page("Statistics", f"{table}\n{hidden(content)}", top).encode()

    return make


def _table(content: Content, attributes: str = "") -> str:
    return textual.html_table(content.header, content.rows, attributes=attributes)


def _objects(content: Content) -> list[dict[str, object]]:
    return textual.keyed(content.header, content.rows)


def _nothing(_: Content) -> str:
    return ""


def _paragraphs(content: Content, attributes: str = "") -> str:
    return "".join(f"<p{attributes}>{html.escape(line)}</p>" for line in content.lines)


def _data_attributes(content: Content) -> str:
    return "".join(
        f'<div class="row" data-record="{html.escape(json.dumps(item, ensure_ascii=False))}">{n}</div>'
        for n, item in enumerate(_objects(content), 1)
    )


def _hidden_inputs(content: Content) -> str:
    return "<form>" + "".join(
        f'<input type="hidden" name="n{n}" value="{html.escape(x)}">' for n, x in enumerate(content.lines)
    ) + "</form>"  # fmt: skip


def _state(content: Content) -> str:
    state = json.dumps({"page": 1, "cases": {"items": _objects(content)}}, ensure_ascii=False)
    return f"<script>window.__STATE__ = {state};</script>"


def _json_script(content: Content) -> str:
    data = json.dumps(_objects(content), ensure_ascii=False)
    return f'<script type="application/json" id="data">{data}</script>'


def _linked_data(content: Content) -> str:
    items = [{"@type": "Thing", "description": line} for line in content.lines]
    value = {"@context": "https://schema.example", "@graph": items}
    return f'<script type="application/ld+json">{json.dumps(value, ensure_ascii=False)}</script>'


def _script_strings(content: Content) -> str:
    calls = "".join(
        f"  show({n}, '{line.replace(chr(39), chr(92) + chr(39))}');\n"
        for n, line in enumerate(content.lines)
    )
    return f"<script>\nfunction load() {{\n{calls}}}\n</script>"


def _encoded(content: Content) -> str:
    blob = base64.b64encode(textual.delimited(content.table).encode()).decode()
    return f'<script>const table = "{blob}";</script>'


def _data_link(content: Content) -> str:
    blob = base64.b64encode(textual.delimited(content.table).encode()).decode()
    return f'<a href="data:text/csv;base64,{blob}" download="table.csv">download</a>'


def _hidden_rows(content: Content) -> str:
    rows = "".join(
        '<tr style="display:none">' + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>"
        for row in content.texts[1:]
    )
    head = "".join(f"<th>{html.escape(name)}</th>" for name in content.header)
    return f"<table><tr>{head}</tr><tr><td>see report</td><td></td><td></td><td></td></tr>{rows}</table>"


def _alternative(content: Content) -> str:
    return f'<img src="chart.png" alt="{html.escape(content.text)}">'


def _inner_page(content: Content) -> str:
    return f'<iframe srcdoc="{html.escape(_table(content))}" style="display:none"></iframe>'


def _field_values(content: Content) -> str:
    return "<form>" + "".join(
        f'<input type="text" name="n{n}" value="{html.escape(line)}">' for n, line in enumerate(content.lines)
    ) + "</form>"  # fmt: skip


HTML = (
    HidingPlace("table", _page(_table), "visible"),
    HidingPlace("comment", _page(lambda c: f"<!-- {_table(c)} -->"), "page_source"),
    HidingPlace("comment_text", _page(lambda c: f"<!-- {c.text} -->"), "page_source"),
    HidingPlace("hidden_attribute", _page(lambda c: f"<div hidden>{_table(c)}</div>"), "page_source"),
    HidingPlace(
        "display_none", _page(lambda c: f'<div style="display: none">{_table(c)}</div>'), "page_source"
    ),
    HidingPlace(
        "hidden_by_class",
        _page(lambda c: f'<div class="off">{_table(c)}</div>', lambda _: "<style>.off{display:none}</style>"),
        "page_source",
    ),
    HidingPlace("hidden_rows", _page(_hidden_rows), "page_source"),
    HidingPlace("data_attributes", _page(_data_attributes), "page_source"),
    HidingPlace("hidden_inputs", _page(_hidden_inputs), "page_source"),
    HidingPlace("noscript", _page(lambda c: f"<noscript>{_table(c)}</noscript>"), "page_source"),
    HidingPlace("template", _page(lambda c: f"<template>{_table(c)}</template>"), "page_source"),
    HidingPlace("inner_page", _page(_inner_page), "page_source"),
    HidingPlace("state_script", _page(_state), "script_data"),
    HidingPlace("json_script", _page(_json_script), "script_data"),
    HidingPlace("linked_data", _page(_linked_data), "script_data"),
    HidingPlace("script_strings", _page(_script_strings), "script_data"),
    HidingPlace("base64_in_script", _page(_encoded), "script_data"),
    HidingPlace("data_link", _page(_data_link), None),
    HidingPlace("alt_text", _page(_alternative), "alt_text"),
    HidingPlace(
        "meta_description",
        _page(_nothing, lambda c: f'<meta name="description" content="{html.escape(c.text)}">'),
        "metadata",
    ),
    HidingPlace("field_values", _page(_field_values), "form_field"),
    HidingPlace("white_text", _page(lambda c: _paragraphs(c, ' style="color:#fff"')), "invisible_text"),
    HidingPlace("zero_font", _page(lambda c: _paragraphs(c, ' style="font-size:0"')), "invisible_text"),
    HidingPlace(
        "off_screen",
        _page(lambda c: f'<div style="position:absolute;left:-9999px">{_table(c)}</div>'),
        "off_page",
    ),
)


def _json(build: Callable[[Content], object]) -> Make:
    def make(rng: Random, content: Content) -> bytes:
        counts = [{"month": f"2022-{n:02d}", "received": rng.randrange(900)} for n in range(1, 12)]
        return textual.json_text({"title": "Statistics", "counts": counts, "more": build(content)}).encode()

    return make


def _lines(_: Random, content: Content) -> bytes:
    return textual.json_lines(content.header, content.rows).encode()


def _deep(content: Content) -> object:
    value: object = {"records": _objects(content)}
    for level in range(20):
        value = {f"level{level}": value}
    return value


def _base64_member(content: Content) -> object:
    return {"attachment": base64.b64encode(textual.delimited(content.table).encode()).decode()}


JSON = (
    HidingPlace("records", _json(_objects), "visible", ("path:/more",)),
    HidingPlace("lists", _json(lambda c: c.texts), "visible", ("path:/more",)),
    HidingPlace("sentences", _json(lambda c: list(c.lines)), "visible", ("path:/more",)),
    HidingPlace("deep", _json(_deep), "visible", ("path:/more",)),
    HidingPlace("json_in_a_string", _json(lambda c: json.dumps(_objects(c))), None),
    HidingPlace("base64", _json(_base64_member), None),
    HidingPlace("lines", _lines, "visible", ending="jsonl"),
)


def _xml(body: Callable[[Content], str]) -> Make:
    def make(rng: Random, content: Content) -> bytes:
        counts = "".join(f'<count month="2022-{n:02d}">{rng.randrange(900)}</count>' for n in range(1, 12))
        return (
            f'<?xml version="1.0"?>\n<report><counts>{counts}</counts>\n{body(content)}\n</report>'.encode()
        )

    return make


def _elements(content: Content) -> str:
    return textual.xml_text(content.header, content.rows).split("?>\n", 1)[1]


def _attributes(content: Content) -> str:
    return "<items>" + "".join(
        f'<item name="{escape(row[0])}" born="{row[1]}" a_number="{row[2]}" country="{escape(row[3])}"/>'
        for row in content.texts[1:]
    ) + "</items>"  # fmt: skip


XML = (
    HidingPlace("elements", _xml(_elements), "visible"),
    HidingPlace("attributes", _xml(_attributes), "visible"),
    HidingPlace("comment", _xml(lambda c: f"<!-- {c.text.replace('--', '-')} -->"), "page_source"),
    HidingPlace("character_data", _xml(lambda c: f"<note><![CDATA[{c.text}]]></note>"), "visible"),
    HidingPlace("instruction", _xml(lambda c: f"<?note {c.text}?>"), None),
)
