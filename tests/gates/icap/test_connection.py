"""What the server answers to one client, message by message."""

import pytest

from tests.gates.icap.client import Judges, chunked, reqmod, request, respmod, response, talk
from withhold.gates.icap.interface import Bounds, Stop

HARMLESS = b"region,count\r\nNorth,4\r\n"
SECRET = b"region,count\r\nLEAK,4\r\n"
CSV = response("Content-Type: text/csv")
ALLOWED = "Allow: 204"


def statuses(*pieces: bytes, judges: Judges | None = None, bounds: Bounds | None = None) -> list[int]:
    return [answer.status for answer in talk(pieces, judges or Judges(), bounds)]


def test_options_name_the_method_of_the_service() -> None:
    ask = "OPTIONS icap://h/{} ICAP/1.0\r\nHost: h\r\n\r\n"
    answers = talk([ask.format("reqmod").encode(), ask.format("respmod").encode()], Judges())
    assert [answer.fields["methods"] for answer in answers] == ["REQMOD", "RESPMOD"]
    assert all(answer.fields["istag"] == '"tag"' for answer in answers)
    assert all(int(answer.fields["max-connections"]) > 1 for answer in answers)


def test_what_passes_is_a_204_where_the_client_takes_one() -> None:
    assert statuses(respmod(CSV, HARMLESS, ALLOWED)) == [204]


def test_what_passes_is_sent_back_whole_where_it_does_not() -> None:
    (answer,) = talk([respmod(CSV, HARMLESS)], Judges())
    assert (answer.status, answer.http, answer.body) == (200, CSV, HARMLESS)


@pytest.mark.parametrize("fields", [(), (ALLOWED,)])
def test_what_does_not_pass_is_replaced(fields: tuple[str, ...]) -> None:
    (answer,) = talk([respmod(CSV, SECRET, *fields)], Judges())
    assert answer.status == 200
    assert answer.http.startswith(b"HTTP/1.1 403 ")
    assert answer.body is not None
    assert b"LEAK" not in answer.body


def test_an_upload_is_answered_with_a_response() -> None:
    (answer,) = talk([reqmod(request(), SECRET, ALLOWED)], Judges())
    assert answer.fields["encapsulated"].startswith("res-hdr=0, res-body=")
    assert answer.http.startswith(b"HTTP/1.1 403 ")


def test_the_page_has_the_same_words_for_each_judgement() -> None:
    pages = []
    for stop in (Stop.WITHHOLD, Stop.REVIEW, Stop.UNREAD):
        (answer,) = talk([respmod(CSV, SECRET)], Judges(stop))
        assert answer.body is not None
        pages.append(answer.body.partition(b"Reference")[0])
    assert len(set(pages)) == 1


def test_review_may_pass_and_nothing_else_with_it() -> None:
    for stop, status in ((Stop.REVIEW, 204), (Stop.UNREAD, 200), (Stop.WITHHOLD, 200), (Stop.FAILED, 200)):
        (answer,) = talk([respmod(CSV, SECRET, ALLOWED)], Judges(stop), review_passes=True)
        assert answer.status == status, stop


def test_pipelined_requests_are_answered_in_order() -> None:
    bodies = [b"a,1", b"LEAK", b"b,2", b"LEAK", b"c,3"]
    stream = b"".join(respmod(CSV, body) for body in bodies)
    answers = talk([stream], Judges())
    assert [answer.body if answer.http == CSV else None for answer in answers] == [
        b"a,1",
        None,
        b"b,2",
        None,
        b"c,3",
    ]


def test_a_preview_that_is_all_is_answered_at_once() -> None:
    ieof = chunked(HARMLESS, 7, b"0; ieof\r\n\r\n")
    assert statuses(respmod(CSV, HARMLESS, "Preview: 1024", chunks=ieof)) == [204]


def test_the_rest_after_a_preview_is_asked_for_and_judged() -> None:
    judges = Judges()
    preview = chunked(SECRET[:4]) + chunked(SECRET[4:])
    (go_on, answer) = talk([respmod(CSV, SECRET, "Preview: 4", ALLOWED, chunks=preview)], judges)
    assert go_on.status == 100
    assert answer.http.startswith(b"HTTP/1.1 403 ")
    assert judges.seen[0][1] == SECRET


