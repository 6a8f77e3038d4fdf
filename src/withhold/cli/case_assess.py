"""`withhold case assess`: proposes whether to tell, and records what a person decided."""

import argparse
import json
from typing import TYPE_CHECKING

from withhold.cli.casework import actor_of, at_of, open_case
from withhold.cli.output import put, tell
from withhold.domain.errors import UsageError

if TYPE_CHECKING:
    from withhold.incident.case.assessment import Factors, Proposed
    from withhold.incident.case.store import CaseFolder

_DONE = 0
_UNDECIDED = 11


def assess(options: argparse.Namespace) -> int:
    """Propose whether to tell; record it once a person decided."""
    from withhold.incident.case.assessment import propose
    from withhold.incident.case.clocks.packs import packs_of

    case = open_case(options)
    if options.jurisdiction not in {
        pack.name for pack in packs_of(case.settings.jurisdictions, case.settings.deadlines)
    }:
        raise UsageError(f"the case does not name the jurisdiction {options.jurisdiction!r}; see case.toml")
    if options.networks_at_most == 0 and (case.state().logs_missing or not case.state().traced):
        raise UsageError(
            "that nobody fetched it is known only if every log was read: the case has no trace, or a log is "
            "missing; leave --networks-at-most out"
        )
    factors = _factors(options)
    proposed = propose(options.jurisdiction, factors)
    put(f"proposed: {proposed.decision} ({proposed.rule}): {proposed.because}")
    put(f"risk {proposed.risk}, physical safety {proposed.safety}. Not legal advice.")
    if options.decision is None:
        tell("nothing is recorded: a person decides, with --decision")
        return _UNDECIDED
    _record_assessment(options, case, factors, proposed)
    tell(f"recorded for {options.jurisdiction}: {options.decision}")
    return _DONE


def _factors(options: argparse.Namespace) -> "Factors":
    from withhold.domain.fields import Field, Protection
    from withhold.incident.case.assessment import Encrypted, Factors

    fields = {str(field) for field in Field}
    protections = {str(protection) for protection in Protection}
    for name, known, option in (
        *((name, fields, "--field") for name in options.field),
        *((name, protections, "--protection") for name in options.protection),
    ):
        if name not in known:
            raise UsageError(f"{name!r} is nothing for {option}; there is {', '.join(sorted(known))}")
    return Factors(
        fields=frozenset(map(Field, options.field)),
        protections=frozenset(map(Protection, options.protection)),
        people_low=options.people_at_least or 0,
        people_high=options.people_at_most,
        encrypted=Encrypted(options.encrypted),
        accessors_high=options.networks_at_most,
    )


def _record_assessment(
    options: argparse.Namespace, case: "CaseFolder", factors: "Factors", proposed: "Proposed"
) -> None:
    from withhold.incident.case.interface import Event, EventKind

    facts = {
        "jurisdiction": options.jurisdiction,
        "decision": options.decision,
        "proposed": str(proposed.decision),
        "rule": proposed.rule,
        "safety": str(proposed.safety),
        "risk": str(proposed.risk),
        "encrypted": str(factors.encrypted),
        "people_low": factors.people_low,
        "people_high": factors.people_high,
        "accessors_high": factors.accessors_high,
    }
    named = {"fields": sorted(factors.fields), "protections": sorted(factors.protections)}
    private = {"factors": json.dumps(named)}
    who = actor_of(options)
    case.append([Event(EventKind.ASSESSED, at_of(options), who, options.why, facts, private)])
