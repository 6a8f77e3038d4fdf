"""What judged, as clearances name it."""

import json
from dataclasses import asdict, replace
from hashlib import sha256

from withhold.clearance.interface import Statement
from withhold.domain.verdict import Engine
from withhold.inspection.run import Run
from withhold.policy.interface import Profile

_DIGITS = 16
"""Hex digits of the profile's digest: enough that no two profiles of one organisation share them."""


def signed_engine(run: Run) -> Engine:
    """The run's engine with its profile as `name@digest`, so that a changed profile is noticed.

    Raises RegisterError or KeyUnusable where the register cannot be used.
    """
    profile = run.policy.profile
    named = None if profile is None else f"{profile.destination}@{_digest(profile)}"
    return replace(run.engine(), profile=named)


def is_current(statement: Statement, engine: Engine) -> bool:
    """Whether exactly this engine, policy, profile and register gave the verdict that was signed."""
    signed = (statement.engine, statement.policy, statement.profile, statement.register)
    return signed == (engine.version, engine.policy, engine.profile, engine.register)


def _digest(profile: Profile) -> str:
    told = asdict(profile) | {"fields": None if profile.fields is None else sorted(map(str, profile.fields))}
    return sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()[:_DIGITS]
