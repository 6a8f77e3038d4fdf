"""Every reason why the counts may be wrong is told, and none where there is none."""

from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.incident.trace.made import END, QUESTION, SIZE, SPAN, START, part, request, scanned
from withhold.incident.trace.interface import LogFormat, LoggedRequest, LogSpan, Question
from withhold.incident.trace.judge import judge
from withhold.incident.trace.warnings import ANONYMISED_LEAST, MOST_NAMED, PROXY_LEAST, SLACK, warnings_of

MINUTE = timedelta(minutes=1)


def _told(
    *requests: LoggedRequest, spans: tuple[LogSpan, ...] = (SPAN,), question: Question = QUESTION
) -> tuple[str, ...]:
    return judge(scanned(requests, *spans), question).warnings


def _one(
    *requests: LoggedRequest, spans: tuple[LogSpan, ...] = (SPAN,), question: Question = QUESTION
) -> str:
    (warning,) = _told(*requests, spans=spans, question=question)
    return warning


def test_where_nothing_is_doubtful_nothing_is_told() -> None:
    answers = [request(), request(peer="2001:db8::1", sent=10), part(0, 5), request(status=404)]
    assert _told(*answers) == ()
    assert _told() == ()


def test_that_queries_are_left_aside() -> None:
    asked = replace(QUESTION, paths=("/download.php?id=5",))
    assert "queries are left aside" in _one(question=asked)


def test_looks_of_ones_own_are_told_apart() -> None:
    said = _one(request(agent="withhold"), request(peer="192.0.2.9", agent="withholder"))
    assert said.startswith("requests by programs that call themselves withhold")
    assert "outside: 1;" in said


def test_a_log_not_read_to_its_end() -> None:
    said = _one(spans=(replace(SPAN, problem="cut short"),))
    assert "edge.log" in said
    assert "cut short" in said


def test_lines_that_may_be_requests() -> None:
    said = _one(spans=(replace(SPAN, unparsed=2, foreign=2),))
    assert said.startswith("2 lines could not be parsed (edge.log)")
    assert "--log-format" in said


def test_lines_of_no_format_are_told_though_they_do_not_name_the_path() -> None:
    said = _one(spans=(replace(SPAN, foreign=1234),))
    assert said.startswith("1,234 more lines are in no known format (edge.log)")
    both = _told(spans=(replace(SPAN, unparsed=2, foreign=3),))
    assert [warning[:6] for warning in both] == ["2 line", "1 more"]


def test_logs_without_a_line() -> None:
    (said,) = _told(spans=(LogSpan("empty.log"),))
    assert "no line at all" in said


def test_without_a_size() -> None:
    assert "no --size" in _one(request(), question=replace(QUESTION, sizes=()))


def test_an_answer_between_two_lengths() -> None:
    question = replace(QUESTION, sizes=(SIZE, 2 * SIZE))
    assert "1 answer lay between" in _one(request(sent=SIZE + 1), question=question)
    assert _told(request(sent=SIZE), request(sent=2 * SIZE), question=question) == ()


def test_headers_counted_with_the_body() -> None:
    assert "headers and body" in _one(request(sent_with_headers=True))


def test_a_file_of_another_length() -> None:
    assert "another version" in _one(request(object_size=SIZE + 1))
    assert _told(request(object_size=SIZE), request(object_size=7, status=404)) == ()


def test_a_proxy_inside_is_named() -> None:
    answer = request(peer="10.0.0.5", forwarded="203.0.113.7")
    assert "10.0.0.5 looks like a proxy" in _one(answer)
    trusted = replace(QUESTION, trusted_proxies=(ip_network("10.0.0.0/8"),))
    assert _told(answer, question=trusted) == ()


def test_one_public_address_with_most_of_the_requests_is_a_proxy() -> None:
    many = [request(forwarded="198.51.100.1", line=n) for n in range(PROXY_LEAST)]
    assert "203.0.113.7 looks like a proxy" in _one(*many)
    assert _told(*many[:-1]) == ()
    others = [request(peer=f"198.51.100.{n}") for n in range(PROXY_LEAST + 1)]
    assert _told(*many, *others) == ()


