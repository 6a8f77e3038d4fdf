"""What people outside the privacy office may read of a verdict: not that anybody is registered (5.4)."""

from collections.abc import Iterator
from dataclasses import replace

from withhold.domain.finding import Kind
from withhold.domain.verdict import Decision, DocumentVerdict, People, Reason

CALL = "call the privacy office"
"""What stands in place of everything about registered people."""
_REGISTERED = "people/registered"


def discreet(document: DocumentVerdict) -> DocumentVerdict:
    """The verdict without anything that the register alone could know; its decision stands.

    A note about the register is left out: it decides nothing, and would answer who asks for one name.
    """
    count = document.people.count if document.people.recognised is None else document.people.recognised
    return replace(
        document,
        people=People(count, document.people.basis),
        reasons=tuple(_reasons(document)),
        findings=tuple(finding for finding in document.findings if finding.kind is not Kind.REGISTER_MATCH),
    )


def rules_told(document: DocumentVerdict) -> tuple[str, ...]:
    """The rules that hold a document back, each once, in words for everybody who deals with it."""
    told = (reason.rule for reason in _reasons(document) if reason.decision is not Decision.NOTE)
    return tuple(dict.fromkeys(told))


def _reasons(document: DocumentVerdict) -> Iterator[Reason]:
    for reason in document.reasons:
        if reason.rule != _REGISTERED:
            yield reason
        elif reason.decision is not Decision.NOTE:
            yield Reason(CALL, reason.decision, "The privacy office", CALL)
