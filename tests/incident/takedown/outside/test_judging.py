"""What an answer means. Gone is only what surely is not the document."""

import gzip
import hashlib

import pytest
import zstandard

from tests.incident.takedown.outside.made import URL, answered, known, packed, rows
from withhold.fetching.interface import Answer
from withhold.incident.takedown.outside.interface import How, Seen, Watched
from withhold.incident.takedown.outside.judging import Judge

LIST = rows(500)
ZIPPED = len(gzip.compress(LIST))
DATE = "Sun, 01 Mar 2026 10:00:00 GMT"
WATCHED = Watched(URL, ('"5e-1"',), (DATE,))
PAGE = b"<html>" + rows(40, 70_000) + b"</html>"
CHANGED = LIST[:-1] + b"!"


def seen(answer: Answer, how: How = How.PLAIN, watched: Watched = WATCHED) -> Seen | None:
    cleared = frozenset({hashlib.sha256(CHANGED + b" but cleared").hexdigest()})
    return Judge([known(LIST, ZIPPED)], cleared).judged(answer, how, watched, bytes).seen


@pytest.mark.parametrize("status", [200, 203, 404, 410, 403, 500, 302, 206])
def test_the_documents_bytes_are_the_document_whatever_the_status(status: int) -> None:
    assert seen(answered(status, LIST)) is Seen.STILL
    assert seen(answered(status, gzip.compress(LIST), Content_Encoding="gzip"), How.GZIP) is Seen.STILL
    assert seen(answered(status, zstandard.compress(LIST), Content_Encoding="zstd"), How.ZSTD) is Seen.STILL


@pytest.mark.parametrize("status", [404, 410, 451])
@pytest.mark.parametrize("how", How)
def test_not_there_is_gone(status: int, how: How) -> None:
    assert seen(answered(status, b"" if how is How.HEAD else PAGE), how) is Seen.GONE


@pytest.mark.parametrize(
    "status", [400, 401, 403, 407, 408, 418, 421, 429, 500, 502, 503, 504, 300, 302, 416, 600]
)
def test_a_status_that_shows_nothing_is_never_gone(status: int) -> None:
    assert seen(answered(status, b"no")) is Seen.UNSURE


@pytest.mark.parametrize("status", [400, 405, 406, 414, 421])
def test_a_spelling_that_is_not_served_is_gone(status: int) -> None:
    assert seen(answered(status, b"no"), How.SPELLING) is Seen.GONE
    assert seen(answered(403), How.SPELLING) is Seen.UNSURE


