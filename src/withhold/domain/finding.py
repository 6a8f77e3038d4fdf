"""What was found: people or identifiers in pieces, as facts a policy can judge."""

from dataclasses import dataclass
from enum import StrEnum

from withhold.domain.concealment import Concealment
from withhold.domain.fields import Field, Protection
from withhold.domain.location import Location


class Kind(StrEnum):
    """Kinds of findings; the values are part of the verdict format."""

    ROSTER = "roster"
    RECORD = "record"
    IDENTIFIERS = "identifiers"
    NAMES = "names"
    REGISTER_MATCH = "register_match"
    CONCEALED_DATA = "concealed_data"


class Severity(StrEnum):
    """How bad it would be if it were public; the values are part of the verdict format."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class Evidence(StrEnum):
    """What speaks for it that somebody in a document is a registered person, strongest first (design 5.3)."""

    IDENTIFIER = "identifier"
    NAME_AND_BIRTH_DATE = "name_and_birth_date"
    WEAKER = "weaker"
    """Name with birth year and nationality, name with contact, part of a name with a birth date."""
    NAME_ALONE = "name_alone"


@dataclass(frozen=True, slots=True)
class Finding:
    """People or identifiers in one place, hidden in one way. Counts are distinct people in this finding.

    It holds no personal value: `examples` are fixed-width masks.
    """

    kind: Kind
    location: Location
    concealment: Concealment
    people: int
    fields: tuple[Field, ...]
    severity: Severity
    confidence: float
    named: int = 0
    """People here with a full name."""
    identified: int = 0
    """People here with a full name and one private field or identifier, or a government identifier."""
    private_fields: tuple[Field, ...] = ()
    """The fields that are private *here*: a work telephone, a public office's birth date are not."""
    private_two: int = 0
    """People here with two or more private fields beside their name."""
    government_identifiers: int = 0
    """People here with a government identifier whose label or checksum supports it."""
    protections: tuple[Protection, ...] = ()
    """Protected contexts said of these people, in their row, their column or a title of the rows."""
    protected: int = 0
    """Named people (or holders of an identifier) here who are the subject of a protected context."""
    nearby_protections: tuple[Protection, ...] = ()
    """Protected contexts told only by a file name or a heading elsewhere."""
    membership: bool = False
    """The text says of people that they are in a protected group or on a disclosed list."""
    public_role: bool = False
    """These people are named in a public or professional role."""
    author: bool = False
    """Authors and editors of the document itself."""
    unseen: int = 0
    """People of a concealed finding who, or fields of whom, are not visible elsewhere in the document."""
    evidence: Evidence | None = None
    """Only of a register match: by what the people here were found."""
    rows: int = 0
    """Rows of a table in which people stand without names; 0 for every other finding."""
    singled_out: int = 0
    """How many of them are the only ones with what is told of when and where somebody was born, held, …"""
    examples: tuple[str, ...] = ()
