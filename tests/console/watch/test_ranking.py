"""The order of the list: what harms most comes first; what only the register knows does not show."""

from dataclasses import replace

import pytest

from tests.console.desk.making import CLAIMS, STAFF
from withhold.console.watch.ranking import harm_of
from withhold.domain.concealment import Concealment
from withhold.domain.finding import Finding, Kind, Severity
from withhold.domain.verdict import Decision, DocumentVerdict, People
from withhold.inspection.api import inspect

CALM = b"Team,Visits\nNorth,12\n"


def judged(content: bytes) -> DocumentVerdict:
    (document,) = inspect(content).documents
    return document


@pytest.fixture(scope="module")
def claims() -> DocumentVerdict:
    return judged(CLAIMS)


def test_a_list_of_protected_people_comes_before_one_person_and_that_before_nobody(
    claims: DocumentVerdict,
) -> None:
    ranks = [harm_of(one).rank for one in (claims, judged(STAFF), judged(CALM))]
    assert ranks == sorted(ranks, reverse=True)
    assert len(set(ranks)) == 3


def test_more_people_and_hidden_ones_are_worse(claims: DocumentVerdict) -> None:
    many = replace(claims, people=People(6252))
    hidden = replace(
        claims,
        findings=tuple(replace(one, concealment=Concealment.HIDDEN_SHEET) for one in claims.findings),
    )
    assert harm_of(many).rank > harm_of(claims).rank
    assert harm_of(hidden).rank > harm_of(claims).rank
    assert harm_of(hidden).concealed


def test_what_could_not_be_read_leaves_the_upper_bound_open(claims: DocumentVerdict) -> None:
    partly = replace(claims, people=People(2, "lower_bound"))
    assert (harm_of(partly).people_low, harm_of(partly).people_high) == (2, None)


def test_a_hit_of_the_register_does_not_show_in_the_order() -> None:
    calm = judged(CALM)
    location = judged(STAFF).findings[0].location
    match = Finding(Kind.REGISTER_MATCH, location, Concealment.VISIBLE, 1, (), Severity.CRITICAL, 1.0)
    met = replace(calm, findings=(match,), people=People(1, registered=1, recognised=0))
    assert harm_of(met) == harm_of(calm)
    # That it is withheld everybody sees, with the words that send them to the privacy office.
    assert harm_of(replace(met, decision=Decision.WITHHOLD)).severity is Severity.LOW
