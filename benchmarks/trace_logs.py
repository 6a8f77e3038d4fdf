"""Generates combined logs of any size in which it is known who fetched the file, and how much of it.

Everything a log may say about the file is in it: fetches in every spelling of the path, in ranges, with
retries, cut short; answers without the file; and lines that look like fetches and are none.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

NAME = "protected people 2026.xlsx"
PATH = f"/files/lists/{NAME}"
SIZE = 1_482_211
BEGIN = datetime(2026, 3, 1, tzinfo=UTC)
_ENCODED = PATH.replace(" ", "%20")
_SPELLINGS = (
    _ENCODED,
    _ENCODED,
    _ENCODED,
    _ENCODED.replace("p", "%70").replace("l", "%6C"),
    "".join(f"%{ord(c):02x}" if c.isalnum() else c for c in PATH).replace(" ", "%20"),
    _ENCODED.replace("/", "//"),
    "/files/./old/../lists/" + NAME.replace(" ", "%2520"),
    f"http://www.example.org{_ENCODED}",
    f"{_ENCODED}?download=1",
    f"{_ENCODED};jsessionid=0A1B",
)
_OTHERS = (
    f"/archive/{NAME.replace(' ', '%20')}",
    f"/files/lists/old/{NAME.replace(' ', '%20')}",
    "/files/lists/protected%20people%202025.xlsx",
)
_AGENTS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0"
    " Safari/537.36",
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    " Version/17.5 Mobile/15E148 Safari/604.1",
    "curl/8.8.0",
)
_PAGES = 4000


@dataclass(slots=True)
class Truth:
    """What is known of a generated log: the grade of each client, and how many lines there are of what."""

    grades: dict[str, str] = field(default_factory=dict)
    requests: int = 0
    referer_only: int = 0
    lines: int = 0


def write(path: Path, lines: int, share: float = 0.01, seed: int = 1) -> Truth:
    """Write a log of so many lines of which about this share asks for the file; what is true of it."""
    rng = Random(seed)
    truth = Truth()
    pages = [_page(rng) for _ in range(_PAGES)]
    crowd = [_address(rng, 10) for _ in range(60_000)]
    waiting: list[str] = []
    at, clock = BEGIN, ""
    with path.open("w", encoding="ascii", newline="\n") as stream:
        for number in range(lines):
            if number % 3 == 0:
                at += timedelta(seconds=1)
                clock = at.strftime("%d/%b/%Y:%H:%M:%S +0000")
            if not waiting and rng.random() < share / _PER_STORY:
                waiting = list(_story(rng, truth))[::-1]
            if waiting and (rng.random() < 0.5 or len(waiting) >= lines - number):
                client, rest = waiting.pop().split(" ", 1)
                stream.write(f"{client} - - [{clock}] {rest}\n")
            elif rng.random() < 0.0005:
                truth.referer_only += 1
                client = rng.choice(crowd)
                stream.write(
                    f'{client} - - [{clock}] "GET /logo.svg HTTP/1.1" 200 812'
                    f' "https://www.example.org{_ENCODED}" "{_AGENTS[0]}"\n'
                )
            else:
                stream.write(f"{rng.choice(crowd)} - - [{clock}] {rng.choice(pages)}\n")
        truth.lines = lines
    assert not waiting, "the log ends within a story: choose another number of lines"
    return truth


def _page(rng: Random) -> str:
    place = f"/{rng.choice(('news', 'visas', 'offices', 'forms', 'static'))}/{rng.getrandbits(40):x}.html"
    status = rng.choice((200, 200, 200, 200, 304, 404, 301))
    referer = rng.choice(("-", f"https://www.example.org/{rng.getrandbits(160):x}/"))
    return f'"GET {place} HTTP/1.1" {status} {rng.randrange(200, 90_000)} "{referer}" "{rng.choice(_AGENTS)}"'


def _address(rng: Random, first: int) -> str:
    return f"{first}.{rng.randrange(256)}.{rng.randrange(256)}.{rng.randrange(1, 255)}"


_PER_STORY = 1.72
"""Requests for the file in a story, on average."""


def _story(rng: Random, truth: Truth) -> Iterator[str]:
    """What one new client does: lines without their time."""
    client = f"{100 + len(truth.grades) // 65025 % 100}.{rng.randrange(256)}"
    client += f".{len(truth.grades) // 254 % 256}.{len(truth.grades) % 254 + 1}"
    if rng.random() < 0.1:
        client = (
            f"2001:db8:{len(truth.grades) // 65536:x}:{len(truth.grades) % 65536:x}::{rng.randrange(1, 99):x}"
        )
    agent = rng.choice(_AGENTS)
    for _ in range(rng.randrange(4)):
        yield f'{client} "GET /search?q={rng.getrandbits(20)} HTTP/1.1" 200 5120 "-" "{agent}"'
    kind = rng.choice(tuple(_KINDS))
    for method, status, sent in _KINDS[kind][1]:
        target = rng.choice(_SPELLINGS)
        truth.requests += 1
        yield f'{client} "{method} {target} HTTP/1.1" {status} {sent} "-" "{agent}"'
    if rng.random() < 0.2:
        yield f'{client} "GET {rng.choice(_OTHERS)} HTTP/1.1" 200 {SIZE} "-" "{agent}"'
    truth.grades[client] = _KINDS[kind][0]


_KINDS = {
    "whole": ("complete", (("GET", 200, SIZE),)),
    "whole again": ("complete", (("GET", 200, SIZE), ("GET", 304, "-"))),
    "retried": ("complete", (("GET", 200, 90_112), ("GET", 200, SIZE))),
    "in ranges": ("possibly_complete", (("GET", 206, 1_000_000), ("GET", 206, SIZE - 1_000_000))),
    "part": ("partial", (("GET", 200, 90_112),)),
    "part of ranges": ("partial", (("GET", 206, 65_536), ("GET", 206, 65_536))),
    "nothing sent": ("aborted", (("GET", 200, 0),)),
    "asked about": ("none", (("HEAD", 200, "-"),)),
    "refused": ("none", (("GET", 403, 199), ("GET", 404, 196))),
    "sent elsewhere": ("none", (("GET", 301, 178),)),
    "held": ("already_held", (("GET", 304, "-"),)),
}
"""Grade, and the requests that make it: method, status, bytes."""
