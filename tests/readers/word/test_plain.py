"""The quick way through a Word document gives what the XML parser gives, whatever is changed in it."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.contract.reader import read_all
from tests.readers.word.test_document import p, pack, table
from withhold.domain.piece import ReadItem, Skipped
from withhold.readers.interface import ReaderError
from withhold.readers.word import READER
from withhold.readers.word.plain import PlainBlocks

_STYLES = (
    '<w:styles xmlns:w="w"><w:style w:styleId="H"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:styleId="V"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>'
)
_ROWS = ("Name", "Born"), ("Ann Lee", "1990-01-01"), ("Bo &amp; Li", "1991-01-01")
_BLOCKS = (
    p("Report &#8211; one"),
    p("Title", paragraph='<w:pStyle w:val="H"/>'),
    p("Hidden", paragraph='<w:pStyle w:val="V"/>'),
    p("White", run='<w:color w:val="FFFFFF"/>'),
    p("Outline", paragraph='<w:outlineLvl w:val="1"/>'),
    p('one</w:t><w:tab/><w:t>two</w:t><w:br/><w:t xml:space="preserve"> three '),
    '<w:p><w:hyperlink r:id="r1"><w:r><w:t>linked</w:t></w:r></w:hyperlink></w:p>',
    '<w:p><w:hyperlink w:tooltip="told"><w:r><w:t>linked</w:t></w:r></w:hyperlink></w:p>',
    '<w:p><w:ins w:author="x"><w:r><w:t>new</w:t></w:r></w:ins></w:p>',
    "<w:p><w:del><w:r><w:delText>old</w:delText></w:r></w:del></w:p>",
    '<w:p><w:bookmarkStart w:name="_x"/><w:r><w:t>kept</w:t></w:r><w:bookmarkEnd/></w:p>',
    '<w:p><w:bookmarkStart w:name="named"/><w:r><w:t>kept</w:t></w:r></w:p>',
    "<w:p/>",
    "<w:p><w:r/></w:p>",
    "<w:sdt><w:sdtContent>" + p("in a control") + "</w:sdtContent></w:sdt>",
    "<w:p><w:r><w:pict><w:txbxContent>" + p("boxed") + "</w:txbxContent></w:pict></w:r></w:p>",
    "<w:del>" + p("block") + "</w:del>",
    "<!-- <w:p> -->",
    "<![CDATA[<w:p>]]>",
    table(*_ROWS),
    table(*_ROWS, row="<w:hidden/>"),
    table(*_ROWS, cell='<w:gridSpan w:val="2"/>'),
    f"<w:tbl><w:tr><w:tc>{table(*_ROWS)}{p('after')}</w:tc></w:tr></w:tbl>",
)
_PIECES = (
    "<w:p>",
    "</w:p>",
    "<w:r>",
    "</w:t>",
    "&",
    "<",
    ">",
    "&lt;",
    "\r",
    "é",
    "<w:tc>",
    '<w:tab w:val="x"/>',
    " ",
)


def _items(data: bytes) -> list[ReadItem]:
    try:
        return read_all(READER, data)
    except ReaderError:
        return []


def _both(data: bytes, patch: pytest.MonkeyPatch) -> tuple[list[ReadItem], list[ReadItem]]:
    quick = _items(data)
    with patch.context() as slow:
        slow.setattr(PlainBlocks, "filter", _parser_only)
        return quick, _items(data)


def _parser_only(_: PlainBlocks, chunks: Iterable[bytes]) -> Iterator[bytes]:
    return iter(chunks)


def _same(quick: list[ReadItem], slow: list[ReadItem]) -> bool:
    """The line where broken XML is told of counts only what the parser saw."""
    return [_told(item) for item in quick] == [_told(item) for item in slow]


def _told(item: ReadItem) -> object:
    return (item.location, item.reason) if isinstance(item, Skipped) else item


def _made(body: str) -> bytes:
    return pack(body, {"word/styles.xml": ("styles", _STYLES)})


@pytest.mark.parametrize("block", _BLOCKS)
def test_each_block(block: str, monkeypatch: pytest.MonkeyPatch) -> None:
    quick, slow = _both(_made(p("before") + block + p("after")), monkeypatch)
    assert _same(quick, slow)
    assert len(slow) > 3


@given(st.lists(st.sampled_from(_BLOCKS), max_size=6), st.data())
def test_changed_documents(blocks: list[str], data: st.DataObject) -> None:
    body = "".join(blocks)
    for _ in range(data.draw(st.integers(0, 3))):
        start = data.draw(st.integers(0, len(body)))
        end = min(len(body), start + data.draw(st.integers(0, 12)))
        body = body[:start] + data.draw(st.sampled_from(_PIECES)) + body[end:]
    with pytest.MonkeyPatch.context() as patch:
        quick, slow = _both(_made(body), patch)
    is_damaged = any(isinstance(item, Skipped) for item in slow)
    assert any(isinstance(item, Skipped) for item in quick) is is_damaged
    assert is_damaged or _same(quick, slow)


def test_what_stands_in_an_attribute_is_damage_and_no_paragraph() -> None:
    found = _items(_made(f'<w:x w:b="{p("Ann Lee")}"/>'))
    assert any(isinstance(item, Skipped) for item in found)


@pytest.mark.parametrize("text", ["Ann &#1; Lee", "Ann &#xFFFF; Lee", "Ann ]]> Lee"])
def test_what_is_no_character_is_damage(text: str) -> None:
    assert any(isinstance(item, Skipped) for item in _items(_made(p(text))))


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"], ids=["none", "newline", "as Office"])
def test_the_quick_way_is_taken(end: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ordinary paragraphs and rows do not reach the parser, whatever ends the line of the declaration."""
    passed: list[bytes] = []
    filtered = PlainBlocks.filter

    def watched(blocks: PlainBlocks, chunks: Iterable[bytes]) -> Iterator[bytes]:
        whole = b"".join(chunks)
        body = whole.partition(b"?>")[2].lstrip() if whole.startswith(b"<?xml") else whole
        for chunk in filtered(blocks, [b'<?xml version="1.0"?>' + end + body]):
            passed.append(chunk)
            yield chunk

    monkeypatch.setattr(PlainBlocks, "filter", watched)
    _items(_made(p("one") * 50 + table(*_ROWS)))
    assert b"one" not in b"".join(passed)
    assert b"Ann Lee" not in b"".join(passed)


@pytest.mark.corpora
def test_real_documents(corpora: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = sorted(corpora.glob("office/**/*.do[ct][xm]"))[::3]
    differ = [path.name for path in found if not _same(*_both(path.read_bytes(), monkeypatch))]
    assert found
    assert not differ