PEOPLE = [row.split(b",") for row in LIST.splitlines()]
AS_PAGE = b"".join(b"<tr>" + b"".join(b"<td>" + cell + b"</td>" for cell in row) + b"</tr>" for row in PEOPLE)
FORMS = {
    "a web page": b"<html><table>" + AS_PAGE + b"</table></html>",
    "another encoding": LIST.decode().encode("utf-16"),
    "another encoding without a mark": LIST.decode().encode("utf-16-be"),
    "other separators": LIST.replace(b",", b";"),
    "a gzip file": gzip.compress(LIST, 1, mtime=5),
    "a sheet": packed(AS_PAGE),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_same_list_in_another_form_is_for_a_person(form: str) -> None:
    assert seen(answered(200, FORMS[form])) is Seen.UNSURE


def test_a_list_of_others_under_the_same_names_is_another() -> None:
    others = LIST.replace(b"Family", b"Clan").replace(b"Person", b"Other")
    assert seen(answered(200, others.replace(b",", b";"))) is Seen.GONE


def test_other_content_is_gone_and_the_documents_content_is_for_a_person() -> None:
    assert seen(answered(200, PAGE)) is Seen.GONE
    assert seen(answered(200, b"")) is Seen.GONE
    assert seen(answered(200, CHANGED)) is Seen.UNSURE
    assert seen(answered(200, packed(LIST))) is Seen.UNSURE
    assert seen(answered(200, PAGE + LIST[500:1500])) is Seen.UNSURE
    assert seen(answered(200, CHANGED + b" but cleared")) is Seen.GONE


def test_without_a_copy_at_hand_other_bytes_are_for_a_person() -> None:
    judge = Judge([known(LIST, at_hand=False)], frozenset())
    assert judge.judged(answered(200, PAGE), How.PLAIN, WATCHED, bytes).seen is Seen.UNSURE


def test_what_a_page_shares_with_any_page_of_the_site_is_not_the_documents() -> None:
    document = PAGE + rows(100)
    judge = Judge([known(document)], frozenset())
    tombstone = answered(200, PAGE + b"<p>this was removed")
    assert judge.judged(tombstone, How.PLAIN, WATCHED, lambda: PAGE + b"not found").seen is Seen.GONE
    assert judge.judged(tombstone, How.PLAIN, WATCHED, bytes).seen is Seen.UNSURE
    still = answered(200, PAGE + rows(90))
    assert judge.judged(still, How.PLAIN, WATCHED, lambda: document).seen is Seen.UNSURE


def test_an_answer_that_broke_off_is_never_gone() -> None:
    assert seen(answered(200, LIST[:100], whole=False, Content_Length=str(len(LIST)))) is Seen.STILL
    assert seen(answered(200, PAGE, whole=False)) is Seen.UNSURE
    assert seen(answered(200, b"", whole=False)) is Seen.UNSURE


def test_an_encoding_that_cannot_be_read_is_judged_by_length_and_validator() -> None:
    assert seen(answered(200, b"?" * 9, Content_Encoding="br")) is Seen.UNSURE
    assert seen(answered(200, b"?" * 9, Content_Encoding="br", Content_Length=str(ZIPPED))) is Seen.STILL
    assert seen(answered(200, b"?" * 9, Content_Encoding="br", ETag='W/"5e-1"')) is Seen.STILL


def test_headers_of_the_documents_are_the_document() -> None:
    assert seen(answered(200, Content_Length=str(len(LIST))), How.HEAD) is Seen.STILL
    assert seen(answered(200, Content_Length=str(ZIPPED)), How.HEAD) is Seen.STILL
    assert seen(answered(200, ETag='W/"5e-1"', Content_Length="7"), How.HEAD) is Seen.STILL
    assert seen(answered(200, ETag='"5e-1"', Content_Length="9" * 5000), How.HEAD) is Seen.STILL


@pytest.mark.parametrize("status", [200, 204, 405, 501])
def test_other_headers_show_nothing_by_themselves(status: int) -> None:
    assert seen(answered(status, Content_Length="7", Last_Modified=DATE), How.HEAD) is None


def test_a_date_counts_where_there_are_no_etags() -> None:
    dated = Watched(URL, (), (DATE,))
    assert seen(answered(200, Last_Modified=DATE), How.HEAD, watched=dated) is Seen.STILL
    assert seen(answered(200, Last_Modified=DATE, ETag='"other"'), How.HEAD, watched=dated) is None


def test_a_part_is_known_by_the_whole_length_or_the_last_bytes() -> None:
    total = len(LIST)
    assert seen(answered(206, LIST[:1], Content_Range=f"bytes 0-0/{total}"), How.FIRST_BYTE) is Seen.STILL
    assert seen(answered(206, LIST[-64:], Content_Range="bytes 7-70/*"), How.LAST_BYTES) is Seen.STILL
    assert seen(answered(206, b"x", Content_Range="bytes 0-0/7"), How.FIRST_BYTE) is None
    assert seen(answered(206, b"x", Content_Range="bytes 0-0/" + "9" * 5000), How.FIRST_BYTE) is None
    assert seen(answered(416, b"", Content_Range="bytes */0"), How.FIRST_BYTE) is None
    assert seen(answered(416, b"", Content_Range=f"bytes */{total}"), How.LAST_BYTES) is Seen.STILL


def test_what_is_not_modified_is_still_there() -> None:
    assert seen(answered(304), How.IF_NONE_MATCH) is Seen.STILL
    assert seen(answered(304, ETag='"5e-1"'), How.IF_MODIFIED) is Seen.STILL
    assert seen(answered(304), How.IF_MODIFIED) is None
    assert seen(answered(304)) is Seen.UNSURE


def test_an_empty_document_does_not_make_every_empty_answer_it() -> None:
    judge = Judge([known(b"")], frozenset())
    assert judge.judged(answered(200, Content_Length="0"), How.HEAD, WATCHED, bytes).seen is None


def test_a_document_too_short_to_be_known_again_is_for_a_person() -> None:
    judge = Judge([known(b"short")], frozenset())
    assert judge.judged(answered(200, b"other"), How.PLAIN, WATCHED, bytes).seen is Seen.UNSURE
    assert judge.judged(answered(200, b""), How.PLAIN, WATCHED, bytes).seen is Seen.GONE


def test_a_large_document_is_not_read_to_its_end() -> None:
    assert Judge([known(b"x" * 100)], frozenset()).limit == 16 << 20
    assert Judge([known(b"x", 20 << 20)], frozenset()).limit == (20 << 20) + 1
    assert Judge([known(b"x", 1 << 30)], frozenset()).limit == 16 << 20


def test_what_a_small_page_shares_with_every_page_of_the_site_is_not_its_content() -> None:
    frame = b"<html><header>The bureau publishes tables about its work every quarter</header>%s</html>"
    small, missing = frame % AS_PAGE[:150], frame % b"<p>There is nothing here any more.</p>"
    answer = answered(200, missing, Content_Type="text/html")
    assert (
        Judge([known(small)], frozenset()).judged(answer, How.PLAIN, WATCHED, lambda: missing).seen
        is Seen.GONE
    )
    assert Judge([known(small)], frozenset()).judged(answer, How.PLAIN, WATCHED, bytes).seen is Seen.UNSURE