def test_after_continue_no_204_without_leave() -> None:
    preview = chunked(b"") + chunked(HARMLESS)
    answers = talk([respmod(CSV, HARMLESS, "Preview: 0", chunks=preview)], Judges())
    assert [answer.status for answer in answers] == [100, 200]
    assert answers[1].body == HARMLESS


def test_a_preview_longer_than_announced_is_refused() -> None:
    assert statuses(respmod(CSV, HARMLESS, "Preview: 3", chunks=chunked(HARMLESS))) == [400]


def test_heads_that_cannot_pass_are_answered_after_the_preview() -> None:
    judges = Judges()
    part = response("Content-Range: bytes 0-3/900", status="206 Partial Content")
    (answer,) = talk([respmod(part, b"", "Preview: 0", chunks=chunked(b""))], judges)
    assert answer.http.startswith(b"HTTP/1.1 403 ")
    assert not judges.seen


@pytest.mark.parametrize(
    "http",
    [
        response("Content-Range: bytes 0-3/900", status="206 Partial Content"),
        response(status="206 Partial Content"),
        response("Content-Type: multipart/byteranges; boundary=x", status="206 Partial Content"),
        response("Content-Encoding: br"),
        response("Content-Encoding: gzip, zstd"),
        response("Transfer-Encoding: gzip, chunked"),
        response("Content-Type: text/csv", "Content-Type: text/html"),
        response("Content-Length: 5"),
        response("Content-Length: 23", "Content-Length: 24"),
        response("Content-Length: 900000000000"),
    ],
)
def test_what_cannot_be_judged_is_stopped(http: bytes) -> None:
    (answer,) = talk([respmod(http, HARMLESS, ALLOWED)], Judges())
    assert answer.http.startswith(b"HTTP/1.1 403 ")


def test_a_206_of_the_whole_is_judged() -> None:
    length = len(HARMLESS)
    http = response(f"Content-Range: bytes 0-{length - 1}/{length}", status="206 Partial Content")
    assert statuses(respmod(http, HARMLESS, ALLOWED)) == [204]


@pytest.mark.parametrize("size", [1_000, 1_001])
def test_the_bound_on_bodies(size: int) -> None:
    (answer,) = talk([respmod(CSV, b"a" * size, ALLOWED)], Judges(), Bounds(body_bytes=1_000))
    assert answer.status == (204 if size == 1_000 else 200)
    assert (answer.status == 200) == answer.http.startswith(b"HTTP/1.1 403 ")


def test_the_connection_goes_on_after_too_long_a_body() -> None:
    stream = respmod(CSV, b"a" * 5_000, ALLOWED) + respmod(CSV, HARMLESS, ALLOWED)
    assert statuses(stream, bounds=Bounds(body_bytes=1_000)) == [200, 204]


def test_a_client_that_sends_without_end_is_given_up() -> None:
    assert statuses(respmod(CSV, b"a" * 50_000, ALLOWED), bounds=Bounds(body_bytes=1_000)) == [400]


def test_empty_bodies_and_no_bodies_pass() -> None:
    stream = respmod(CSV, b"", ALLOWED) + respmod(CSV, None, ALLOWED) + reqmod(request("GET"), None, ALLOWED)
    assert statuses(stream) == [204, 204, 204]


def test_requests_ask_for_the_whole_in_codings_that_are_known() -> None:
    http = request(
        "GET", "Range: bytes=0-9", 'If-Range: "x"', "Accept-Encoding: br, gzip;q=0.5, zstd", "Via: p"
    )
    (answer,) = talk([reqmod(http, None, ALLOWED)], Judges())
    assert answer.status == 200
    assert answer.body is None
    assert answer.http == request("GET", "Via: p", "Accept-Encoding: gzip;q=0.5")


def test_a_head_that_is_adapted_takes_its_body_along() -> None:
    (answer,) = talk([reqmod(request("PUT", "Accept-Encoding: br"), HARMLESS, ALLOWED)], Judges())
    assert answer.http == request("PUT", "Accept-Encoding: identity")
    assert answer.body == HARMLESS


