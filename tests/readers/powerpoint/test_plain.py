"""The quick way through a slide gives what the XML parser gives, whatever is changed in it."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.contract.reader import read_all
from tests.readers.powerpoint.building import deck, run, slide, solid, sp, table
from withhold.domain.piece import ReadItem, Skipped
from withhold.readers.interface import ReaderError
from withhold.readers.powerpoint import READER
from withhold.readers.powerpoint.plain import PlainText

_ROWS = ("Name", "Born"), ("Ann Lee", "1990-01-01"), ("Bo &amp; Li", "1991-01-01")
_WHITE = solid("FFFFFF")
_LEVEL = '<a:p><a:pPr lvl="2"><a:buFont typeface="Font A"/><a:buChar char="&#8226;"/></a:pPr>'
_BLOCKS = (
    run("Report &#8211; one"),
    run("White", _WHITE),
    run("Faint", '<a:solidFill><a:schemeClr val="bg1"><a:lumMod val="95000"/></a:schemeClr></a:solidFill>'),
    run("Tiny", attributes=' sz="100"'),
    run("None", "<a:noFill/>"),
    run("Outlined", f"<a:ln>{solid('000000')}</a:ln>{_WHITE}"),
    run("Marked", f"{_WHITE}<a:highlight><a:srgbClr val='000000'/></a:highlight>"),
    run("Marked", f'{_WHITE}<a:highlight><a:srgbClr val="000000"/></a:highlight>'),
    run("Font", '<a:latin typeface="Font B"/>'),
    run("Linked", '<a:hlinkClick r:id="r1" tooltip="told"/>'),
    f"{_LEVEL}<a:r><a:rPr>{_WHITE}</a:rPr><a:t>hidden</a:t></a:r><a:r><a:t> and seen</a:t></a:r></a:p>",
    "<a:p><a:r><a:t>one</a:t></a:r><a:br><a:rPr/></a:br><a:r><a:t>two</a:t></a:r></a:p>",
    f"<a:p><a:r><a:t>one</a:t><a:rPr>{_WHITE}</a:rPr><a:t>two</a:t></a:r></a:p>",
    f'<a:p><a:pPr>{_WHITE}</a:pPr><a:fld type="slidenum"><a:rPr/><a:t>7</a:t></a:fld></a:p>',
    f"<a:p><a:endParaRPr>{_WHITE}</a:endParaRPr></a:p>",
    "<a:p/>",
    "<a:p><a:r/></a:p>",
    '<a:p><x:other said="words"/><a:r><a:t>kept</a:t></a:r></a:p>',
    "<a:p>loose<a:r><a:t>kept</a:t></a:r></a:p>",
    "<!-- <a:p> -->",
    "<![CDATA[<a:p>]]>",
)
_SHAPES = (
    *(sp(block) for block in _BLOCKS),
    table(*_ROWS),
    table(*_ROWS, cell=_WHITE),
    table(*_ROWS, attributes=' hMerge="1"'),
    table(*_ROWS, attributes=' gridSpan="2"'),
    table(("Ann Lee", "<a:p>")),
    f"<mc:AlternateContent><mc:Fallback>{sp(run('old form'))}</mc:Fallback></mc:AlternateContent>",
    f"<p:sp><a:t>{run('in a text')}</a:t></p:sp>",
    run("in no shape"),
)
_PIECES = (
    *("<a:p>", "</a:p>", "<a:r>", "</a:t>", "<a:t>", "<a:tc>", "</a:tr>", '<a:rPr sz="1">', "<a:noFill/>"),
    *("&", "<", ">", '"', "'", "&lt;", "&#1;", "]]>", "\r", "\0", "é", " ", "<a:extLst>", ' sz="1"'),
)


def _items(data: bytes) -> list[ReadItem]:
    try:
        return read_all(READER, data)
    except ReaderError:
        return []


def _made(shapes: str) -> bytes:
    return deck(slide(shapes))


def _both(data: bytes, patch: pytest.MonkeyPatch) -> tuple[list[object], list[object]]:
    quick = _items(data)
    with patch.context() as slow:
        slow.setattr(PlainText, "filter", _parser_only)
        return _told(quick), _told(_items(data))


def _parser_only(_: PlainText, chunks: Iterable[bytes]) -> Iterator[bytes]:
    return iter(chunks)


def _told(items: list[ReadItem]) -> list[object]:
    """The line where broken XML is told of counts only what the parser saw."""
    return [(item.location, item.reason) if isinstance(item, Skipped) else item for item in items]


@pytest.mark.parametrize("shape", _SHAPES)
def test_each_shape(shape: str, monkeypatch: pytest.MonkeyPatch) -> None:
    quick, slow = _both(_made(sp(run("before")) + shape + sp(run("after"))), monkeypatch)
    assert quick == slow
    assert len(slow) > 3


@given(st.lists(st.sampled_from(_SHAPES), max_size=5), st.data())
def test_changed_slides(shapes: list[str], data: st.DataObject) -> None:
    body = "".join(shapes)
    for _ in range(data.draw(st.integers(0, 3))):
        start = data.draw(st.integers(0, len(body)))
        end = min(len(body), start + data.draw(st.integers(0, 12)))
        body = body[:start] + data.draw(st.sampled_from(_PIECES)) + body[end:]
    with pytest.MonkeyPatch.context() as patch:
        quick, slow = _both(_made(body), patch)
    is_damaged = any(isinstance(item, tuple) for item in slow)
    assert any(isinstance(item, tuple) for item in quick) is is_damaged
    assert is_damaged or quick == slow


def test_what_stands_in_an_attribute_is_damage_and_no_paragraph() -> None:
    attribute = run("Ann Lee").replace('"', "")
    found = _items(_made(f'<p:sp><a:x b="{attribute}"/></p:sp>'))
    assert any(isinstance(item, Skipped) for item in found)


@pytest.mark.parametrize("text", ["Ann &#1; Lee", "Ann &#xFFFF; Lee", "Ann ]]> Lee"])
def test_what_is_no_character_is_damage(text: str) -> None:
    assert any(isinstance(item, Skipped) for item in _items(_made(sp(run(text)))))


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"], ids=["none", "newline", "as Office"])
def test_the_quick_way_is_taken(end: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ordinary paragraphs and rows do not reach the parser, whatever ends the line of the declaration."""
    passed: list[bytes] = []
    filtered = PlainText.filter

    def watched(plain: PlainText, chunks: Iterable[bytes]) -> Iterator[bytes]:
        whole = b"".join(chunks)
        body = whole.partition(b"?>")[2].lstrip() if whole.startswith(b"<?xml") else whole
        for chunk in filtered(plain, [b'<?xml version="1.0"?>' + end + body]):
            passed.append(chunk)
            yield chunk

    monkeypatch.setattr(PlainText, "filter", watched)
    assert _items(_made(sp(run("one", solid("000000")) * 50) + table(*_ROWS, cell=_WHITE)))
    assert b"one" not in b"".join(passed)
    assert b"Ann Lee" not in b"".join(passed)


@pytest.mark.corpora
def test_real_presentations(corpora: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = sorted(corpora.glob("office/**/*.p[op][tst][xm]"))[::3]
    assert found
    for path in found:
        quick, slow = _both(path.read_bytes(), monkeypatch)
        assert quick == slow, path.name
