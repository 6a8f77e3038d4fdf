"""People and cases for tests of the console. Everybody is invented."""

from collections.abc import Mapping
from itertools import count

from withhold.console.cases.models import Case, Membership
from withhold.console.people.models import User
from withhold.console.people.roles import Role

_numbers = count(1)


def a_person(*roles: Role, name: str = "", made_by: User | None = None) -> User:
    """An account with these roles, which can sign in with the password `correct horse battery`."""
    number = next(_numbers)
    user = User(
        username=f"person{number}@example.org",
        email=f"person{number}@example.org",
        name=name or f"Person {number}",
        roles=[str(role) for role in roles],
        created_by=made_by,
    )
    user.set_password("correct horse battery")
    user.save()
    return user


def a_member(case: Case, role: Role, name: str = "") -> User:
    """Somebody new who has this role in the case, and in the office."""
    user = a_person(role, name=name)
    Membership.objects.create(case=case, user=user, role=role)
    return user


def members(case: Case, roles: tuple[Role, ...]) -> Mapping[Role, User]:
    """One member of each role."""
    return {role: a_member(case, role) for role in roles}
