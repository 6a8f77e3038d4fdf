"""How each of the N ends: by a proof, or by a person with what it rests on; and that everybody is counted."""

import pytest
from django.test import Client
from django.utils import timezone

from tests.console.affected.conftest import BY, Desk, a_case, as_csv, end_by_two, own_records
from tests.console.conftest import SignIn
from tests.console.making import a_member
from tests.incident.case.story import proven_gone
from withhold.console.access.agreement import NotTheSecond, pending_for
from withhold.console.access.models import Agreement
from withhold.console.affected.confirming import confirm, set_aside
from withhold.console.affected.deciding import decide, join
from withhold.console.affected.interface import SettlingRefused
from withhold.console.affected.models import Proposal, Question, QuestionState, Standing
from withhold.console.affected.reconciling import reconciled, record
from withhold.console.affected.settling import prove, record_counsel_untold, reopen, settle
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.casework.deciding import close
from withhold.console.casework.people_steps import people_steps
from withhold.console.people.models import User
from withhold.console.people.roles import Role
from withhold.console.persons.models import ExposedPerson
from withhold.incident.affected.interface import Terminal
from withhold.incident.affected.reconcile import Problem
from withhold.incident.case.clocks.running import running
from withhold.incident.case.interface import CaseError, Event, EventKind, Phase
from withhold.ledger.interface import Fact

pytestmark = pytest.mark.django_db
RECEIPT = ("receipt: R-1",)
BOTH = ("receipt: R-1", "counsel receipt: C-1")


def end(desk: Desk, number: int) -> str | None:
    return Standing.objects.get(case=desk.row, number=number).terminal


def settle_all(desk: Desk) -> None:
    """Everybody of the fixture."""
    prove(desk.row, 1, True, BOTH)
    for number in (2, 4, 5, 7):
        prove(desk.row, number, False, RECEIPT)
    gone = ("reason: searched everywhere", "found by: Nora Clerk")
    end_by_two(desk.row, 6, Terminal.NO_PATH_RECORDED, gone, desk.user)
    end_by_two(desk.row, 8, Terminal.DECEASED, ("document: register 12/2026",), desk.user)


@pytest.mark.parametrize(
    ("terminal", "evidence"),
    [
        (Terminal.DECEASED, ("reason: somebody said so",)),
        (Terminal.NO_PATH_RECORDED, ("reason: nobody knows",)),
        (Terminal.NOT_AFFECTED, ("found by: Nora Clerk",)),
        (Terminal.NOT_AFFECTED, ("reason:  ", "found by: Nora Clerk")),
        (Terminal.PROVEN_PERSON, RECEIPT),
        (Terminal.DUPLICATE_OF, ("reason: they look alike",)),
    ],
)
def test_an_end_needs_what_it_rests_on(derived: Desk, terminal: Terminal, evidence: tuple[str, ...]) -> None:
    with pytest.raises(SettlingRefused):
        settle(derived.row, 7, terminal, evidence, derived.user)
    assert end(derived, 7) is None


def test_proofs_rise_and_never_fall(derived: Desk) -> None:
    with pytest.raises(SettlingRefused, match="receipt"):
        prove(derived.row, 1, False, ("sent",))
    prove(derived.row, 1, False, RECEIPT)
    with pytest.raises(SettlingRefused, match="counsel receipt"):
        prove(derived.row, 1, True, ("receipt: R-2",))
    row = prove(derived.row, 1, True, ("counsel receipt: C-1",))
    assert (row.terminal, row.evidence) == (
        "proven_counsel_and_person",
        ["receipt: R-1", "counsel receipt: C-1"],
    )
    at = row.settled_at
    assert prove(derived.row, 1, False, RECEIPT).settled_at == at
    with pytest.raises(SettlingRefused):
        reopen(derived.row, 1, "why not", derived.user)


def test_a_proof_for_a_duplicate_is_the_persons(derived: Desk) -> None:
    prove(derived.row, 3, False, RECEIPT)
    assert (end(derived, 3), end(derived, 1)) == ("duplicate_of", "proven_person")


def test_who_is_settled_otherwise_is_not_proven(derived: Desk) -> None:
    end_by_two(derived.row, 8, Terminal.DECEASED, ("document: register 12/2026",), derived.user)
    with pytest.raises(SettlingRefused):
        prove(derived.row, 8, False, RECEIPT)
    end_by_two(derived.row, 7, Terminal.NO_PATH_RECORDED, ("reason: none", "found by: N"), derived.user)
    assert prove(derived.row, 7, False, RECEIPT).terminal == "proven_person"


