"""The packs of deadlines: each says from what, to whom, by which law; what is wrong is an error."""

import re
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path

import pytest

from withhold.domain.fields import Protection
from withhold.incident.case.clocks.counting import ends, holidays_of
from withhold.incident.case.clocks.interface import Counting, Rule, Trigger, Unit
from withhold.incident.case.clocks.packs import PACKS, RISKS, SECTORS, load_file, load_pack, packs_of, parsed
from withhold.incident.case.events import _WORD
from withhold.incident.case.interface import CaseError
from withhold.incident.case.moments import zone
from withhold.incident.case.order import Audience

RULES = [rule for name in PACKS for rule in load_pack(name).rules]
GOOD = """
schema = "withhold.clocks/1"
name = "xx"
title = "Nowhere"
zone = ""
holidays = ""
[[clock]]
id = "xx-people"
trigger = "confirmed"
audience = "person"
recipient = "the people"
amount = 3
unit = "days"
law = "Law of Nowhere 1"
url = "https://law.example.org/1"
content = ["what happened"]
reviewed = false
assessed = true
"""


@pytest.mark.parametrize("name", PACKS)
def test_every_pack_loads_and_its_zone_and_holidays_exist(name: str) -> None:
    pack = load_pack(name)
    assert pack.rules
    if pack.zone:
        zone(pack.zone)
    if name != "eu":
        holidays_of(pack.holidays)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_deadline_says_to_whom_what_and_by_which_law(rule: object) -> None:
    known = next(one for one in RULES if one is rule)
    assert known.recipient
    assert known.content
    assert re.search(r"\d", known.law)
    assert known.url.startswith("https://")
    assert _WORD.fullmatch(known.id)


def test_ids_are_used_once_and_what_follows_another_deadline_follows_one_that_exists() -> None:
    ids = [rule.id for rule in RULES]
    assert len(set(ids)) == len(ids)
    assert {rule.after for rule in RULES if rule.trigger is Trigger.MET} <= set(ids)


def test_the_deadlines_that_notes_of_the_field_agree_on() -> None:
    periods = {rule.id: (rule.amount, rule.unit) for rule in RULES}
    assert periods["us-federal-cisa"] == (1, Unit.HOURS)
    assert periods["eu-authority"] == periods["uk-authority"] == (72, Unit.HOURS)
    assert periods["us-federal-congress"] == (7, Unit.DAYS)
    assert periods["us-hipaa-people"] == (60, Unit.DAYS)
    assert periods["us-fl-people"] == (30, Unit.DAYS)


def test_every_state_that_asks_for_the_reporting_agencies_has_them_with_its_number() -> None:
    numbers = {rule.id: rule.people_more_than for rule in RULES if rule.id.endswith("-agencies")}
    assert numbers == {
        "us-fl-agencies": 1000,
        "us-tx-agencies": 10000,
        "us-ny-agencies": 5000,
        "us-vt-agencies": 1000,
    }


def example() -> str:
    text = (Path(__file__).parents[4] / "spec" / "deadlines.md").read_text(encoding="utf-8")
    return text.split("```toml\n", 1)[1].split("```", 1)[0]


def test_an_organisation_adds_deadlines_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "house.toml"
    path.write_text(example(), encoding="utf-8")
    known, own = packs_of(["us-fl"], [path])
    assert (known.name, own.name) == ("us-fl", "house-rules")
    assert own.rules[0].unit is Unit.BUSINESS_DAYS
    with pytest.raises(CaseError, match="two packs"):
        packs_of([], [path, path])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("house-rules", "us-fl"),
        ("house-rules", "eu-de"),
        ("house-rules", "House Rules"),
        ('zone = "America/New_York"', 'zone = "Mars/Base"'),
        ('zone = "America/New_York"', ""),
        ('holidays = "US-NY"', 'holidays = "XX"'),
        ("[[clock]]", "[clock]"),
        ("schema", "= schema"),
    ],
)
def test_a_wrong_file_of_deadlines_is_one_clear_line(tmp_path: Path, old: str, new: str) -> None:
    path = tmp_path / "house.toml"
    path.write_text(example().replace(old, new), encoding="utf-8")
    with pytest.raises(CaseError) as refused:
        load_file(path)
    assert "\n" not in str(refused.value)
    with pytest.raises(CaseError, match="cannot be read"):
        load_file(tmp_path / "nothing.toml")


