"""Which rows of the list a page holds: names with second fields, looked up among the fingerprints."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from withhold.incident.watch.copies.candidates import Candidates, Places
from withhold.incident.watch.copies.digests import Kind
from withhold.incident.watch.copies.file import Fingerprints
from withhold.incident.watch.copies.interface import Stretch
from withhold.incident.watch.copies.lines import HERE, lines_of
from withhold.incident.watch.copies.names import Candidate, Names
from withhold.incident.watch.copies.plain import plain, searchable, with_plain_digits
from withhold.incident.watch.copies.rows import is_telling, row_message
from withhold.incident.watch.copies.seconds import Seconds
from withhold.incident.watch.copies.stretches import stretches_around
from withhold.incident.watch.copies.zones import Line, Zone, split_long, zones
from withhold.register.canonical import common_parts

_GAP = 40
"""Lines between two rows of the same stretch."""


@dataclass(slots=True, repr=False)
class Found:
    """The rows of a page. Rows that nothing tells apart (the same person twice in the list) are counted as
    often as they stand there, and at most as often as they are in the list."""

    groups: Counter[frozenset[int]] = field(default_factory=Counter)
    lines: list[int] = field(default_factory=list)

    def add(self, rows: frozenset[int], line: int) -> None:
        self.groups[rows] += 1
        self.lines.append(line)

    def merge(self, other: "Found", line: int) -> None:
        """Take over what another part of the page holds, which begins behind so many lines."""
        self.groups.update(other.groups)
        self.lines += [line + one for one in other.lines]

    def rows(self) -> int:
        """How many rows of the list the page holds."""
        alone = {row for rows in self.groups if len(rows) == 1 for row in rows}
        together = 0
        for rows, count in self.groups.items():
            if len(rows) > 1:
                together += min(count, len(rows - alone))
        return len(alone) + together

    def stretches(self) -> tuple[Stretch, ...]:
        """Where in the page they stand."""
        found: list[Stretch] = []
        for line in sorted(self.lines):
            if found and line - found[-1].last <= _GAP:
                found[-1] = Stretch(found[-1].first, line, found[-1].rows + 1)
            else:
                found.append(Stretch(line, line, 1))
        return tuple(found)


class Matcher:
    """Looks for the rows of one file of fingerprints. Not safe to use from several threads."""

    def __init__(self, fingerprints: Fingerprints) -> None:
        self._fingerprints = fingerprints
        self._row = fingerprints.keys.digester(Kind.ROW)
        may_hold = fingerprints.may_hold(Kind.SECOND)
        self._seconds = Seconds(fingerprints.seconds, fingerprints.numbers, may_hold)
        self._candidates = Candidates(fingerprints.seconds, fingerprints.numbers)
        self._names = Names(fingerprints.may_hold(Kind.PART))

    def look(self, content: bytes, charset: str = "") -> Found:
        """The rows in a page's bytes. Most pages hold no second field and cost one search of their bytes."""
        content, codec = searchable(content, charset)
        places = self._candidates.find(content)
        if places.other_digits:
            content, codec = with_plain_digits(content.decode(codec, "replace")).encode(), "utf-8"
            places = self._candidates.find(content)
        found = Found()
        line, at = 1, 0
        for stretch in stretches_around(self._begins(content, places), content):
            numbers = []
            for place in stretch.places:
                line, at = line + content.count(b"\n", at, place), place
                numbers.append(line)
            text = lines_of(stretch.marked(content).decode(codec, "replace"))
            self._look_at(text, self._marked(text, numbers), found)
        return found

    def look_at_lines(self, text: str) -> Found:
        """The rows in lines, cells set apart by tabs."""
        found = Found()
        text = plain(text)
        lines = split_long(text).split("\n")
        self._look_at(text, {at: at + 1 for at in range(len(lines))}, found)
        return found

    def _begins(self, content: bytes, places: Places) -> list[int]:
        """Where second fields stand that may be of the list."""
        numbers, others = self._seconds.may_be_number, self._seconds.may_be
        found = {begin for begin, end in places.numbers if numbers(content[begin:end])}
        found.update(begin for begin, end in places.others if others(content[begin:end]))
        return sorted(found)

    def _marked(self, text: str, numbers: Sequence[int]) -> dict[int, int]:
        """The lines with a mark, by their place, and where in the source the mark was."""
        found: dict[int, int] = {}
        seen = 0
        for at, line in enumerate(split_long(text).split("\n")):
            if marks := line.count(HERE):
                found[at] = numbers[min(seen, len(numbers) - 1)]
                seen += marks
        return found

    def _look_at(self, text: str, marked: Mapping[int, int], found: Found) -> None:
        """Add the rows of the marked lines."""
        lines = [
            Line(line, marked.get(at, 0), self._seconds)
            for at, line in enumerate(split_long(text.replace(HERE, "")).split("\n"))
        ]
        for zone in zones(lines, marked):
            for rows in self._rows_of(zone):
                found.add(rows, zone.line)

    def _rows_of(self, zone: Zone) -> Iterable[frozenset[int]]:
        """For each second field the rows that fit the zone best, each set of rows once."""
        candidates = self._names.candidates(zone.text)
        by_second = {second: self._fitting(candidates, second) for second in dict.fromkeys(zone.messages)}
        seconds = Counter(row for fits in by_second.values() for row in fits)
        chosen: set[frozenset[int]] = set()
        for fits in filter(None, by_second.values()):
            ranks = {row: (seconds[row], *fit) for row, fit in fits.items()}
            best = max(ranks.values())
            chosen.add(frozenset(row for row, rank in ranks.items() if rank == best))
        return [rows for rows in chosen if not any(rows > other for other in chosen)]

    def _fitting(self, candidates: Sequence[Candidate], second: bytes) -> dict[int, tuple[int, int]]:
        """The rows with this second field whose name is one of the candidates: the parts in common, and how
        many only one of both has, as a negative number."""
        found: dict[int, tuple[int, int]] = {}
        telling = is_telling(second)
        under: dict[bytes, Sequence[tuple[int, int]]] = {}
        for candidate in candidates:
            hits: dict[tuple[int, int], int] = {}
            for named in candidate.singles if telling else candidate.pairs:
                rows = under.get(named)
                if rows is None:
                    rows = under[named] = self._fingerprints.rows_under(self._row(row_message(named, second)))
                for row in rows:
                    hits[row] = hits.get(row, 0) + 1
            for (number, parts), count in hits.items():
                common = count if telling else 1 if parts == 1 else common_parts(count)
                whole = common == min(parts, candidate.parts) and (common > 1 or candidate.parts == parts)
                if whole or telling:
                    fit = (common, 2 * common - parts - candidate.parts)
                    found[number] = max(found.get(number, fit), fit)
        return found