def test_settled_stays_settled_in_another_derivation(derived: Desk) -> None:
    settle_all(derived)
    before = list(Standing.objects.order_by("number").values_list("terminal", "duplicate_of", "settled_at"))
    derived.give()
    after = list(Standing.objects.order_by("number").values_list("terminal", "duplicate_of", "settled_at"))
    assert before == after


def test_the_page_settles_with_two_and_opens_again(derived: Desk, signed_in: SignIn) -> None:
    refused = derived.post("settle", 8, terminal="deceased", reason="died")
    assert refused.status_code == 422
    assert "document" in refused.content.decode()
    for _ in range(2):
        answer = derived.post("settle", 8, terminal="deceased", reason="died", document="register 12/2026")
        assert answer.status_code == 302
    assert end(derived, 8) is None
    subject = Proposal.objects.get().subject
    assert "so you cannot confirm it" in derived.get("person", 8)
    assert "You cannot confirm it" in derived.post("contact", 8, why="to check").content.decode()
    derived.post("confirm", 8, seen=subject, why="I checked it myself")
    assert end(derived, 8) is None
    other = Desk(
        signed_in(Client(), a_member(derived.row, Role.COUNSEL, "Otto Brandt")), derived.row, derived.user
    )
    page = other.get("person", 8)
    assert "Proposed" in page
    assert "register 12/2026" not in page
    assert "register 12/2026" in other.post("contact", 8, why="to check").content.decode()
    other.post("confirm", 8, seen="00" * 32, why="called the registry")
    assert end(derived, 8) is None
    other.post("confirm", 8, seen=subject, why="called the registry")
    assert end(derived, 8) == "deceased"
    page = derived.get("person", 8)
    assert "confirmed by Otto Brandt" in page
    assert "Open it again" in page
    assert "register 12/2026" not in page
    assert "register 12/2026" in derived.post("contact", 8, why="to check").content.decode()
    assert derived.post("reopen", 8, why="").status_code == 422
    assert derived.post("reopen", 8, why="another person died").status_code == 302
    assert end(derived, 8) is None


def test_reconciliation_is_loud_until_everybody_has_an_end(derived: Desk) -> None:
    page = derived.get("reconcile")
    assert "Not reconciled" in page
    assert "8 of 8 people are not accounted for" in page
    settle_all(derived)
    found = reconciled(derived.row)
    assert found.found.problems == {}
    assert found.exit_code == 0
    page = derived.get("reconcile")
    assert "All accounted for" in page
    assert "Not reconciled" not in page
    reopen(derived.row, 6, "a cousin called", derived.user)
    page = derived.get("reconcile")
    assert "1 of 8 people is not accounted for" in page
    assert reconciled(derived.row).found.problems == {Problem.NOT_SETTLED: (6,)}


def test_two_states_of_one_number_and_one_of_nobody_are_told(derived: Desk) -> None:
    """Rows that came from elsewhere: nothing that is kept is passed over."""
    settle_all(derived)
    assert reconciled(derived.row).complete
    elsewhere = a_case()
    for person, number in zip(ExposedPerson.objects.filter(case=elsewhere)[:2], (7, 99), strict=True):
        Standing.objects.create(
            case=derived.row, person=person, number=number, rank=1, known={}, terminal=Terminal.DECEASED
        )
    found = reconciled(derived.row)
    assert found.exit_code == 10
    assert found.found.problems == {Problem.DOUBLE: (7,), Problem.NOT_AMONG_THEM: (99,)}
    assert "Not reconciled" in derived.get("reconcile")


def test_somebody_lost_is_missed(derived: Desk) -> None:
    """A row that vanished, and its standing with it, is told from the N in the ledger."""
    settle_all(derived)
    ExposedPerson.objects.get(case=derived.row, number=8).delete()
    found = reconciled(derived.row)
    assert found.exit_code == 10
    assert found.found.problems == {Problem.MISSING: (8,)}
    page = derived.get("reconcile")
    assert "not those whom the ledger fixed" in page