@pytest.mark.parametrize("followed", ["us-fl-peopel", "house-rules-board"])
def test_a_deadline_after_one_that_the_case_lacks_is_an_error_not_a_silence(
    tmp_path: Path, followed: str
) -> None:
    path = tmp_path / "house.toml"
    after = f'trigger = "met"\nafter = "{followed}"'
    path.write_text(example().replace('trigger = "confirmed"', after), encoding="utf-8")
    with pytest.raises(CaseError, match="comes after"):
        packs_of(["us-fl"], [path])
    path.write_text(
        path.read_text("utf-8").replace(f'after = "{followed}"', 'after = "us-fl-people"'), encoding="utf-8"
    )
    assert len(packs_of(["us-fl"], [path])) == 2


@pytest.mark.parametrize("unit", sorted(set(Unit) - {Unit.PROMPTLY}))
def test_the_longest_period_ends_on_a_day_that_there_is(unit: Unit) -> None:
    start = datetime(2026, 11, 22, tzinfo=UTC)
    end = ends(start, 10_000, unit, Counting.EU, zone("Pacific/Kiritimati"), holidays_of("US-FL"))
    assert start < end


def test_the_specification_names_every_key_and_word() -> None:
    text = (Path(__file__).parents[4] / "spec" / "deadlines.md").read_text(encoding="utf-8")
    words = [*Audience, *Trigger, *Unit, *Counting, *RISKS, *SECTORS, *(field.name for field in fields(Rule))]
    assert [word for word in words if f"`{word}`" not in text] == []


def test_the_user_page_names_every_pack_role_and_protection() -> None:
    text = (Path(__file__).parents[4] / "docs" / "cases.md").read_text(encoding="utf-8")
    assert [word for word in (*PACKS, *Protection, *SECTORS) if f"`{word}`" not in text] == []


def test_a_country_of_the_union_brings_its_holidays_and_ids() -> None:
    german, french = packs_of(["eu-de", "eu-fr"])
    assert (german.holidays, french.holidays) == ("DE", "FR")
    assert {rule.id for rule in german.rules} == {"eu-de-authority", "eu-de-people"}
    assert packs_of(["eu"])[0].holidays == ""


@pytest.mark.parametrize("name", ["xx", "eu-us", "eu-xx", "us", "us-federal-", ""])
def test_an_unknown_jurisdiction_is_an_error(name: str) -> None:
    with pytest.raises(CaseError):
        packs_of([name])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('schema = "withhold.clocks/1"', 'schema = "withhold.clocks/9"'),
        ('name = "xx"', 'name = "yy"'),
        ('title = "Nowhere"', 'title = "Nowhere"\nextra = 1'),
        ('id = "xx-people"', 'id = "people"'),
        ('trigger = "confirmed"', 'trigger = "rumoured"'),
        ("amount = 3", "amount = 0"),
        ("amount = 3", "amount = 10001"),
        ('id = "xx-people"', 'id = "xx-Größe 1"'),
        ("amount = 3", "amount = true"),
        ("amount = 3", ""),
        ('unit = "days"', 'unit = "promptly"'),
        ('unit = "days"', 'unit = "days"\nafter = "xx-people"'),
        ('unit = "days"', 'unit = "days"\nrisk = "huge"'),
        ('unit = "days"', 'unit = "days"\nfee = 5'),
        ("reviewed = false", ""),
        ('audience = "person"', 'audience = "everybody"'),
        ('audience = "person"', ""),
        ("[[clock]]", "[[other]]"),
    ],
)
def test_a_wrong_pack_is_an_error(old: str, new: str) -> None:
    assert parsed("xx", GOOD).rules[0].amount == 3
    with pytest.raises(CaseError):
        parsed("xx", GOOD.replace(old, new))
