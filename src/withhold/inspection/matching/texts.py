"""Texts as questions to the register: whom the prose reader found, and every run of words like a name.

The runs are independent of the recognisers: a name that no list knows is found where a date or a number
stands beside it.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from withhold.domain.fields import Field
from withhold.inspection.matching.columns import NUMBERS, is_mixed, is_number
from withhold.inspection.matching.days import days_in, years_in
from withhold.inspection.matching.held import HeldNames
from withhold.recognisers.prose import Mention
from withhold.register.interface import Row
from withhold.text.dates import parse_date

_REACH = 200
"""Characters within which a date or a number is beside a name of another line."""
_MOST_WORDS = 4
_MOST_SPELLINGS = 12
_MARKS = (
    "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0963\u0971-\u0dff"
    "\u0e31-\u0e4e\u0eb1-\u0ecd\u1000-\u103f\u135d-\u135f\u1780-\u17d3\u200c\u200d"
)
"""Vowels and accents written as characters of their own: Hebrew, Arabic, Indic, Thai, Lao, Khmer."""
_LETTERS = rf"[^\W\d_](?:[^\W\d_]|(?!\d)[{_MARKS}])*"
_WORD = re.compile(rf"{_LETTERS}(?:['’ʼ`-]{_LETTERS})*\.?")
_PARTICLE_WORDS = """
de da do das dos del della di du la le el al van von der den ten ter bin ibn bint y e zu af
"""
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
_GAP = re.compile(r"(?:[ \t\xa0,·،・;/_+(\"“”‘]|%20){1,3}")
_LINE_END = re.compile(r",?[ \t\r]{0,3}\n[ \t]{0,8}")
_INVISIBLE = dict.fromkeys([0xAD, 0x200B, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_WIDE = re.compile("[\uff01-\uff5e\u3000]")
_UNSPACED = re.compile("[\u3400-\u9fff\uac00-\ud7a3\u0e00-\u0e7f\u1000-\u109f]")
_LONGEST_UNSPACED = 4
_GEORGIAN = re.compile("[\u10d0-\u10ff]")
"""Letters that Unicode calls small: they have capitals, but no name begins with one."""
_NUMBER = re.compile(
    r"(?<!\w)[^\W\d_]{0,3}[-#]?\d[\d-]{4,18}[\dA-Z](?!\w)|(?<!\w)\d{3} \d{2,3} \d{3,4}(?!\w)"
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")


@dataclass(frozen=True, slots=True, repr=False)
class _Beside:
    """What stands at places of a text, in order: days, or numbers."""

    starts: list[int]
    values: list[str]

    def near(self, start: int, end: int, line: tuple[int, int]) -> tuple[str, ...]:
        """The nearest before and the nearest behind a name: on its line, else within reach."""
        following = bisect_left(self.starts, end)
        found = [i for i in (following - 1, following) if 0 <= i < len(self.starts)]
        here = [i for i in found if line[0] <= self.starts[i] < line[1]]
        kept = here or [i for i in found if start - _REACH <= self.starts[i] <= end + _REACH]
        return tuple(self.values[i] for i in kept)


def asked_of_text(text: str, mentions: Sequence[Mention], held: HeldNames) -> Iterator[Row]:
    """The questions that a text is worth. Linear in its length."""
    for mention in mentions:
        row = _of_mention(mention)
        if row is not None:
            yield row
    if "@" in text:
        for address in dict.fromkeys(match.group() for match in _EMAIL.finditer(text)):
            yield Row(contacts=(address,))
    if any(map(str.isdigit, text)):
        yield from _of_runs(_plain(text), held)


def _plain(text: str) -> str:
    """The text without characters that nobody sees, and with letters of the usual width."""
    if text.isascii():
        return text
    seen = text.translate(_INVISIBLE)
    return unicodedata.normalize("NFKC", seen) if _WIDE.search(seen) else seen


def names_asked(text: str, held: HeldNames) -> Iterator[Row]:
    """Whether a short text (a title, the name of a sheet or a file) is or holds a registered name."""
    runs = [_spellings(text, run) for run in _runs(text)]
    kept = held.among(spelling for run in runs for spelling in run)
    for run in runs:
        for names in _few(run, kept):
            yield Row(names=names)


def _of_mention(mention: Mention) -> Row | None:
    fields = mention.fields
    born = fields.get(Field.DATE_OF_BIRTH)
    day = parse_date(born) if born else None
    nations = (fields.get(Field.NATIONALITY), fields.get(Field.COUNTRY_OF_BIRTH))
    contacts = (fields.get(Field.PHONE), fields.get(Field.EMAIL))
    row = Row(
        names=(mention.name,) if mention.name else (),
        births=(day.isoformat(),) if day else (),
        birth_years=years_in([fields.get(Field.BIRTH_YEAR)]),
        identifiers=tuple((field, value) for field, value in fields.items() if field in NUMBERS),
        nationalities=tuple(nation for nation in nations if nation),
        contacts=tuple(contact for contact in contacts if contact),
    )
    return row if row.names or row.identifiers or row.contacts else None


def _of_runs(text: str, held: HeldNames) -> Iterator[Row]:
    days = [(start, day) for start, _, day in days_in(text)]
    numbers = [(m.start(), m.group()) for m in _NUMBER.finditer(text) if is_number(m.group())]
    for _, number in numbers:
        if is_mixed(number):
            yield Row(identifiers=((None, number),))
    if not days and not numbers:
        return
    told = sorted([*days, *numbers])
    by_day = _Beside([at for at, _ in days], [day for _, day in days])
    by_number = _Beside([at for at, _ in numbers], [number for _, number in numbers])
    anything = _Beside([at for at, _ in told], [value for _, value in told])
    ends = [match.start() for match in re.finditer("\n", text)]
    runs = []
    for run in _runs(text):
        start, end = run[0][0], run[-1][1]
        line = _line(ends, start, len(text))
        if anything.near(start, end, line):
            runs.append((start, end, line, _spellings(text, run)))
    kept = held.among(spelling for *_, spellings in runs for spelling in spellings)
    for start, end, line, spellings in runs:
        for names in _few(spellings, kept):
            beside = tuple((None, number) for number in by_number.near(start, end, line))
            yield Row(names, by_day.near(start, end, line), (), beside)


def _few(spellings: Sequence[str], kept: set[str]) -> Iterator[tuple[str, ...]]:
    """The spellings that may be registered, a few at a time: questions stay short however long a run is."""
    names = [spelling for spelling in spellings if spelling in kept]
    for start in range(0, len(names), _MOST_SPELLINGS):
        yield tuple(names[start : start + _MOST_SPELLINGS])


def _line(ends: Sequence[int], at: int, length: int) -> tuple[int, int]:
    following = bisect_right(ends, at)
    start = ends[following - 1] + 1 if following else 0
    return start, ends[following] if following < len(ends) else length


Run = list[tuple[int, int]]


def _runs(text: str) -> Iterator[Run]:
    """Words in a row of one line that may be names: capitalised, or of a script without capitals.

    In a line without any capital every word may be one. Particles may stand between them. The end of a line
    and the beginning of the next are one more run.
    """
    start = 0
    last: Run = []
    for line in text.splitlines(keepends=True):
        runs = list(_runs_of_line(text, start, start + len(line), line.islower()))
        yield from runs
        if last and runs and _LINE_END.fullmatch(text, last[-1][1], runs[0][0][0]):
            # The line was full in the middle of a name.
            yield [*last[1 - _MOST_WORDS :], *runs[0][: _MOST_WORDS - 1]]
        last = runs[-1] if runs else []
        start += len(line)


def _runs_of_line(text: str, at: int, until: int, any_case: bool) -> Iterator[Run]:
    run: Run = []
    last = at
    for match in _WORD.finditer(text, at, until):
        start, end = match.span()
        word = match.group()
        if run and not (_GAP.fullmatch(text, last, start)):
            yield _trimmed(text, run)
            run = []
        like = any_case or not word[0].islower() or _GEORGIAN.match(word) is not None
        if like or (run and word in _PARTICLES):
            run.append((start, end))
        elif run:
            yield _trimmed(text, run)
            run = []
        last = end
    if run:
        yield _trimmed(text, run)


def _trimmed(text: str, run: Run) -> Run:
    """The run without particles at its end."""
    while len(run) > 1 and text[run[-1][0] : run[-1][1]] in _PARTICLES:
        run = run[:-1]
    return run


def _spellings(text: str, run: Run) -> list[str]:
    """Two to four words in a row of a run; in scripts without spaces two to four characters."""
    found = []
    counted = [span for span in run if text[span[0] : span[1]] not in _PARTICLES]
    for size in range(min(_MOST_WORDS, len(counted)), 1, -1):
        for i in range(len(counted) - size + 1):
            found.append(text[counted[i][0] : counted[i + size - 1][1]])
    for start, end in run:
        if _UNSPACED.match(text, start):
            longest = min(_LONGEST_UNSPACED, end - start)
            found += [
                text[at : at + size] for size in range(longest, 1, -1) for at in range(start, end - size + 1)
            ]
    return found
