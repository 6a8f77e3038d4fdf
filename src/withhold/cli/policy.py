"""`withhold policy`: shows what judges, and tries packs and profiles before they are used."""

import argparse
from pathlib import Path

from withhold.cli.output import put

Subparsers = argparse._SubParsersAction  # the only name argparse has for it


def add_parser(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """The group's commands and their options."""
    parser = subparsers.add_parser(
        "policy", help="list, show and test policy packs", description="Shows and tests what judges."
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    listing = commands.add_parser("list", help="the built-in packs", description="Lists the built-in packs.")
    listing.set_defaults(run=list_packs)
    showing = commands.add_parser(
        "show", help="the rules of a pack", description="Shows a pack's rules, thresholds and authorities."
    )
    showing.add_argument("pack", metavar="PACK", nargs="?", default="default", help="a name or a .toml file")
    showing.set_defaults(run=show_pack)
    testing = commands.add_parser(
        "test", help="check packs and a profile for mistakes", description="Checks every entry and condition."
    )
    testing.add_argument("packs", metavar="PACK", nargs="*", help="names or .toml files (default: default)")
    testing.add_argument("--profile", metavar="FILE", type=Path, help="a destination's profile")
    testing.set_defaults(run=test_packs)


def list_packs(_options: argparse.Namespace) -> int:
    """Print the built-in packs."""
    from withhold.policy.pack import BUILT_IN, load_pack

    for name in BUILT_IN:
        pack = load_pack(name)
        put(f"{pack.name}@{pack.version}  {pack.title}")
    return 0


def show_pack(options: argparse.Namespace) -> int:
    """Print a pack with those that it extends: rules with their authority, thresholds with their reason."""
    from withhold.policy.load import load_policy

    for pack in load_policy([options.pack], None).packs:
        put(f"{pack.name}@{pack.version}  {pack.title}")
        put(f"  {pack.notice}")
        for rule in pack.rules:
            put(f"  {rule.decision:8}  {rule.id}  [{rule.authority}]")
            put(f"            {rule.text}")
            put(f"            when {' '.join(rule.when.split())}")
        for limit in pack.limits.values():
            put(f"  limit     {limit.name} = {limit.value:,}  {limit.reason}")
    return 0


def test_packs(options: argparse.Namespace) -> int:
    """Load packs and profile as `check` would; mistakes end the command with exit code 2."""
    from withhold.policy.load import load_policy

    policy = load_policy(options.packs or ["default"], options.profile)
    rules = sum(len(pack.rules) for pack in policy.packs)
    put(f"{', '.join(policy.names)}: {rules} rules, no mistakes")
    if policy.profile is not None:
        put(f"profile {policy.profile.destination}: no mistakes")
    return 0