def test_a_changed_row_is_missed(derived: Desk) -> None:
    settle_all(derived)
    ExposedPerson.objects.filter(case=derived.row, number=8).update(commitment="00" * 32)
    assert reconciled(derived.row).found.complete
    assert reconciled(derived.row).exit_code == 10
    assert "Not reconciled" in derived.get("reconcile")


def test_nobody_at_all_is_not_reconciled(desk: Desk) -> None:
    ExposedPerson.objects.filter(case=desk.row).delete()
    assert reconciled(desk.row).exit_code == 10


def test_a_case_is_not_closed_before_everybody_is_accounted_for(derived: Desk) -> None:
    case = ConsoleCase.open(derived.row)
    settle_all(derived)
    reopen(derived.row, 8, "another person died", derived.user)
    case.append(proven_gone(60))
    second = a_member(derived.row, Role.CASE_LEAD, "Lena Lead")
    for clock in running(case.settings, case.state(), case.clock.now()):
        told: dict[str, Fact] = {"clock": clock.rule.id}
        case.append([Event(EventKind.CLOCK_WAIVED, case.clock.now(), BY, "told", told)])
    with pytest.raises(CaseError, match="1 of 8 people who were exposed are not accounted for"):
        close(case, second, "all done")
    end_by_two(derived.row, 8, Terminal.DECEASED, ("document: register 12/2026",), derived.user)
    assert "put it into the ledger" in " ".join(one.words for one in people_steps(derived.row, case.state()))
    close(case, second, "all done")
    assert not [one for one in people_steps(derived.row, case.state()) if "ledger" in one.words]
    close(case, derived.user, "yes")
    assert case.state().phase is Phase.CLOSED


def test_it_goes_into_the_ledger_once(derived: Desk) -> None:
    def kept() -> list[object]:
        events = ConsoleCase.open(derived.row).events()
        return [one.facts for one in events if one.kind is EventKind.RECONCILED]

    for _ in range(2):
        assert derived.post("reconcile").status_code == 302
    assert [(one["people"], one["accounted"]) for one in kept()] == [(8, 0)]  # type: ignore[index]
    settle_all(derived)
    record(derived.row, BY, "again")
    assert len(kept()) == 2


def test_small_numbers_are_hidden_from_who_sees_counts_only(derived: Desk, signed_in: SignIn) -> None:
    settle_all(derived)
    reopen(derived.row, 6, "a cousin called", derived.user)
    lead = Desk(signed_in(Client(), a_member(derived.row, Role.CASE_LEAD)), derived.row, derived.user)
    page = lead.get("reconcile")
    assert "Fewer than five of 8 people are not accounted for" in page
    assert "1 of 8" not in page
    assert 'name="show"' not in page
    assert "Deceased" not in lead.get("overview").split("How each cohort is told")[0]


SINGLE = {
    Terminal.DECEASED: ("document: register 12/2026",),
    Terminal.NO_PATH_RECORDED: ("reason: searched everywhere", "found by: Nora Clerk"),
    Terminal.NOT_AFFECTED: ("reason: the row names nobody", "found by: Nora Clerk"),
}


@pytest.mark.parametrize("terminal", SINGLE)
def test_an_end_that_rests_on_no_receipt_takes_two_people(derived: Desk, terminal: Terminal) -> None:
    row, first = derived.row, derived.user
    settle(row, 7, terminal, SINGLE[terminal], first)
    settle(row, 7, terminal, SINGLE[terminal], first)  # asked twice, proposed once
    subject = Proposal.objects.get().subject
    assert end(derived, 7) is None
    assert reconciled(row).found.problems[Problem.WAITS_FOR_SECOND] == (7,)
    assert "waits for a second person" in derived.get("reconcile")
    assert "waits for a second person" in derived.get("list")
    namesake = a_member(row, Role.COUNSEL, first.get_full_name())
    made = a_member(row, Role.CLERK, "Mara Made")
    User.objects.filter(pk=made.pk).update(created_by=first)
    made.refresh_from_db()
    for account in (first, namesake, made):
        with pytest.raises(NotTheSecond):
            confirm(row, 7, subject, "why not", account)
    assert end(derived, 7) is None
    second = a_member(row, Role.CLERK, "Wilhelmina Second")
    assert [one.may_second for one in pending_for(second)] == [True]
    done = confirm(row, 7, subject, "read it", second)
    assert (done.terminal, done.settled_by, done.confirmed_by) == (terminal, first, second)
    assert done.evidence == [*SINGLE[terminal], "confirmed by: Wilhelmina Second"]
    assert Problem.WAITS_FOR_SECOND not in reconciled(row).found.problems
    assert not Proposal.objects.exists()