@pytest.mark.parametrize(
    ("stream", "status"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"REQMOD icap://h/reqmod ICAP/1.1\r\n\r\n", 505),
        (b"LOGIN icap://h/reqmod ICAP/1.0\r\n\r\n", 501),
        (b"OPTIONS icap://h/other ICAP/1.0\r\n\r\n", 404),
        (b"RESPMOD icap://h/reqmod ICAP/1.0\r\nEncapsulated: null-body=0\r\n\r\n", 405),
        (b"REQMOD icap://h/reqmod ICAP/1.0\r\n\r\n", 400),
        (b"OPTIONS icap://h/reqmod ICAP/1.0\r\n folded: x\r\n\r\n", 400),
        (b"OPTIONS icap://h/reqmod ICAP/1.0\r\nBad Name: x\r\n\r\n", 400),
        (b"OPTIONS icap://h/reqmod ICAP/1.0\nHost: h\r\n\r\n", 400),
        (b"OPTIONS icap://h/reqmod ICAP/1.0\r\nX: " + b"a" * (70 << 10), 400),
        (b"OPTIONS icap://h/reqmod ICAP/1.0\r\nHo", 400),
        (reqmod(request(), None).replace(b"null-body=", b"null-body=9"), 400),
        (reqmod(request(), None).replace(b"req-hdr=0", b"req-hdr=1"), 400),
        (reqmod(request(), None).replace(b"req-hdr=0, ", b""), 400),
        (reqmod(request(), HARMLESS, chunks=b"zz\r\nab\r\n0\r\n\r\n"), 400),
        (reqmod(request(), HARMLESS, chunks=b"-1\r\nab\r\n0\r\n\r\n"), 400),
        (reqmod(request(), HARMLESS, chunks=b"2\r\nabc\r\n0\r\n\r\n"), 400),
        (reqmod(request(), HARMLESS, chunks=b"5\r\nab"), 400),
        (reqmod(request(), HARMLESS, chunks=b"2\r\nab\r\n0\r\nno field\r\n\r\n"), 400),
        (reqmod(request(), HARMLESS, "Preview: -1"), 400),
        (reqmod(request(), HARMLESS, "Preview: 1", "Preview: 2"), 400),
    ],
)
def test_what_is_no_icap_is_refused_and_the_connection_ends(stream: bytes, status: int) -> None:
    judges = Judges()
    answers = talk([stream, respmod(CSV, HARMLESS, ALLOWED)], judges)
    assert [answer.status for answer in answers] == [status]
    assert answers[0].fields["connection"] == "close"
    assert not judges.seen


def test_extensions_and_trailers_are_taken_off() -> None:
    chunks = b'4;name="a;b";x\r\nLEA,\r\n2 ; y=1\r\nab\r\n0\r\nX-Sum: 1\r\n\r\n'
    judges = Judges()
    assert [a.status for a in talk([respmod(CSV, b"", ALLOWED, chunks=chunks)], judges)] == [204]
    assert judges.seen[0][1] == b"LEA,ab"


def test_a_client_that_rests_in_a_request_is_given_up() -> None:
    answers = talk_slowly(respmod(CSV, HARMLESS)[:-9])
    assert answers == [408]


def talk_slowly(beginning: bytes) -> list[int]:
    """A client that keeps the connection open and sends no more."""
    import asyncio

    from tests.gates.icap.client import taken_apart
    from withhold.gates.icap.server import Clients

    async def rest() -> bytes:
        clients = Clients(Judges(), Bounds(patience=0.2), False)
        async with await asyncio.start_server(clients.serve, "127.0.0.1", 0) as server:
            reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
            writer.write(beginning)
            answer = await asyncio.wait_for(reader.read(), 20)
            writer.close()
            return answer

    return [answer.status for answer in taken_apart(asyncio.run(rest()))]


def test_more_connections_than_it_takes_are_turned_away() -> None:
    assert statuses(respmod(CSV, HARMLESS, ALLOWED), bounds=Bounds(connections=0)) == [503]


@pytest.mark.parametrize("announced", ["Content-Length: 100", "Transfer-Encoding: chunked"])
def test_a_request_whose_body_is_kept_from_us_does_not_pass(announced: str) -> None:
    """It would go on behind our back; a response to HEAD announces what never comes."""
    (answer,) = talk([reqmod(request("PUT", announced), None, ALLOWED)], Judges())
    assert answer.http.startswith(b"HTTP/1.1 403 ")
    assert statuses(respmod(response(announced), None, ALLOWED)) == [204]
    assert statuses(reqmod(request("PUT", "Content-Length: 0"), None, ALLOWED)) == [204]
