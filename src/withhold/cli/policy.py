"""`withhold policy`: shows what judges, and tries packs and profiles before they are used."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from withhold.cli.output import put, tell
from withhold.domain.errors import UsageError

if TYPE_CHECKING:
    from withhold.policy.interface import Override, Pack

Subparsers = argparse._SubParsersAction  # the only name argparse has for it


class PolicyFails(UsageError):
    """A pack that does not say what its tests expect is no use."""


def add_parser(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """The group's commands and their options."""
    parser = subparsers.add_parser(
        "policy", help="list, show and test policy packs", description="Shows and tests what judges."
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    listing = commands.add_parser("list", help="the built-in packs", description="Lists packs.")
    listing.add_argument(
        "packs", metavar="PACK", nargs="*", help=".toml files to list after the built-in packs"
    )
    listing.set_defaults(run=list_packs)
    showing = commands.add_parser(
        "show", help="the rules of a pack", description="Shows a pack's rules, thresholds and authorities."
    )
    showing.add_argument("pack", metavar="PACK", nargs="?", default="default", help="a name or a .toml file")
    showing.set_defaults(run=show_pack)
    testing = commands.add_parser(
        "test",
        help="check packs and a profile for mistakes, and run the tests beside them",
        description="Checks every entry and condition of packs, and runs the tests beside each.",
    )
    testing.add_argument("packs", metavar="PACK", nargs="*", help="names or .toml files (default: default)")
    testing.add_argument("--profile", metavar="FILE", type=Path, help="a destination's profile")
    testing.set_defaults(run=test_packs)


def list_packs(options: argparse.Namespace) -> int:
    """Print the built-in packs and those of the given files, with their overrides."""
    from withhold.policy.load import load_policy
    from withhold.policy.pack import BUILT_IN, load_pack

    for name in (*BUILT_IN, *options.packs):
        pack = load_pack(name)
        put(f"{pack.name}@{pack.version}  {pack.title}")
        expired = load_policy([name], None).expired if pack.overrides else ()
        for override in pack.overrides:
            put(f"  {_told(override, expired=override in expired)}")
    return 0


def show_pack(options: argparse.Namespace) -> int:
    """Print a pack with those that it extends: rules with their authority, thresholds with their reason."""
    from withhold.policy.load import load_policy

    policy = load_policy([options.pack], None)
    for pack in policy.packs:
        for line in _shown(pack):
            put(line)
        for override in pack.overrides:
            put(f"  {_told(override, expired=override in policy.expired)}")
    return 0


def test_packs(options: argparse.Namespace) -> int:
    """Load packs and profile as `check` would and run the tests beside the packs.

    Mistakes and failing tests end the command with exit code 2: such a policy must not be used.
    """
    from withhold.policy.cases import run_cases
    from withhold.policy.load import load_policy

    packs = options.packs or ["default"]
    policy = load_policy(packs, options.profile)
    rules = sum(len(pack.rules) for pack in policy.packs)
    put(f"{', '.join(policy.names)}: {rules} rules, no mistakes")
    if policy.profile is not None:
        put(f"profile {policy.profile.destination}: no mistakes")
    for override in (*policy.overrides, *policy.expired):
        put(_told(override, expired=override in policy.expired))
    failed = 0
    for pack in packs:
        outcomes = list(run_cases(pack))
        problems = [outcome for outcome in outcomes if outcome.problem]
        for outcome in problems:
            tell(f"{pack}: {outcome.case.name}: {outcome.problem}")
        put(f"{pack}: {len(outcomes) - len(problems)} of {len(outcomes)} tests pass")
        failed += len(problems)
    if failed:
        words = "1 test fails" if failed == 1 else f"{failed} tests fail"
        raise PolicyFails(f"{words}: mend the pack or its tests before it is used")
    return 0


def _shown(pack: "Pack") -> Iterator[str]:
    from withhold.policy.overrides import is_firm

    yield f"{pack.name}@{pack.version}  {pack.title}"
    yield f"  {pack.notice}"
    for rule in pack.rules:
        firm = "  (no override may make it milder)" if is_firm(rule) else ""
        yield f"  {rule.decision:8}  {rule.id}  [{rule.authority}]{firm}"
        yield f"            {rule.text}"
        yield f"            when {' '.join(rule.when.split())}"
    for limit in pack.limits.values():
        yield f"  limit     {limit.name} = {limit.value:,}  {limit.reason}"


def _told(override: "Override", *, expired: bool) -> str:
    what = override.decision if override.rule else f"{override.value:,}"
    until = f"EXPIRED on {override.expiry}, no longer counts" if expired else f"until {override.expiry}"
    return f"override  {override.subject} → {what}  by {override.owner}, {until}: {override.reason}"
