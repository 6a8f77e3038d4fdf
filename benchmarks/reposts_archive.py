"""A generated archive of the web: ordinary pages, copies of a list, decoys, and the truth about them."""

import argparse
import gzip
import json
import random
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from benchmarks.linkage_people import pools
from benchmarks.reposts_copies import FORMATS, Page, copies, decoys
from benchmarks.reposts_people import Listed, Row, leak, rows, spoken, spoken_american

_VOCABULARY = """
report office people public service data annual region table result court notice update council member
budget policy review period change local market school health water energy road season record match player
series album press release archive contact privacy cookie search account price offer order shipping review
comment reply share
"""
_WORDS = _VOCABULARY.split()
SHARES = (1.0, 0.3, 0.05, 0.01)
_DECOYS = ("shifted", "swapped", "other")


@dataclass(frozen=True)
class Truth:
    """What a page holds."""

    shard: str
    url: str
    kind: str
    intact: int
    mistyped: int


def make(
    folder: Path, pages: int, people: int, seed: int, shards: int, copied: bool = True, size: int = 60_000
) -> list[Truth]:
    """Write `leak.csv`, the archive's shards below `archive`, and `truth.jsonl`; returns the truth. Without
    `copied` there are ordinary pages only."""
    rng = random.Random(f"{seed}/archive")
    listed = tuple(rows(people, seed))
    (folder / "archive").mkdir(parents=True)
    (folder / "leak.csv").write_text(leak(listed), encoding="utf-8")
    planted = list(_planted(listed, pages, rng)) if copied else []
    with ExitStack() as stack:
        streams = [
            stack.enter_context(gzip.open(folder / "archive" / f"part-{n:04}.warc.gz", "wb", 6))
            for n in range(shards)
        ]
        truth = _written(streams, listed, planted, pages, size, rng)
    lines = "".join(json.dumps(asdict(one)) + "\n" for one in truth)
    (folder / "truth.jsonl").write_text(lines, encoding="utf-8")
    return truth


def _written(
    streams: Sequence[gzip.GzipFile],
    listed: Sequence[Row],
    planted: Sequence[tuple[str, Page, int, int]],
    pages: int,
    size: int,
    rng: random.Random,
) -> list[Truth]:
    """Write the pages into the shards in turn, the planted ones at places drawn by lot."""
    places = set(rng.sample(range(pages), len(planted)))
    waiting = iter(planted)
    truth: list[Truth] = []
    shards = len(streams)
    for number in range(pages):
        shard = number % shards
        url = f"https://www.example.net/{number}"
        kind, page, intact, wrong = (
            next(waiting) if number in places else ("page", ordinary(listed, rng, size), 0, 0)
        )
        _record(streams[shard], url, page)
        truth.append(Truth(f"part-{shard:04}.warc.gz", url, kind, intact, wrong))
    return truth