def test_a_row_that_one_person_alone_settled_is_not_accounted_for(derived: Desk) -> None:
    """Put in from elsewhere, past the two."""
    rows = Standing.objects.filter(case=derived.row, number=8)
    rows.update(terminal="deceased", evidence=["document: register 12/2026"])
    assert reconciled(derived.row).found.problems[Problem.WITHOUT_EVIDENCE] == (8,)


def test_an_end_that_is_set_aside_or_lapsed_is_none(derived: Desk) -> None:
    row, evidence = derived.row, SINGLE[Terminal.DECEASED]
    second = a_member(row, Role.CLERK, "Wilhelmina Second")
    settle(row, 8, Terminal.DECEASED, evidence, derived.user)
    first = Proposal.objects.get().subject
    with pytest.raises(SettlingRefused, match="waits for a second person already"):
        settle(row, 8, Terminal.NO_PATH_RECORDED, SINGLE[Terminal.NO_PATH_RECORDED], second)
    set_aside(row, 8, "another person of that name", second)
    assert not pending_for(second)
    settle(row, 8, Terminal.DECEASED, evidence, second)  # the same, by the other one: still one person
    assert end(derived, 8) is None
    with pytest.raises(SettlingRefused):
        confirm(row, 8, first, "read it", derived.user)
    Agreement.objects.filter(outcome="open").update(expires=timezone.now())
    with pytest.raises(SettlingRefused):
        confirm(row, 8, Proposal.objects.get().subject, "read it", derived.user)
    assert reconciled(row).found.problems[Problem.NOT_SETTLED] == tuple(n for n in range(1, 9) if n != 3)
    settle(row, 8, Terminal.DECEASED, evidence, derived.user)
    assert reconciled(row).found.problems[Problem.WAITS_FOR_SECOND] == (8,)


def test_a_proof_overtakes_an_end_that_waits(derived: Desk) -> None:
    settle(derived.row, 7, Terminal.NO_PATH_RECORDED, SINGLE[Terminal.NO_PATH_RECORDED], derived.user)
    subject = Proposal.objects.get().subject
    prove(derived.row, 7, False, RECEIPT)
    second = a_member(derived.row, Role.CLERK, "Wilhelmina Second")
    assert not pending_for(second)
    with pytest.raises(SettlingRefused):
        confirm(derived.row, 7, subject, "read it", second)
    assert end(derived, 7) == "proven_person"


@pytest.mark.parametrize("terminal", [Terminal.DECEASED, Terminal.NOT_AFFECTED, Terminal.NO_PATH_RECORDED])
@pytest.mark.parametrize("confirmed", [True, False])
def test_nobody_ends_another_one_alone_as_a_duplicate_of_who_ended(
    derived: Desk, terminal: Terminal, confirmed: bool
) -> None:
    row = derived.row
    if confirmed:
        end_by_two(row, 8, terminal, SINGLE[terminal], derived.user)
    else:
        settle(row, 8, terminal, SINGLE[terminal], derived.user)
    with pytest.raises(SettlingRefused, match="number 8"):
        settle(row, 7, Terminal.DUPLICATE_OF, ("reason: one person",), derived.user, duplicate_of=8)
    with pytest.raises(SettlingRefused, match="number 8"):
        join(row, 8, 4, "one person", derived.user)
    answer = derived.post(
        "settle", 7, terminal="duplicate_of", duplicate_of=8, reason="one person", who="", document=""
    )
    assert answer.status_code == 422
    assert (end(derived, 7), end(derived, 4)) == (None, None)
    if confirmed:
        reopen(row, 8, "she may be number 7", derived.user)
    else:
        set_aside(row, 8, "she may be number 7", derived.user)
    settle(row, 7, Terminal.DUPLICATE_OF, ("reason: one person",), derived.user, duplicate_of=8)
    assert Standing.objects.get(case=row, number=8).duplicate_of == 7


