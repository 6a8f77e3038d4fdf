"""Names that are asked for once, however many requests go there."""

import threading
import time
from collections.abc import Sequence

import pytest

from withhold.fetching.interface import Refusal, Unfetched
from withhold.fetching.resolve import Once, resolved


class Names:
    """A name server that knows one name, and does not answer about `mute` until it is released."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.release = threading.Event()

    def __call__(self, host: str, _port: int) -> Sequence[str]:
        self.asked.append(host)
        if host == "mute":
            self.release.wait(20)
        if host != "known":
            raise OSError
        return ("192.0.2.1",)


def test_each_name_is_asked_for_once_whatever_is_said() -> None:
    names = Names()
    once = Once(names)
    for _ in range(3):
        assert resolved(once, "known", 80, 5) == ("192.0.2.1",)
        with pytest.raises(Unfetched) as refused:
            resolved(once, "unknown", 80, 5)
        assert refused.value.refusal is Refusal.UNRESOLVED
    assert names.asked == ["known", "unknown"]


def test_a_name_server_that_does_not_answer_is_waited_for_once() -> None:
    names = Names()
    once = Once(names, 0.2)
    begun = time.monotonic()
    for _ in range(50):
        with pytest.raises(Unfetched, match="mute"):
            resolved(once, "mute", 80, 5)
    assert time.monotonic() - begun < 5, "50 requests, each waiting 5 seconds if it were not remembered"
    assert names.asked == ["mute"]
    names.release.set()
