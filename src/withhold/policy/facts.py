"""Findings, skipped parts and documents as the plain maps that conditions are evaluated over."""

from typing import TYPE_CHECKING, Any

from withhold.domain.fields import GOVERNMENT_IDENTIFIERS, NAME_FIELDS, Field
from withhold.domain.finding import Finding
from withhold.domain.piece import Skipped
from withhold.policy.interface import DocumentFacts, Profile

if TYPE_CHECKING:
    from withhold.policy.load import Standard

NAMES = {
    "finding": frozenset(
        {
            "kind",
            "concealment",
            "follows_visible",
            "people",
            "named",
            "identified",
            "private_two",
            "government_identifiers",
            "protected",
            "protections",
            "nearby_protections",
            "membership",
            "public_role",
            "author",
            "unseen",
            "rows",
            "singled_out",
            "singled_out_percent",
            "evidence",
            "severity",
            "confidence",
            "fields",
            "private_fields",
            "identifier_fields",
            "undeclared_fields",
            "undeclared_identifiers",
        }
    ),
    "skipped": frozenset({"reason", "extent"}),
    "document": frozenset(
        {
            "size",
            "media_type",
            "people",
            "parts",
            "read",
            "skipped",
            "changes",
            "new_places",
            "new_person_columns",
            "most_growth",
            "edition_unread",
        }
    ),
    "profile": frozenset({"given", "people_none"}),
}
"""What a condition may ask of each: those that the functions below give."""

# A declared birth date covers what follows from it; a declared address covers its parts.
_COVERS: dict[Field, frozenset[Field]] = {
    Field.DATE_OF_BIRTH: frozenset({Field.BIRTH_YEAR, Field.AGE}),
    Field.BIRTH_YEAR: frozenset({Field.AGE}),
    Field.ADDRESS: frozenset({Field.POSTCODE}),
    Field.FULL_NAME: NAME_FIELDS,
    Field.NATIONALITY: frozenset({Field.COUNTRY_OF_BIRTH}),
}


def finding_facts(finding: Finding, policy: "Standard") -> dict[str, Any]:
    """What conditions read as `finding.…`: counts as integers, fields and protections as lists of strings."""
    private = [field for field in finding.private_fields if field in policy.private]
    identifiers = [field for field in finding.fields if field in GOVERNMENT_IDENTIFIERS]
    beyond = _beyond(finding, private, identifiers, policy.profile)
    return {
        "kind": str(finding.kind),
        "concealment": str(finding.concealment),
        "follows_visible": str(finding.concealment) in policy.follow_visible,
        "people": finding.people,
        "named": finding.named,
        "identified": finding.identified,
        "private_two": finding.private_two,
        "government_identifiers": finding.government_identifiers,
        "protected": finding.protected,
        "protections": [str(protection) for protection in finding.protections],
        "nearby_protections": [str(protection) for protection in finding.nearby_protections],
        "membership": finding.membership,
        "public_role": finding.public_role,
        "author": finding.author,
        "unseen": finding.unseen,
        "rows": finding.rows,
        "singled_out": finding.singled_out,
        "singled_out_percent": 100 * finding.singled_out // max(1, finding.rows),
        "evidence": str(finding.evidence or ""),
        "severity": str(finding.severity),
        "confidence": finding.confidence,
        "fields": [str(field) for field in finding.fields],
        "private_fields": [str(field) for field in private],
        "identifier_fields": [str(field) for field in identifiers],
        "undeclared_fields": [str(field) for field in beyond],
        "undeclared_identifiers": [str(field) for field in identifiers if field in beyond],
    }


def _beyond(
    finding: Finding, private: list[Field], identifiers: list[Field], profile: Profile | None
) -> list[Field]:
    """The names, private fields and identifiers that the profile does not declare; all without a profile.

    Work contacts, offices and codes are not private, so a profile need not list them.
    """
    told = [f for f in finding.fields if f in private or f in identifiers or f in NAME_FIELDS]
    if profile is None or profile.fields is None:
        return told
    declared = set(profile.fields)
    for field in profile.fields:
        declared |= _COVERS.get(field, frozenset())
    if declared >= {Field.GIVEN_NAME, Field.FAMILY_NAME}:
        declared.add(Field.FULL_NAME)
    return [field for field in told if field not in declared]


def skipped_facts(skipped: Skipped) -> dict[str, Any]:
    """What conditions read as `skipped.…`."""
    return {"reason": str(skipped.reason), "extent": skipped.extent}


def document_facts(document: DocumentFacts) -> dict[str, Any]:
    """What conditions read as `document.…`."""
    return {
        "size": document.size,
        "media_type": document.media_type,
        "people": document.people,
        "parts": document.coverage.parts,
        "read": document.coverage.read,
        "skipped": len(document.skipped),
        "changes": list(document.edition.changes),
        "new_places": document.edition.new_places,
        "new_person_columns": document.edition.new_person_columns,
        "most_growth": document.edition.most_growth,
        "edition_unread": document.edition.unread,
    }


def profile_facts(profile: Profile | None) -> dict[str, Any]:
    """What conditions read as `profile.…`."""
    return {
        "given": profile is not None,
        "people_none": profile is not None and profile.fields is None,
    }
