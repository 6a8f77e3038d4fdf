"""The documentation names every option, field, rule and bound that exists, and no other."""

import re
from pathlib import Path

import pytest

from withhold.cli.main import build_parser
from withhold.domain.fields import Field
from withhold.policy.load import load_policy
from withhold.readers.interface import Limits

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "docs" / "guide.md").read_text(encoding="utf-8")
PAGES = "\n".join(page.read_text(encoding="utf-8") for page in sorted((ROOT / "docs").glob("*.md")))


def options(parser: object) -> set[str]:
    """Every long option of a parser and of its commands."""
    found: set[str] = set()
    for action in getattr(parser, "_actions", []):
        found |= {option for option in action.option_strings if option.startswith("--")}
        if isinstance(action.choices, dict):
            for command in action.choices.values():
                found |= options(command)
    return found


def test_every_option_is_in_the_docs() -> None:
    missing = {option for option in options(build_parser()) if option not in PAGES}
    assert missing <= {"--help", "--version"}


def test_every_command_is_in_the_guide() -> None:
    for action in build_parser()._actions:
        for command in action.choices or ():
            assert f"withhold {command}" in GUIDE, command


def test_the_guide_leads_to_every_page() -> None:
    for page in (ROOT / "docs").glob("*.md"):
        assert page.name == "guide.md" or f"({page.name})" in GUIDE, page.name


def test_every_field_is_documented() -> None:
    text = (ROOT / "docs" / "fields.md").read_text(encoding="utf-8")
    assert {str(field) for field in Field} == set(re.findall(r"`([a-z_]+)`", text)) - {"fields"}


def test_every_rule_is_in_the_guide() -> None:
    for rule in {condition.rule.id for condition in load_policy(["strict"], None).conditions}:
        assert f"`{rule}`" in GUIDE, rule


def test_the_bounds_are_those_of_the_code() -> None:
    text = (ROOT / "docs" / "limits.md").read_text(encoding="utf-8")
    limits = Limits()
    assert f"{limits.expanded_bytes >> 30} GiB" in text
    assert f"{limits.depth} deep" in text
    assert f"{limits.members:,}" in text
    assert f"| {limits.xml_depth} |" in text
    assert f"{limits.text_bytes >> 20} MiB" in text


DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("spec/*.md")]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_to_files_resolve(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target
