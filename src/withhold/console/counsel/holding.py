"""Holds as counsel meets them: whether one stands, and that it is waived for one action."""

from withhold.console.cases.models import Case
from withhold.console.counsel.models import Representation
from withhold.console.holds import placing, waiving
from withhold.incident.holds.interface import Action

ACTIONS = [(str(one), one.replace("_", " ").capitalize()) for one in Action if one.is_adverse]
"""What a hold stands in the way of; favourable actions never wait, so nothing is waived for them."""


def hold_stands(case: Case, number: int) -> bool:
    """Whether this person is held now."""
    return placing.hold_stands(case, number)


def waive(standing: Representation, action: str, why: str) -> None:
    """The hold has no effect on this action any more, as counsel asked. Raises HoldError, CaseError."""
    assert standing.verified_by is not None  # the caller has asked whether it stands
    counsel, verifier = standing.representative.user, standing.verified_by.get_full_name()
    waiving.waive(standing.case, standing.person.number, Action(action), counsel, why, verifier)


def withdraw(standing: Representation, action: str, why: str) -> bool:
    """The hold stands against the action again, at once. False if it did. Raises CaseError."""
    counsel = standing.representative.user
    return waiving.withdraw(standing.case, standing.person.number, Action(action), counsel, why)