def test_who_has_counsel_is_not_accounted_for_by_their_own_receipt_alone(
    derived: Desk, signed_in: SignIn
) -> None:
    """Number 1 has counsel of record."""
    row, problem = derived.row, Problem.COUNSEL_NOT_TOLD
    prove(row, 1, False, RECEIPT)
    prove(row, 7, False, RECEIPT)
    assert reconciled(row).found.problems[problem] == (1,)
    assert "counsel of record is not proven" in derived.get("person", 1)
    for told in ({"why": "", "who": "Nora Clerk"}, {"why": "the firm closed", "who": " "}):
        assert derived.post("counsel_untold", 1, **told).status_code == 422
    assert derived.post("counsel_untold", 7, why="no firm", who="Nora Clerk").status_code == 422
    for _ in range(2):  # a double click
        answer = derived.post("counsel_untold", 1, why="the firm closed", who="Nora Clerk")
        assert answer.status_code == 302, answer.content.decode()
    assert reconciled(row).found.problems[problem] == (1,), "one person alone"
    subject = Proposal.objects.get().subject
    second = a_member(row, Role.PRIVACY_OFFICER, "Wilhelmina Second")
    signed_in(derived.client, second)
    page = derived.post("contact", 1, why="to confirm it").content.decode()
    assert "counsel not told: the firm closed" in page
    assert derived.post("confirm", 1, seen=subject, why="I called the bar").status_code == 302
    assert problem not in reconciled(row).found.problems
    assert end(derived, 1) == "proven_person"
    prove(row, 1, True, ("counsel receipt: C-1",))  # they were found after all
    kept = Standing.objects.get(case=row, number=1).evidence
    assert not [one for one in kept if one.startswith("counsel not told")]


def test_counsels_receipt_overtakes_why_they_could_not_be_told(derived: Desk) -> None:
    row = derived.row
    prove(row, 1, False, RECEIPT)
    record_counsel_untold(row, 1, "the firm closed", "Nora Clerk", derived.user)
    prove(row, 1, True, ("counsel receipt: C-1",))
    assert not Proposal.objects.exists()
    assert end(derived, 1) == "proven_counsel_and_person"


def test_no_path_is_open_again_when_one_is_known(derived: Desk) -> None:
    row = derived.row
    evidence = SINGLE[Terminal.NO_PATH_RECORDED]
    for number in (1, 6):
        end_by_two(row, number, Terminal.NO_PATH_RECORDED, evidence, derived.user)
    derived.give()
    assert (end(derived, 1), end(derived, 6)) == ("no_path_recorded", "no_path_recorded")
    known = [
        "r6",
        "Farid Haddad",
        "2015-11-30",
        "A200100006",
        "",
        "",
        "4 Quay Street",
        "",
        "",
        "",
    ]
    derived.give(as_csv([*own_records(), known]))
    assert (end(derived, 1), end(derived, 6)) == ("no_path_recorded", None)
    assert "open again" in ConsoleCase.open(row).events()[-1].why
    assert 6 in reconciled(row).found.problems[Problem.NOT_SETTLED]


def test_who_was_not_affected_is_open_again_when_a_further_row_is_theirs(derived: Desk) -> None:
    row = derived.row
    sure = Question.objects.get(case=row, number=1, other=3)
    decide(sure, False, "two people", derived.user)
    end_by_two(row, 1, Terminal.NOT_AFFECTED, SINGLE[Terminal.NOT_AFFECTED], derived.user)
    derived.give()
    assert end(derived, 1) == "not_affected"
    Question.objects.filter(pk=sure.pk).update(state=QuestionState.SAME)  # as a rule finds them, not a person
    derived.give()
    assert (end(derived, 1), end(derived, 3)) == (None, "duplicate_of")


def test_who_may_not_act_settles_nothing(derived: Desk) -> None:
    auditor = a_member(derived.row, Role.AUDITOR)
    with pytest.raises(CaseError):
        settle(derived.row, 8, Terminal.DECEASED, ("document: register 12/2026",), auditor)
    assert end(derived, 8) is None


def test_not_worked_out_is_not_accounted_for(desk: Desk) -> None:
    assert "8 of 8 people are not accounted for" in desk.get("reconcile")


def test_where_the_ledger_cannot_be_read_nobody_counts_as_accounted_for(derived: Desk) -> None:
    settle_all(derived)
    Case.objects.filter(pk=derived.row.pk).update(destroyed_at=timezone.now())
    answer = derived.client.get(derived.url("reconcile"))
    assert answer.status_code == 409
    assert "Not reconciled" in answer.content.decode()
    assert "All accounted for" not in answer.content.decode()
