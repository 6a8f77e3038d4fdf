"""Indexes of web archives: which copies they tell of, and where those stand."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withhold.incident.watch.sources.cdx import captures, is_index

KEY, STAMP, URL = "org,example)/list", "20260301093000", "https://example.org/list?a=1"
WAYBACK = f"https://web.archive.org/web/{STAMP}id_/{URL}"
SEVEN = f"{KEY} {STAMP} {URL} text/html 200 AAAA 1234"
ELEVEN = f"{KEY} {STAMP} {URL} text/html 200 AAAA - - 1234 99 some.warc.gz"
CDXJ = f"{KEY} {STAMP} " + json.dumps({"url": URL, "status": "200", "digest": "AAAA"})
LINES = json.dumps({"urlkey": KEY, "timestamp": STAMP, "url": URL, "status": "200"})
LIST = json.dumps(
    [["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"],
     [KEY, STAMP, URL, "text/html", "200", "AAAA", "1234"]]
)  # fmt: skip
FORMS = [
    SEVEN,
    ELEVEN,
    f" CDX N b a m s k r M S V g\n{ELEVEN}",
    f" CDX a b s\n{URL} {STAMP} 200",
    CDXJ,
    LINES,
    LIST,
]


@pytest.mark.parametrize("text", FORMS)
def test_every_form_tells_where_the_copy_stands(text: str) -> None:
    assert is_index(text)
    assert captures(text).copies == (WAYBACK,)
    assert captures(text).bad == 0


@pytest.mark.parametrize(
    ("asked", "copy"),
    [
        ("https://web.example.net/cdx/search/cdx?url=x", f"https://web.example.net/web/{STAMP}id_/{URL}"),
        ("https://archive.example.net/all/cdx?url=x", f"https://archive.example.net/all/{STAMP}id_/{URL}"),
        ("https://archive.example.net/all/index?url=x", f"https://archive.example.net/all/{STAMP}id_/{URL}"),
    ],
)
def test_copies_stand_at_the_archive_that_was_asked(asked: str, copy: str) -> None:
    assert captures(SEVEN, asked).copies == (copy,)


def test_a_capture_of_common_crawl_is_a_part_of_a_file() -> None:
    line = {
        "timestamp": STAMP,
        "url": URL,
        "status": "200",
        "digest": "A",
        "filename": "crawl-data/a.warc.gz",
    }
    found = captures(json.dumps({**line, "offset": "100", "length": "50"}))
    assert found.copies == ("https://data.commoncrawl.org/crawl-data/a.warc.gz#bytes=100-149",)


def test_one_digest_is_fetched_once_and_errors_never() -> None:
    later = SEVEN.replace(STAMP, "20260302093000")
    other = later.replace("AAAA", "BBBB")
    missing = SEVEN.replace(" 200 ", " 404 ").replace("AAAA", "CCCC")
    assert len(captures("\n".join([SEVEN, later, other, missing])).copies) == 2


def test_lines_that_mean_nothing_are_counted() -> None:
    found = captures(f"{SEVEN}\nnothing of the kind\n{SEVEN[:30]}\n")
    assert (len(found.copies), found.bad) == (1, 2)
    assert captures(LIST[:-20]).bad == 1


@pytest.mark.parametrize(
    "text", ["", "<html>", "https://example.org/", "Name 2026 text", '{"name": 1}', "[[1]]"]
)
def test_other_text_is_no_index(text: str) -> None:
    assert not is_index(text)


@given(st.sampled_from(FORMS), st.data())
def test_damaged_answers_never_crash(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    damaged = text[:at] + data.draw(st.text(max_size=5)) + text[at + data.draw(st.integers(0, 9)) :]
    found = captures(damaged)
    assert all(copy.startswith("https://") for copy in found.copies)
