"""The rows of one part of a batch, one by one: who is sighted, and what the row tells of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from withhold.domain.concealment import Concealment
from withhold.domain.fields import GOVERNMENT_IDENTIFIERS, Field
from withhold.recognisers.people import BIT, ONE_PERSON_EACH, People
from withhold.recognisers.rows.batch import Keys
from withhold.recognisers.rows.privacy import SUPPORTING
from withhold.recognisers.tally import IDENTIFIED, NAMED, NUMBERED, PROTECTED, TWO_PRIVATE, Tally

_NUMBERS = sum(BIT[field] for field in GOVERNMENT_IDENTIFIERS)
_SUPPORT = sum(BIT[field] for field in SUPPORTING)
_NAME = BIT[Field.FULL_NAME]
_NAME_PARTS = _NAME | BIT[Field.GIVEN_NAME] | BIT[Field.FAMILY_NAME]
_BIRTH = BIT[Field.DATE_OF_BIRTH]
_OF_BIRTH = BIT[Field.BIRTH_YEAR] | BIT[Field.AGE]
_TELLS_WHO = BIT[Field.PERSON_NUMBER] | BIT[Field.CASE_NUMBER]
_WORD = (1 << 64) - 1
_NUMBER_KINDS = frozenset(i for i, f in enumerate(ONE_PERSON_EACH) if f in GOVERNMENT_IDENTIFIERS)


@dataclass(frozen=True, slots=True, repr=False)
class Rows:
    """Parallel lists over the rows of a batch, and the positions of those to look at.

    `fields`: bits of what each row tells of the person. `private`: those that are private here. `own`: those
    in the cells that are hidden in the way that is looked at (None: all). `said`: protections of the row
    (None: of nobody).
    """

    positions: Sequence[int]
    names: Sequence[int | None]
    keys: Sequence[Keys]
    fields: Sequence[int]
    private: Sequence[int]
    own: Sequence[int] | None
    said: Sequence[int] | None


def sight(rows: Rows, people: People, tally: Tally, counted: bool) -> tuple[int, int] | None:
    """Count the people of these rows; the first and last position with one, None without any.

    `counted`: they are people of the document, not officials beside those whom the rows are about.
    """
    first: int | None = None
    last = 0
    concealed = tally.concealment is not Concealment.VISIBLE
    fields = private_seen = protections = 0
    memo: dict[tuple[int, int, bool, bool], int] = {}
    numbers = [(key.kind, key.hashes) for key in rows.keys]
    named_numbers: list[int] = []
    for at in rows.positions:
        name = rows.names[at]
        private = rows.private[at]
        if name is None and not private & _NUMBERS:
            continue
        mask = rows.fields[at] | (_NAME if name is not None else 0)
        said = rows.said[at] if rows.said is not None else 0
        known = (mask, private, name is not None, said != 0)
        flags = memo.get(known)
        if flags is None:
            flags = memo[known] = _flags(mask, private, name is not None, said != 0, concealed)
        found = [(kind, key) for kind, hashes in numbers if (key := hashes[at]) is not None]
        best = found[0][1] if found else name
        who = name if name is not None else found[0][1]
        tally.sight(hash((name, best)) & _WORD, flags)
        if not counted or name is None:
            if counted:
                people.nameless(who)
            if not concealed:
                people.show(who, mask)
        else:
            people.named(name, found, 0 if concealed else mask)
            named_numbers += [key for kind, key in found if kind in _NUMBER_KINDS]
        if concealed:
            tally.hide(who, mask if rows.own is None else rows.own[at])
        fields |= mask
        private_seen |= private
        protections |= said
        if first is None:
            first = at
        last = at
    people.numbered(named_numbers)
    if first is None:
        return None
    tally.fields |= fields
    tally.private |= private_seen
    tally.protections |= protections
    return first, last


def _flags(mask: int, private: int, named: bool, said: bool, concealed: bool) -> int:
    """What a row with these fields says of its person."""
    flags = NAMED if named else 0
    if private & _NUMBERS:
        flags |= NUMBERED | IDENTIFIED
    telling = private & ~_SUPPORT
    if named and (telling or (concealed and mask & _TELLS_WHO)):
        flags |= IDENTIFIED
    counted = private
    if private & _BIRTH:
        counted &= ~_OF_BIRTH
    if private & BIT[Field.ADDRESS]:
        counted &= ~BIT[Field.POSTCODE]
    if named and telling and counted.bit_count() >= 2:
        flags |= TWO_PRIVATE
    if said:
        flags |= PROTECTED
    return flags
