"""Who acts in a case, as the rules of the response know them."""

from collections.abc import Mapping

from withhold.console.cases.models import Case
from withhold.console.people.models import User
from withhold.console.people.roles import Role
from withhold.incident.case.interface import Actor, CaseError
from withhold.incident.case.interface import Role as CaseRole

_AS: Mapping[Role, CaseRole] = {
    # The first that somebody has: what decides comes first.
    Role.PRIVACY_OFFICER: CaseRole.PRIVACY_OFFICER,
    Role.COUNSEL: CaseRole.COUNSEL,
    Role.CASE_LEAD: CaseRole.CASE_LEAD,
    Role.EDITOR: CaseRole.WEB_EDITOR,
    Role.REVIEWER: CaseRole.REVIEWER,
    Role.CLERK: CaseRole.RECORDS_CLERK,
}
"""Auditors and administrators never act in a case."""


def actor_in(user: User, case: Case) -> Actor:
    """Who they are in this case. Raises CaseError for somebody who may not act in it."""
    given = set(case.members.filter(user=user).values_list("role", flat=True))
    for role, acts_as in _AS.items():
        if role in given and role in user.roles:
            return Actor(user.get_full_name(), acts_as)
    raise CaseError("your role in this case lets you read, not act; ask the case lead for another one")
