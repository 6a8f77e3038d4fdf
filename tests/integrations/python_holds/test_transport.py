"""One exchange: what comes is whole, short and plain, or there is no answer, in the time that was given."""

import socket
from collections.abc import Callable, Iterator
from threading import Thread

import pytest
from withhold_holds import NoAnswer, post

MOST = 100


@pytest.fixture
def says() -> Iterator[Callable[[bytes], str]]:
    """Gives an address where these bytes are answered, once."""
    sockets: list[socket.socket] = []
    threads: list[Thread] = []

    def start(answer: bytes) -> str:
        listening = socket.create_server(("127.0.0.1", 0))
        sockets.append(listening)

        def run() -> None:
            connection, _ = listening.accept()
            with connection:
                # The whole question first: what is closed with something unread is cut off, not ended.
                asked = b""
                while not asked.endswith(b"\r\n\r\n{}"):
                    asked += connection.recv(65536)
                connection.sendall(answer)

        threads.append(Thread(target=run))
        threads[-1].start()
        return f"http://127.0.0.1:{listening.getsockname()[1]}/"

    yield start
    for thread in threads:
        thread.join()
    for listening in sockets:
        listening.close()


def test_an_answer(says: Callable[[bytes], str]) -> None:
    url = says(b"HTTP/1.1 404 No\r\nContent-Length: 2\r\n\r\n{}")
    assert post(url, b"{}", {}, 5.0, MOST) == (404, b"{}")


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\n" + b" " * (MOST + 1), "too long"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{}", "cut"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{}", "broken"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}", "compressed"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n" + b" " * (MOST + 1), "too long"),
        (b"", "broken"),
        (b"nonsense\r\n\r\n", "broken"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n", "broken"),
    ],
)
def test_what_is_no_answer(says: Callable[[bytes], str], answer: bytes, line: str) -> None:
    with pytest.raises(NoAnswer, match=line):
        post(says(answer), b"{}", {}, 5.0, MOST)


@pytest.mark.parametrize(
    ("url", "line"),
    [
        ("http://192.0.2.1/", "not https"),
        ("ftp://127.0.0.1/", "not https"),
        ("file:///etc/passwd", "is none"),
        ("https://user@127.0.0.1/", "is none"),
        ("https://[::1", "is none"),
        ("http://127.0.0.1:99999/", "is none"),
        ("", "is none"),
        ("https://127.0.0.1:1/", "no connection"),
    ],
)
def test_addresses(url: str, line: str) -> None:
    with pytest.raises(NoAnswer, match=line):
        post(url, b"{}", {}, 5.0, MOST)


def test_nobody_answers() -> None:
    line = r"in time|no connection"
    with socket.create_server(("127.0.0.1", 0)) as listening, pytest.raises(NoAnswer, match=line):
        post(f"http://127.0.0.1:{listening.getsockname()[1]}/", b"{}", {}, 0.1, MOST)
