"""What is read quickly, a window at a time, is what the strict parser reads line by line."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from withhold.incident.trace.formats.lines import LineReader
from withhold.incident.trace.quick import line_starts, token_hashes
from withhold.incident.trace.shards import SPARE

TOKENS = st.one_of(
    st.ip_addresses().map(str),
    st.sampled_from(
        ["a", "client7", "client.host", "client8.example.org", "x" * 45, "-", "1234567", "12345678"]
    ),
)
TIMES = st.builds(
    lambda at, zone: at.strftime("%d/%b/%Y:%H:%M:%S ") + zone,
    st.datetimes(),
    st.sampled_from(["+0000", "-0730", "+1400"]),
).filter(lambda text: len(text) == 26)
ODD = st.sampled_from(
    (
        "17/May/2026:24:00:00 +0000",
        "17/Moy/2026:10:00:00 +0000",
        "32/May/2026:10:00:00 +0000",
        "17/May/2026:10:60:00 +0000",
        "17/May/2026:10:00:60 +0000",
        "17/May/2026:1::00:00 +0000",
        "17/May/2026:10:00:00 *0000",
        "17/May/2026 10:00:00 +0000",
        "17/May/2026:10:00:0? +0000",
    )
)
LINES = st.one_of(
    st.builds(
        '{} {} [{}] "GET /{} HTTP/1.1" 200 {}'.format,
        TOKENS,
        st.sampled_from(["- -", "- -", "- anna", "x -"]),
        st.one_of(TIMES, TIMES, ODD),
        st.text("ab ", max_size=9),
        st.integers(0, 10**9),
    ),
    st.text("ab -[]:/\"1", max_size=50),
)  # fmt: skip


def _buffer(lines: list[str]) -> tuple[bytearray, int]:
    text = "".join(f"{line}\n" for line in lines).encode()
    return bytearray(text + b"\xff" * SPARE), len(text)


@given(st.lists(LINES, min_size=1, max_size=30))
def test_quick_lines_are_what_the_strict_parser_reads(lines: list[str]) -> None:
    buffer, length = _buffer(lines)
    starts = line_starts(buffer, length)
    assert [bytes(buffer[b:e]).decode() for b, e in zip(starts.begins, starts.ends, strict=True)] == lines
    for place, end, seconds in zip(starts.quick, starts.token_end, starts.seconds, strict=True):
        entry = LineReader().read(lines[place].encode())
        assert entry is not None
        assert entry.at == seconds
        assert entry.peer.encode() == buffer[starts.begins[place] : end]


@given(st.lists(st.ip_addresses(v=4).map(str), min_size=1, max_size=30), TIMES)
def test_lines_of_common_shape_are_all_quick_and_their_hashes_are_those_of_the_client(
    clients: list[str], at: str
) -> None:
    buffer, length = _buffer([f'{client} - - [{at}] "GET / HTTP/1.1" 200 1' for client in clients])
    starts = line_starts(buffer, length)
    if int(at[7:11]) < 1:
        return
    assert starts.quick.tolist() == list(range(len(clients)))
    assert np.array_equal(starts.hashes, token_hashes([client.encode() for client in clients]))


@pytest.mark.parametrize(
    "client", ["1.2.3.4:80", "1.2.3.4%1", "[1.2.3.4]", "::1", "\0001.2.3.4", "x.y", "1.2.3.4é", "1.2.3.4-"]
)
def test_clients_that_may_be_written_in_several_ways_have_no_hash(client: str) -> None:
    starts = line_starts(*_buffer([f'{client} - - [17/May/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 1'] * 2))
    assert starts.hashes.tolist() == [0, 0]


@pytest.mark.parametrize("lines", [[""], ["", "", "x"], ["1.2.3.4 - - ["], [" - - ["], ["1.2.3.4"]])
def test_short_lines_are_left_to_the_parsers(lines: list[str]) -> None:
    starts = line_starts(*_buffer(lines))
    assert len(starts.begins) == len(lines)
    assert len(starts.quick) == 0