def _planted(listed: Sequence[Row], pages: int, rng: random.Random) -> Iterator[tuple[str, Page, int, int]]:
    for form in FORMATS:
        for typos in (0.0, 0.05):
            for share in (*SHARES, 0.0):
                count = max(3, round(len(listed) * share)) if share else 3
                some = rng.sample(list(listed), min(count, len(listed)))
                for page, intact, wrong in copies(some, form, typos, 4 if count > 200 else 1, rng):
                    yield f"copy/{form}/{count}/{typos}", page, intact, wrong
    known = Listed(listed)
    for number in range(max(6, pages // 100)):
        kind = _DECOYS[number % len(_DECOYS)]
        some = rng.sample(list(listed), min(len(listed), 60))
        yield f"decoy/{kind}", decoys(some, kind, rng, known), 0, 0


def ordinary(listed: Sequence[Row], rng: random.Random, size: int) -> Page:
    """A page as the web has them: more markup, script and style than text, with dates, numbers and names."""
    # One page in eight is about people with birth dates, who are on no list.
    parts = [_HEAD, *([_squad(listed, rng)] if rng.random() < 1 / 8 else [])]
    length = len(_HEAD)
    while length < size:
        part = rng.choice(_PARTS)(listed, rng)
        parts.append(part)
        length += len(part)
    return "text/html; charset=utf-8", "".join([*parts, "</body></html>"]).encode()


def _id(rng: random.Random) -> int:
    """A number as pages have them, of three to twelve digits."""
    return rng.randrange(10 ** rng.randint(3, 12))


def _words(rng: random.Random, count: int) -> str:
    return " ".join(rng.choices(_WORDS, k=count))


def _day(listed: Sequence[Row], rng: random.Random) -> date:
    """Mostly of the last years; one in thirty is somebody's birth date."""
    if rng.random() < 1 / 30:
        return rng.choice(listed).person.birth
    return date(2008, 1, 1) + timedelta(days=rng.randrange(6500))


def _article(listed: Sequence[Row], rng: random.Random) -> str:
    day = rng.choice((spoken, spoken_american, date.isoformat))(_day(listed, rng))
    paragraphs = "".join(f'<p class="body-text">{_words(rng, 60).capitalize()}.</p>\n' for _ in range(6))
    seen = f'<time datetime="{_day(listed, rng)}T10:00:00Z">{day}</time>'
    title = f"<h2>{_words(rng, 6)}</h2>"
    return f'<article class="post" id="post-{_id(rng)}">{title}{seen}{paragraphs}</article>\n'


def _listing(listed: Sequence[Row], rng: random.Random) -> str:
    items = "".join(
        f'<li class="item product" data-id="{_id(rng)}"><a href="/shop/{_id(rng)}?ref={_id(rng)}" '
        f'title="{_words(rng, 3)}"><img src="/img/{_id(rng)}_320x240.jpg" width="320" height="240"></a>'
        f'<span class="price">{rng.randrange(1, 900)}.{rng.randrange(10, 99)}</span></li>\n'
        for _ in range(12)
    )
    return f'<ul class="grid">{items}</ul>\n'


def _script(listed: Sequence[Row], rng: random.Random) -> str:
    values = ",".join(_value(rng) for _ in range(30))
    code = "(function(a,b){for(var i=0;i<a.length;i++)b(a[i])})(__data,track);"
    return f"<script>window.__data=[{values}];{code}</script>\n"


def _value(rng: random.Random) -> str:
    at = 1_600_000_000 + rng.randrange(10**8)
    return f'{{"id":{_id(rng)},"t":{at},"n":"{_words(rng, 2)}","v":{rng.random():.4f}}}'


def _style(listed: Sequence[Row], rng: random.Random) -> str:
    rules = "".join(_rule(rng) for _ in range(40))
    return f"<style>{rules}</style>\n"


def _rule(rng: random.Random) -> str:
    across, down, width = rng.randrange(40), rng.randrange(40), rng.randrange(1000)
    colour = f"#{rng.randrange(16**6):06x}"
    return f".c{rng.randrange(10**4)}{{margin:{across}px {down}px;color:{colour};width:{width}px}}"


@lru_cache(maxsize=1)
def _known(listed: Sequence[Row]) -> Listed:
    return Listed(listed)


def _squad(listed: Sequence[Row], rng: random.Random) -> str:
    """People with birth dates who are on no list: a football squad."""
    names = pools()
    lines = []
    for _ in range(14):
        given, family = names[rng.choice(sorted(names))]
        born = date(1985, 1, 1) + timedelta(days=rng.randrange(7000))
        first, last = rng.choice(given), rng.choice(family)
        if _known(listed).has(frozenset({first, last}), born):
            continue
        name = f"{first[0]} {last[0]}"
        lines.append(f"<tr><td>{name}</td><td>{born:%d.%m.%Y}</td><td>{rng.randrange(99)}</td></tr>")
    return f"<table class='squad'>{''.join(lines)}</table>\n"


_HEAD = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Example</title></head>'
    '<body class="home">\n'
)
_PARTS = (_article, _article, _listing, _script, _style, _listing, _script, _article)


def _record(stream: gzip.GzipFile, url: str, page: Page) -> None:
    """A WARC/1.1 response record (ISO 28500)."""
    media_type, body = page
    http = (
        f"HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        + body
    )
    head = (
        f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-01-01T00:00:00Z\r\n"
        f"WARC-Record-ID: <urn:example:{url.rpartition('/')[2]}>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    stream.write(head.encode() + http + b"\r\n\r\n")


def main() -> None:
    """Make an archive."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="a new folder")
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--people", type=int, default=6252)
    parser.add_argument("--shards", type=int, default=40)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    truth = make(options.folder, options.pages, options.people, options.seed, options.shards)
    print(
        f"{len(truth):,} pages, {sum(one.intact + one.mistyped > 0 for one in truth):,} with rows of the list"
    )


if __name__ == "__main__":
    main()
