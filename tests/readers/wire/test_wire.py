"""What goes over the wire arrives as it was, and nothing else is believed."""

import json
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from withhold.domain.concealment import Concealment
from withhold.domain.location import ROUTE_KEYS, Location, Step
from withhold.domain.piece import Column, PartRead, Skipped, SkipReason, Table, Text, TextRole
from withhold.readers.wire import (
    HEADER,
    End,
    Failure,
    Made,
    MediaType,
    Message,
    ProtocolError,
    decode,
    encode,
)
from withhold.readers.wire.encode import SPLIT_TABLE, TEXT_CHUNK

anything = st.text(st.characters(exclude_categories=()))
steps = st.builds(Step, st.sampled_from(ROUTE_KEYS), anything, st.none() | st.integers(1, 10**6))
locations = st.lists(steps, max_size=4).map(lambda found: Location(tuple(found)))
hidden = st.sampled_from(Concealment)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    count = draw(st.integers(0, 5))
    cell = st.none() | anything.filter(bool)
    columns = []
    for index in range(draw(st.integers(0, 4))):
        values = draw(st.lists(cell, min_size=count, max_size=count))
        kinds = "".join(" " if value is None else draw(st.sampled_from("tndbe")) for value in values)
        columns.append(Column(draw(st.none() | anything), index, values, kinds, draw(hidden)))
    rows = draw(st.lists(st.integers(1, 10**7), min_size=count, max_size=count))
    if count and draw(st.booleans()):
        rows = list(range(rows[0], rows[0] + count))
    position = st.integers(0, max(count - 1, 0))
    cells = st.tuples(position, st.integers(0, max(len(columns) - 1, 0)))
    return Table(
        draw(locations),
        draw(st.integers(0, 10**6)),
        tuple(columns),
        rows,
        draw(hidden),
        draw(st.dictionaries(position, hidden, max_size=count)),
        draw(st.dictionaries(cells, hidden, max_size=3 if count and columns else 0)),
        tuple(draw(st.lists(anything, max_size=2))),
        draw(st.booleans()),
        draw(
            st.dictionaries(
                cells, st.tuples(st.integers(1, 9), st.booleans()), max_size=3 if count and columns else 0
            )
        ),
    )


messages = st.one_of(
    st.builds(Text, locations, anything, st.sampled_from(TextRole), hidden),
    st.builds(Skipped, locations, st.sampled_from(SkipReason), st.integers(0, 2**40), st.text(max_size=50)),
    st.builds(PartRead, locations),
    st.builds(MediaType, st.from_regex(r"[a-z.+-]{1,20}/[a-z.+-]{1,20}", fullmatch=True)),
    st.builds(Failure, st.sampled_from(SkipReason), st.sampled_from(["KeyError", "MemoryError"])),
    st.just(End()),
    st.builds(Made, st.binary(min_size=1)),
    tables(),
)


def arrived(message: Message) -> list[Message]:
    """The message after a journey."""
    received = []
    for frame in encode(message):
        length, kind = HEADER.unpack_from(frame)
        assert len(frame) == HEADER.size + length
        received.append(decode(kind, frame[HEADER.size :]))
    return received


def plain(message: Message) -> Message:
    """With lists for all sequences, to compare."""
    if not isinstance(message, Table):
        return message
    columns = tuple(replace(column, values=list(column.values)) for column in message.columns)
    return replace(message, rows=list(message.rows), columns=columns)


@given(messages)
def test_a_message_arrives_as_it_was(message: Message) -> None:
    assert [plain(one) for one in arrived(message)] == [plain(message)]


@given(st.integers(0, 255), st.binary(max_size=200))
def test_garbage_is_refused_or_a_message_but_never_another_error(kind: int, payload: bytes) -> None:
    with suppress(ProtocolError):
        decode(kind, payload)


@given(tables(), st.data())
def test_a_damaged_table_is_refused_or_a_table(table: Table, data: st.DataObject) -> None:
    (frame,) = encode(table)
    payload = bytearray(frame[HEADER.size :])
    payload[data.draw(st.integers(0, len(payload) - 1))] = data.draw(st.integers(0, 255))
    try:
        received = decode(frame[4], bytes(payload))
    except ProtocolError:
        return
    assert isinstance(received, Table)
    assert all(len(column.values) == len(received.rows) for column in received.columns)


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("P", [["room", "x", None]]),
        ("P", [["sheet", "x", -1]]),
        ("P", [["sheet", "x", None]] * 65),
        ("X", [[], "shout", "visible", "x"]),
        ("X", [[], "prose", "nowhere", "x"]),
        ("X", [[], "prose", "visible", 7]),
        ("S", [[], "bored", 0, ""]),
        ("S", [[], "corrupt", True, ""]),
        ("M", None),
        ("M", "Maryam Planted"),
        ("F", ["crashed", "Maryam Planted"]),
        ("Q", None),
    ],
)
def test_what_is_not_in_the_vocabulary_is_refused(kind: str, content: object) -> None:
    with pytest.raises(ProtocolError):
        decode(ord(kind), json.dumps(content).encode())


def test_json_as_deep_as_a_frame_is_refused() -> None:
    with pytest.raises(ProtocolError):
        decode(ord("P"), b"[" * 1_000_000)


def test_a_refusal_quotes_nothing() -> None:
    with pytest.raises(ProtocolError) as caught:
        decode(ord("X"), json.dumps([[], "Maryam Planted", "visible", "x"]).encode())
    assert "Planted" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_long_text_is_cut_at_line_ends_and_nothing_is_lost() -> None:
    text = "".join(f"line {number}\n" for number in range(300_000))
    parts = arrived(Text(Location(), text))
    assert len(parts) > 1
    assert all(isinstance(part, Text) and len(part.text) <= TEXT_CHUNK for part in parts)
    assert all(isinstance(part, Text) and part.text.endswith("\n") for part in parts)
    assert "".join(part.text for part in parts if isinstance(part, Text)) == text


def test_a_big_table_is_cut_into_batches_that_continue() -> None:
    values = [f"{number:0>100}" for number in range(2 * SPLIT_TABLE // 100)]
    column = Column("n", 0, values, "t" * len(values))
    hidden_row = {5: Concealment.HIDDEN_ROW}
    table = Table(Location(), 3, (column,), range(2, len(values) + 2), row_concealment=hidden_row)
    parts = [part for part in arrived(table) if isinstance(part, Table)]
    assert [part.continues for part in parts] == [False] + [True] * (len(parts) - 1)
    assert [value for part in parts for value in part.columns[0].values] == values
    assert [row for part in parts for row in part.rows] == list(table.rows)
    assert parts[0].row_concealment == hidden_row


def test_a_cell_that_holds_a_whole_document_goes_as_text() -> None:
    value = "word " * (SPLIT_TABLE // 4)
    table = Table(Location(), 0, (Column("a", 0, [value], "t", Concealment.HIDDEN_COLUMN),), [1])
    parts = arrived(table)
    texts = [part for part in parts if isinstance(part, Text)]
    assert "".join(text.text for text in texts) == value
    assert {text.concealment for text in texts} == {Concealment.HIDDEN_COLUMN}
    assert isinstance(parts[-1], Table)