def test_private_addresses_without_the_header() -> None:
    assert "1 request came from private addresses" in _one(request(peer="192.168.1.9"))


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (START + SLACK, END - SLACK, []),
        (START + SLACK + MINUTE, END, ["begin at"]),
        (START, END - SLACK - MINUTE, ["end at"]),
        (START + 60 * MINUTE, START + 61 * MINUTE, ["begin at", "end at"]),
    ],
)
def test_logs_that_do_not_cover_the_window(first: object, last: object, told: list[str]) -> None:
    said = _told(spans=(replace(SPAN, first=first, last=last),))  # type: ignore[arg-type]
    assert len(said) == len(told)
    assert all(words in warning for words, warning in zip(told, said, strict=True))


def test_rotated_logs_cover_the_window_together() -> None:
    middle = START + 300 * MINUTE
    assert _told(spans=(replace(SPAN, last=middle), replace(SPAN, log="edge.log.1", first=middle))) == ()


def test_logs_without_times() -> None:
    assert "whether the logs cover" in _one(spans=(replace(SPAN, first=None, last=None),))


def test_holes_inside_the_window_are_told_and_long_lists_cut() -> None:
    holes = tuple((START + n * 60 * MINUTE, START + (n * 60 + 20) * MINUTE) for n in range(MOST_NAMED + 2))
    said = _one(spans=(replace(SPAN, gaps=holes),))
    assert said.startswith("5 unusual gaps")
    assert said.count("edge.log from") == MOST_NAMED
    assert said.endswith("and 2 more")
    outside = ((END, END + 60 * MINUTE), (START - 60 * MINUTE, START))
    assert _told(spans=(replace(SPAN, gaps=outside),)) == ()


def test_the_log_of_an_origin_is_a_lower_bound() -> None:
    assert "lower bounds" in _one(spans=(replace(SPAN, formats={LogFormat.COMBINED: 3}),))
    assert _told(spans=(replace(SPAN, formats={LogFormat.COMBINED: 3, LogFormat.FASTLY: 1}),)) == ()


@pytest.mark.parametrize("kind", [LogFormat.CLOUDFRONT_V1, LogFormat.CLOUDFRONT_V2_JSON])
def test_logs_that_their_provider_does_not_promise(kind: LogFormat) -> None:
    assert "may be missing or late" in _one(spans=(replace(SPAN, formats={kind: 3}),))


def test_lines_out_of_order() -> None:
    assert "7 lines more than a minute out of order (edge.log)" in _one(spans=(replace(SPAN, unordered=7),))


def test_requests_outside_the_window_are_not_counted_and_told() -> None:
    said = _told(request(at=START - MINUTE, status=404), request(at=END), request(at=END + MINUTE))
    assert said[0].startswith("3 requests for these paths are outside the window (1 before, 2 after)")
    assert len(said) == 1


def test_a_file_that_was_public_before_the_window() -> None:
    said = _told(request(at=START - MINUTE))
    assert any("public earlier" in warning for warning in said)


def test_a_copy_held_already_says_look_earlier() -> None:
    assert "from before the window" in _one(request(status=304))


def test_names_for_addresses() -> None:
    assert "1 client is logged by a name" in _one(request(peer="reader.example"))


def test_an_anonymised_log() -> None:
    zeros = [request(peer=f"203.0.{n}.0") for n in range(ANONYMISED_LEAST)]
    assert "anonymised" in _one(*zeros)
    assert _told(*zeros[1:]) == ()
    assert _told(*zeros, request(peer="203.0.113.7")) == ()


def test_edge_and_origin_together_may_show_one_fetch_twice() -> None:
    origin = request(log="origin.log", format=LogFormat.COMBINED)
    assert "one fetch may stand in both" in _one(request(), origin)
    assert _told(request(), request(log="edge2.log")) == ()


def test_a_database_of_another_month() -> None:
    databases = [("new.mmdb", END + timedelta(days=31)), ("old.mmdb", START - timedelta(days=32))]
    (said,) = warnings_of(scanned([]), QUESTION, [], [], databases)
    assert said.startswith("old.mmdb")
    (said,) = warnings_of(scanned([]), QUESTION, [], [], [("late.mmdb", END + timedelta(days=32))])
    assert "32 days" in said


@settings(deadline=None)
@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_values_of_requests_are_never_quoted(agent: str, referer: str, target: str) -> None:
    usual = _told(request(peer="10.0.0.5", forwarded="203.0.113.7", status=304))
    strange = request(
        peer="10.0.0.5", forwarded="203.0.113.7", status=304, agent=agent, referer=referer, target=target
    )
    assert _told(strange) == usual
