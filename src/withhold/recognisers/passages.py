"""Texts, and the cells of tables that are texts: the people they mention."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from withhold.domain.concealment import Concealment
from withhold.domain.fields import GOVERNMENT_IDENTIFIERS, Field
from withhold.domain.piece import Column, Table, TextRole
from withhold.recognisers import contacts, identifiers, names, prose
from withhold.recognisers.interface import ColumnReading, Marker
from withhold.recognisers.people import BIT, ONE_PERSON_EACH, People, hashed
from withhold.recognisers.prose import Mention
from withhold.recognisers.rows.privacy import PRIVATE
from withhold.recognisers.rows.protection import bits
from withhold.recognisers.tally import IDENTIFIED, NAMED, NUMBERED, PROTECTED, TWO_PRIVATE, Tally
from withhold.text.names import name_key
from withhold.text.spoken import parted

_HOME_ONLY = frozenset({Field.PHONE, Field.EMAIL, Field.ADDRESS})
"""In running text these are as often an office's: private only beside something that is surely private."""
_DIGITS = re.compile(r"\d")
_TELLING_CELL = re.compile(
    r"\d{5}|\d{3}[- .]\d{2,3}[- .]\d{3}|@"
    r"|\b[^\W\d_a-zß-ÿ][\w'’-]{1,40},? (?:[^\W\d_a-zß-ÿ]\.? )?[^\W\d_a-zß-ÿ]"
    r"|\b(?:list|lista|liste|lijst)\b"
)
"""What a cell must have to speak of somebody: many digits, an address, two capitalised words, a list."""
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff]{8}")
_CAPITALISED = re.compile(
    r"^[^\W\d_a-zß-ÿ][^\W\d_]{1,30}(?:,? [^\W\d_a-zß-ÿ][^\W\d_]{1,30}){1,3}$", re.MULTILINE
)
_CLEARLY = 0.95
"""How likely a cell must be a name to count where its column is not one of names."""
_SHORTEST = 8
_NAME_ALONE = 2
"""A cell of so few words is at most a name: whether a column holds names is judged for the whole column."""
_LONG_WORDS = 60
"""Characters from which a cell of a column of words (a status, a diagnosis) is read as text as well."""
_LONGEST_DATE = 30
"""Characters of a date; where there are more, the cell says other things, too."""
_LABEL_NAME = 0.75
"""How likely a short technical string must be a name before it counts as one."""
_EDITED = re.compile(
    r"(?:checked|reviewed|updated|prepared|approved|edited|created|written|compiled|modified|verified|saved|entered"
    r"|commented|last changed)\s+(?:on\s+\S+\s+)?by[\s:]*$|(?:author|editor|contact|owner|source)\s*:\s*$",
    re.IGNORECASE,
)
_BEFORE = 40
_SIGNED = re.compile(r"[^\n:]{2,40}:(?:\n|$)")
"""A spreadsheet's note opens with the name of who wrote it."""
_NUMBER_FIELDS = frozenset({*GOVERNMENT_IDENTIFIERS})


@dataclass(frozen=True, slots=True, repr=False)
class Cell:
    """A text in a table: the value and where it stands first."""

    text: str
    column: int


def read_text(text: str, role: TextRole, heading: str = "") -> Iterator[Mention]:
    """The people a text mentions, and strong government numbers that nobody is named with.

    `heading` is what stands over the text.
    """
    if role is TextRole.LABEL and len(text) <= 120 and not _DIGITS.search(text):
        if names.likelihood(text) >= _LABEL_NAME:
            yield Mention(0, len(text), name=text, confidence=0.6)
        return
    mentions = prose.headed(text, heading, prose.read(text))
    if role is TextRole.CODE:
        mentions = [m for m in mentions if m.fields or m.protections]
    yield from mentions
    if not _DIGITS.search(text):
        return
    told = {
        identifiers.canonical(field, value)
        for mention in mentions
        for field, value in mention.fields.items()
        if field in _NUMBER_FIELDS
    }
    for match in identifiers.scan(text):
        if match.strong and match.field in _NUMBER_FIELDS and match.canonical not in told:
            told.add(match.canonical)
            yield Mention(match.start, match.end, None, {match.field: match.canonical}, confidence=0.8)


def edits(text: str, mention: Mention) -> bool:
    """Whether a mention is of somebody who wrote or checked the text."""
    if mention.fields or mention.protections or mention.membership:
        return False
    if _EDITED.search(text, max(0, mention.start - _BEFORE), mention.start):
        return True
    return mention.start <= 1 and _SIGNED.match(text) is not None


def texts_of_table(table: Table, readings: Sequence[ColumnReading]) -> list[Cell]:
    """The unique values that the meaning of their column does not explain and that may speak of somebody."""
    found = []
    for i, (column, reading) in enumerate(zip(table.columns, readings, strict=True)):
        if column.name is not None and not table.continues and _telling(column.name):
            found.append(Cell(column.name, i))
        if not set(column.kinds) & {"t", "e"}:
            continue
        for value in dict.fromkeys(column.values):
            if (
                value is None
                or len(value) < _SHORTEST
                or (value in reading.known and not _words(reading, value))
            ):
                continue
            if _telling(value):
                found.append(Cell(value, i))
    return found


