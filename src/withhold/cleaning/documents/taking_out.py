"""Takes out of the content what the policy speaks against: paragraphs, rows, columns, as few as possible."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import chain

from withhold.cleaning.columns import undeclared
from withhold.cleaning.documents.content import Block, Content, Paragraph, Rows, Section
from withhold.cleaning.documents.judged import Heard, block_number, blocks_of, place_of, typed_lists
from withhold.cleaning.grid import span_of
from withhold.domain.concealment import Concealment
from withhold.domain.fields import Field
from withhold.domain.finding import Finding, Kind
from withhold.domain.verdict import Decision, DocumentVerdict
from withhold.inspection.baseline import decision_on
from withhold.policy.load import Policy
from withhold.recognisers.prose import Mention

Removals = Counter[tuple[Concealment, str]]


class TakingOut:
    """One round: what is heard of the content, and what goes because of it. `removed` is added to."""

    def __init__(self, content: Content, heard: Heard, removed: Removals) -> None:
        self._content = content
        self._heard = heard
        self._removed = removed
        self._blocks: dict[int, tuple[Section, Block]] = {
            number: (section, block) for number, section, block in blocks_of(content)
        }
        self._lists = {number: numbers for number, (numbers, _) in typed_lists(content).items()}
        self._gone: set[int] = set()

    def take_out(self, verdict: DocumentVerdict, policy: Policy) -> bool:
        """Whether anything was taken out: first what a profile does not declare, else what else is found."""
        found = self._undeclared(undeclared(policy, verdict.findings)) or self._found(verdict, policy)
        gone = {id(self._blocks[number][1]) for number in self._gone}
        for section in self._content.sections.values():
            section.blocks = [block for block in section.blocks if id(block) not in gone]
        return found > 0

    def _undeclared(self, told: frozenset[Field]) -> int:
        """Columns and paragraphs that tell one of these fields."""
        if not told:
            return 0
        taken = 0
        for number, columns in self._heard.columns.items():
            indexes = sorted((at for at, field in columns.items() if field in told), reverse=True)
            if indexes and number in self._lists:
                taken += sum(map(self._paragraph, self._lists[number]))
                continue
            for index in indexes:
                taken += self._column(number, index)
        for number, mentions in self._heard.mentions.items():
            if any(told & mention.fields.keys() for mention in mentions):
                taken += self._paragraph(number)
        for number, said in self._heard.rows.items():
            rows = {row for row, mention in said if told & mention.fields.keys()}
            if number in self._lists:
                taken += sum(map(self._paragraph, rows))
            taken += self._rows(number, rows)
        return taken

    def _found(self, verdict: DocumentVerdict, policy: Policy) -> int:
        """What the findings speak of that are not to be public; all of them, where none is so alone."""
        findings = [finding for finding in verdict.findings if not finding.author]
        alone = [one for one in findings if decision_on(one, policy) is not Decision.RELEASE]
        return sum(map(self._finding, alone or findings))

    def _finding(self, finding: Finding) -> int:
        number = block_number(finding.location)
        if number not in self._blocks:
            return self._several(finding)
        block = self._blocks[number][1]
        if number in self._lists and finding.location.steps[-1].key != "line":
            return sum(map(self._paragraph, self._rows_of(finding, self._lists[number])))
        if isinstance(block, Paragraph):
            return self._paragraph(number)
        return self._rows(number, self._rows_of(finding, block.rows))

    def _rows_of(self, finding: Finding, rows: Collection[int]) -> set[int]:
        """Which rows of a table a finding speaks of: those it names, or that mention somebody, or all."""
        span = span_of(finding.location)
        if span is not None:
            return {row for row in rows if span[0][0] <= row <= span[1][0]}
        number = block_number(finding.location)
        return {row for row, _ in _blamed(finding, self._heard.rows[number])} or set(rows)

    def _several(self, finding: Finding) -> int:
        """A finding of several paragraphs of a section: those that mention somebody as it says."""
        here = {
            number for number, (section, _) in self._blocks.items() if place_of(section) == finding.location
        }
        pairs = [(number, mention) for number in here for mention in self._heard.mentions.get(number, ())]
        return sum(self._paragraph(number) for number in {number for number, _ in _blamed(finding, pairs)})

    def _paragraph(self, number: int) -> int:
        section, block = self._blocks.get(number, (None, None))
        if number in self._gone or section is None or not isinstance(block, Paragraph):
            return 0
        self._gone.add(number)
        self._removed[Concealment.VISIBLE, section.place()] += 1
        return 1

    def _rows(self, number: int, rows: set[int]) -> int:
        """Rows, whole; what is left of a table with no more than one row was the header of what is gone."""
        section, block = self._blocks.get(number, (None, None))
        if section is None or not isinstance(block, Rows):
            return 0
        rows = set(block.rows) if len(block.rows.keys() - rows) <= 1 and rows else rows & block.rows.keys()
        taken = sum(len(block.rows.pop(row)) for row in rows)
        self._count(section, number, block, taken)
        return taken

    def _column(self, number: int, index: int) -> int:
        """A column; what stands to the right of it moves, so that no gap shows where it was."""
        section, block = self._blocks.get(number, (None, None))
        if section is None or not isinstance(block, Rows):
            return 0
        taken = sum(index in row for row in block.rows.values())
        moved = {
            number: {at - (at > index): text for at, text in row.items() if at != index}
            for number, row in block.rows.items()
        }
        block.rows = {number: row for number, row in moved.items() if row}
        block.wide.clear()
        block.joined.clear()
        self._count(section, number, block, taken)
        return taken

    def _count(self, section: Section, number: int, block: Rows, taken: int) -> None:
        if taken:
            self._removed[Concealment.VISIBLE, f"a table in {section.place()}"] += taken
        if not block.rows:
            self._gone.add(number)


def _blamed(finding: Finding, said: Sequence[tuple[int, Mention]]) -> Iterator[tuple[int, Mention]]:
    """The mentions that a finding is made of: where more than names is told, those of whom more is told."""
    same = [pair for pair in said if pair[1].public_role == finding.public_role]
    telling = [pair for pair in same if _tells(pair[1])]
    is_names = finding.kind is Kind.NAMES
    yield from same if is_names or not telling else telling
    if not same:
        yield from chain(said)


def _tells(mention: Mention) -> bool:
    return bool(mention.fields or mention.protections or mention.membership)
