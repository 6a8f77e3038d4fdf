"""The site file: what is mistyped is an error that names it; what is owned is exact."""

import re
from pathlib import Path

import pytest

from tests.incident.takedown.made import Clock
from withhold.incident.takedown.connectors import TYPES, build
from withhold.incident.takedown.interface import SiteUnusable
from withhold.incident.takedown.looking import fetcher_of
from withhold.incident.takedown.site import Site, load_site

GOOD = """
[site]
name = "Example"
urls = ["https://www.example.org/", "http://files.example.org:8080/pub/"]
[[connector]]
type = "web_root"
folder = "/srv/www"
urls = { "https://www.example.org/" = "." }
"""
SPEC = Path(__file__).parents[3] / "spec" / "site.md"


def loaded(tmp_path: Path, text: str) -> Site:
    path = tmp_path / "site.toml"
    path.write_text(text)
    return load_site(path)


def test_the_example_of_the_specification_can_be_read(tmp_path: Path) -> None:
    found = re.search(r"```toml\n(.*?)```", SPEC.read_text(), re.DOTALL)
    assert found is not None
    site = loaded(tmp_path, found[1])
    assert [one.name for one in site.outside] == ["through the CDN", "the origin itself"]
    assert build(site, fetcher_of(site), tmp_path, Clock())[0].name == "web_root /srv/www"


def test_what_is_left_out_has_defaults(tmp_path: Path) -> None:
    site = loaded(tmp_path, GOOD)
    assert (site.rounds, site.round_seconds, site.deadline) == (3, 3.0, 300.0)
    assert site.outside == ()


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ("[site]", "[sites]", "site"),
        ('name = "Example"', 'nam = "Example"', "name is missing"),
        ('name = "Example"', 'name = "Example"\nround = 3', "'round' is not known"),
        ('name = "Example"', 'name = "Example"\nrounds = 0', "rounds has to be a number"),
        ('name = "Example"', 'name = "Example"\nrounds = true', "rounds has to be a number"),
        ('name = "Example"', 'name = "Example"\nrounds = 2.5', "rounds has to be a whole number"),
        ('"https://www.example.org/",', '"www.example.org/",', "urls holds"),
        ('"https://www.example.org/",', '"https://www.example.org",', "urls holds"),
        ('"https://www.example.org/",', '"https://u:p@www.example.org/",', "urls holds"),
        ('"https://www.example.org/",', '"https://www.example.org/?a=/",', "urls holds"),
        ('"https://www.example.org/",', '"https://www.example.org:x/",', "urls holds"),
        (
            'urls = ["https://www.example.org/", "http://files.example.org:8080/pub/"]',
            "urls = []",
            "at least one",
        ),
        ("[[connector]]", "[connector]", "write [[connector]]"),
        ("[[connector]]", "[[outside]]\nname = 1\n[[connector]]", "[[outside]] number 1"),
        ("[[connector]]", '[[outside]]\nname = "a"\n[[outside]]\nname = "a"\n[[connector]]', "same name"),
        ("[[connector]]", "[other]\n[[connector]]", "'other' is not known"),
        ("[site]", "[site", "not valid TOML"),
        (GOOD[GOOD.index("[[connector]]") :], "", "no [[connector]]"),
    ],
)
def test_what_cannot_be_meant_is_an_error_that_names_it(
    tmp_path: Path, was: str, becomes: str, told: str
) -> None:
    assert was in GOOD
    with pytest.raises(SiteUnusable) as caught:
        loaded(tmp_path, GOOD.replace(was, becomes, 1))
    assert told in str(caught.value)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ('"web_root"', '"webroot"', "type has to be one of web_root"),
        ('"web_root"', "3", "type has to be one of web_root"),
        ("folder =", "folders =", "number 1 (web_root)"),
        ("[[connector]]", GOOD[GOOD.index("[[connector]]") :] + "[[connector]]", "is there twice"),
    ],
)
def test_a_connector_that_cannot_be_built_is_named(tmp_path: Path, was: str, becomes: str, told: str) -> None:
    site = loaded(tmp_path, GOOD.replace(was, becomes, 1))
    with pytest.raises(SiteUnusable) as caught:
        build(site, fetcher_of(site), tmp_path, Clock())
    assert told in str(caught.value)


def test_a_replacement_that_was_checked_is_named_by_its_digest(tmp_path: Path) -> None:
    checked = GOOD.replace("[site]", f'[site]\ncleared = ["{"AB" * 32}"]', 1)
    assert loaded(tmp_path, checked).cleared == frozenset({"ab" * 32})
    with pytest.raises(SiteUnusable, match="cleared"):
        loaded(tmp_path, checked.replace("AB", "XY"))


@pytest.mark.parametrize(
    ("url", "owned"),
    [
        ("https://www.example.org/", True),
        ("https://WWW.example.org:443/a?b=c#d", True),
        ("http://files.example.org:8080/pub/x", True),
        ("http://files.example.org:8080/public", False),
        ("http://files.example.org/pub/x", False),
        ("http://www.example.org/", False),
        ("https://www.example.org.evil.example/", False),
        ("https://www.example.org@evil.example/", False),
        ("https://user@www.example.org/", False),
        ("https://www.example.org:x/", False),
        ("ftp://www.example.org/", False),
        ("", False),
    ],
)
def test_only_what_lies_below_a_prefix_is_owned(tmp_path: Path, url: str, owned: bool) -> None:
    assert loaded(tmp_path, GOOD).owns(url) is owned


def test_each_type_has_a_module_that_builds_it() -> None:
    from importlib import import_module

    for kind in TYPES:
        assert callable(import_module(f"withhold.incident.takedown.connectors.{kind}").from_site)
