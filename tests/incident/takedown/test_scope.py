"""What a takedown is about: the organisation's own addresses; the rest is told, not touched."""

from pathlib import Path

import pytest

from withhold.incident.case.state import CaseState, PlaceState
from withhold.incident.takedown.interface import SiteUnusable
from withhold.incident.takedown.scope import NothingToTakeDown, scope_of
from withhold.incident.takedown.site import Site

SITE = Site(Path("site.toml"), "x", ("https://www.example.org/",), (), 3, 3, 300, {}, (), ())
OWN = "https://www.example.org/"


def case(**places: tuple[str, str]) -> CaseState:
    """A case with one document; places as kind and what they hold, by the URL's path or the whole URL."""
    known = {
        (url if "//" in url else OWN + url): PlaceState(kind, held, held == "not_looked", None)
        for url, (kind, held) in places.items()
    }
    return CaseState(documents={"a" * 64: 10}, places=known)


def test_what_holds_it_or_may_hold_it_is_taken() -> None:
    scope = scope_of(
        case(
            a=("original", "same_bytes"),
            b=("excerpt", "same_content"),
            c=("alias", "not_looked"),
            d=("alias", "gone"),
            e=("link", "other"),
        ),
        SITE,
    )
    assert scope.target.urls == (OWN + "a", OWN + "b", OWN + "c")
    assert scope.edited == (OWN + "b",)
    assert scope.elsewhere == ()


def test_where_it_was_published_is_looked_at_though_somebody_removed_it_before() -> None:
    removed = scope_of(case(a=("original", "gone"), d=("alias", "gone"), e=("alias", "same_bytes")), SITE)
    assert removed.target.urls == (OWN + "e", OWN + "a")
    assert removed.edited == ()


def test_what_replaced_it_is_looked_at_only_if_there_is_nothing_else() -> None:
    replaced = {"a": ("original", "other"), "d": ("alias", "gone")}
    assert scope_of(case(**replaced), SITE).target.urls == (OWN + "a",)
    assert scope_of(case(**replaced, e=("alias", "same_bytes")), SITE).target.urls == (OWN + "e",)


def test_what_others_hold_is_told_and_never_asked() -> None:
    elsewhere = {
        "https://archive.example/https://www.example.org/a": ("archive", "same_bytes"),
        "https://evil.example/a": ("alias", "same_bytes"),
        "kept": ("archive", "same_bytes"),
    }
    scope = scope_of(case(**elsewhere), SITE)
    assert scope.target.urls == ()
    assert len(scope.elsewhere) == 3


def test_a_case_without_a_document_is_told_what_to_do() -> None:
    with pytest.raises(NothingToTakeDown, match="withhold exposure"):
        scope_of(CaseState(), SITE)
    assert not issubclass(NothingToTakeDown, SiteUnusable)
