"""Real judges in processes: what they say of real documents, and that one which fails stops what it had."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TypeVar

import pytest

from corpus.manifest import cases
from withhold.domain.errors import UsageError
from withhold.gates.icap import pool as pool_module
from withhold.gates.icap.body import Body, Room
from withhold.gates.icap.interface import Sent, Stop
from withhold.gates.icap.judging import judge
from withhold.gates.icap.nursery import Judge, Make, Nursery
from withhold.gates.icap.pool import JudgeFailed, Pool
from withhold.inspection.run import Run

MOST = 1 << 24
LEAK = "founding/statistics.xlsx"

Answer = TypeVar("Answer")


def with_pool(make: Make, work: Callable[[Pool], Awaitable[Answer]], seconds: float = 60) -> Answer:
    """What `work` gives with a pool of one judge."""
    nursery = Nursery(make, lambda: None)

    async def inside() -> Answer:
        pool = Pool(nursery, 1, seconds)
        try:
            await pool.start()
            return await work(pool)
        finally:
            await pool.close()

    try:
        return asyncio.run(inside())
    finally:
        nursery.close()


def sealed(content: bytes) -> Body:
    body = Body(MOST)
    body.write(content)
    body.seal()
    return body


async def stops(pool: Pool, content: bytes, sent: Sent | None = None) -> Stop | None:
    body = sealed(content)
    try:
        return await pool.stops(sent or Sent("a.csv", "text/csv", (), False), body)
    finally:
        body.close()


def real() -> AbstractContextManager[Judge]:
    return judge(Run.under(["default"], None), MOST)


def test_the_workbook_is_stopped_and_its_twin_passes() -> None:
    books = {case.file: case.make() for case in cases(1, "founding") if case.file.endswith("statistics.xlsx")}
    twin = books["founding/twin.statistics.xlsx"]

    async def work(pool: Pool) -> list[Stop | None]:
        plain = Sent("statistics.xlsx", "application/octet-stream", (), False)
        form = Sent("upload", "multipart/form-data; boundary=B", (), True)
        head = b'--B\r\nContent-Disposition: form-data; name="f"; filename="a.xlsx"\r\n\r\n'
        return [
            await stops(pool, books[LEAK], plain),
            await stops(pool, twin, plain),
            await stops(pool, head + books[LEAK] + b"\r\n--B--", form),
            await stops(pool, head + twin + b"\r\n--B--", form),
            await stops(pool, head + twin, form),
            await stops(pool, b"PK\x03\x04 cut", plain),
            await stops(pool, books[LEAK], Sent("a", "", ("br",), False)),
        ]

    assert with_pool(real, work) == [
        Stop.WITHHOLD,
        None,
        Stop.WITHHOLD,
        None,
        Stop.UNDECODABLE,
        Stop.UNREAD,
        Stop.UNDECODABLE,
    ]


class Moody:
    """Does what the content says."""

    def __init__(self) -> None:
        self._asked = 0

    def version(self) -> str:
        self._asked += 1
        return f"v{self._asked}"

    def stops(self, sent: Sent, descriptor: int, size: int) -> Stop | None:
        content = os.pread(descriptor, size, 0)
        if content == b"die":
            os.kill(os.getpid(), signal.SIGKILL)
        if content == b"raise":
            raise ValueError("Ana Kroll")
        while content == b"hang":
            signal.pause()
        return None


@contextmanager
def moody() -> Iterator[Moody]:
    yield Moody()


@pytest.mark.parametrize(
    ("content", "stop"), [(b"die", Stop.FAILED), (b"raise", Stop.FAILED), (b"hang", Stop.TIMED_OUT)]
)
def test_a_judge_that_fails_stops_what_it_had_and_is_replaced(
    content: bytes, stop: Stop, caplog: pytest.LogCaptureFixture
) -> None:
    async def work(pool: Pool) -> list[Stop | None]:
        return [await stops(pool, content), await stops(pool, b"next")]

    assert with_pool(moody, work, seconds=1) == [stop, None]
    assert "Kroll" not in caplog.text


def test_whoever_waits_too_long_is_stopped() -> None:
    async def work(pool: Pool) -> set[Stop | None]:
        return set(await asyncio.gather(*(stops(pool, b"hang") for _ in range(3))))

    assert with_pool(moody, work, seconds=0.5) == {Stop.TIMED_OUT, Stop.BUSY}


def test_the_queue_has_an_end() -> None:
    async def work(pool: Pool) -> int:
        answers = await asyncio.gather(*(stops(pool, b"hang") for _ in range(200)))
        return len(answers) - answers.count(Stop.TIMED_OUT) - answers.count(Stop.BUSY)

    assert with_pool(moody, work, seconds=0.5) == 0


@contextmanager
def unusable() -> Iterator[Moody]:
    raise UsageError("the register cannot be opened")
    yield Moody()


def test_where_nothing_can_be_judged_it_does_not_start() -> None:
    async def work(pool: Pool) -> None:
        raise AssertionError("started")

    with pytest.raises(JudgeFailed, match="the register cannot be opened") as caught:
        with_pool(unusable, work)
    assert caught.value.exit_code == 2


def test_the_tag_changes_with_the_settings() -> None:
    async def work(pool: Pool) -> tuple[str, str]:
        return pool.tag("a"), pool.tag("b")

    first, second = with_pool(moody, work)
    assert first != second
    assert len(first) == 32


def test_a_sealed_body_cannot_be_changed() -> None:
    body = sealed(b"abc")
    with pytest.raises(PermissionError):
        os.pwrite(body.descriptor, b"x", 0)
    with pytest.raises(PermissionError):
        os.ftruncate(body.descriptor, 1)
    assert b"".join(body.blocks()) == b"abc"
    body.close()


def test_room_is_given_in_turn_and_given_back() -> None:
    async def work() -> list[bool]:
        room = Room(10)
        first = await room.take(8, 1)
        late = await room.take(5, 0.05)
        waiting = asyncio.create_task(room.take(5, 5))
        await asyncio.sleep(0)
        room.give(8)
        return [first, late, await waiting]

    assert asyncio.run(work()) == [True, False, True]


def test_the_tag_follows_what_is_judged_by(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool_module, "_REFRESH_SECONDS", 0.01)

    async def work(pool: Pool) -> bool:
        first = pool.tag("")
        async with asyncio.timeout(10):
            while pool.tag("") == first:
                await asyncio.sleep(0.01)
        return await stops(pool, b"next") is None

    assert with_pool(moody, work)