def bare_names(table: Table, readings: Sequence[ColumnReading]) -> list[Cell]:
    """Cells that are clearly a full name, in columns of mixed content that nothing else explains."""
    found = []
    for i, (column, reading) in enumerate(zip(table.columns, readings, strict=True)):
        meaning = reading.meaning
        if reading.field is not None or meaning.thing or meaning.markers - {Marker.NAME}:
            continue
        if "t" not in column.kinds or column.concealment is not Concealment.VISIBLE:
            continue
        lines = "\n".join(value for value in dict.fromkeys(column.values) if value and "\n" not in value)
        candidates = _CAPITALISED.findall(lines)
        found += [Cell(value, i) for value in candidates if names.likelihood(value) >= _CLEARLY]
    return found


def _words(reading: ColumnReading, value: str) -> bool:
    if reading.field is Field.DATE_OF_BIRTH:
        return len(value) > _LONGEST_DATE
    return reading.known[value] == "" and len(value) >= _LONG_WORDS


def _telling(value: str) -> bool:
    value = parted(value)
    found = _TELLING_CELL.search(value)
    if found is None:
        return not value.isascii() and _UNSPACED.search(value) is not None
    return value.count(" ") > _NAME_ALONE or _DIGITS.search(value) is not None or "@" in value


def read_cells(cells: Sequence[Cell]) -> Iterator[tuple[Cell, Mention]]:
    """The mentions in cells, read as one text; those over a cell's border are left out."""
    starts = []
    at = 0
    for cell in cells:
        starts.append(at)
        at += len(cell.text) + 2
    for mention in read_text(parted("\n\n".join([cell.text for cell in cells])), TextRole.PROSE):
        number = bisect_right(starts, mention.start) - 1
        if mention.end <= starts[number] + len(cells[number].text):
            yield cells[number], mention


def first_row(column: Column, value: str) -> int:
    """Where a value stands first; 0 for a header."""
    return column.values.index(value) if value in column.values else 0


def count_mention(mention: Mention, tally: Tally, people: People, *, counted: bool = True) -> None:
    """Add a mention to what is known of its place and of the people of the document.

    `counted`: false where it may be somebody whom its row has named already.
    """
    concealed = tally.concealment is not Concealment.VISIBLE
    mask = sum(BIT[field] for field in mention.fields)
    private = _private(mention)
    numbers = private & _NUMBER_FIELDS
    keys = [
        (kind, hashed(field, identifiers.canonical(field, mention.fields[field])))
        for kind, field in enumerate(ONE_PERSON_EACH)
        if field in mention.fields
    ]
    tally.membership |= mention.membership
    tally.confidence = min(tally.confidence, mention.confidence)
    if mention.name is None and not numbers:
        tally.group = max(tally.group, mention.count)
        return
    flags = 0
    if mention.name is not None:
        mask |= BIT[Field.FULL_NAME]
        flags |= NAMED
    if numbers:
        flags |= NUMBERED
    if numbers or (mention.name is not None and private):
        flags |= IDENTIFIED
    if mention.name is not None and len(private) >= 2:
        flags |= TWO_PRIVATE
    if mention.protections and not mention.public_role:
        flags |= PROTECTED
        tally.protections |= bits(mention.protections)
    tally.fields |= mask
    tally.private |= sum(BIT[field] for field in private)
    who = _who(mention, keys, people if counted else None)
    if flags == NAMED:
        tally.sight_name(who)
    else:
        tally.sight(hashed(str(who), str(keys[0][1] if keys else "")), flags)
        tally.tell_of(who)
    if concealed:
        tally.hide(who, mask)
    else:
        people.show(who, mask)


def _who(mention: Mention, keys: list[tuple[int, int]], people: People | None) -> int:
    who = keys[0][1] if mention.name is None else hashed(name_key(mention.name))
    if people is not None and mention.name is None:
        people.nameless(who)
    elif people is not None:
        people.named(who, keys)
        people.numbered(key for kind, key in keys if ONE_PERSON_EACH[kind] in _NUMBER_FIELDS)
    return who


def _private(mention: Mention) -> frozenset[Field]:
    """The fields of a mention that are private: not what is told of somebody in a public role."""
    fields = frozenset(mention.fields)
    if mention.public_role:
        return fields & _NUMBER_FIELDS
    private = fields & PRIVATE
    sure = private - _HOME_ONLY
    if sure or mention.protections:
        return private
    email = mention.fields.get(Field.EMAIL)
    free = email is not None and any(span.private for span in contacts.emails(email))
    return frozenset({Field.EMAIL}) if free else frozenset()
