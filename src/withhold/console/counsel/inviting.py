"""Representatives get an account by invitation: a link that works once, a password, a second factor."""

from django.db import transaction

from withhold.console.access.agreement import are_two_people
from withhold.console.access.deciding import permitted
from withhold.console.access.interface import Operation
from withhold.console.access.managing import create_account, invite
from withhold.console.cases.models import Case
from withhold.console.counsel.models import Firm, Representative
from withhold.console.ledgers.office import OfficeEvent, record
from withhold.console.outbox.sending import mailable
from withhold.console.people.models import User
from withhold.console.people.roles import Role
from withhold.incident.counsel.interface import CounselError
from withhold.ledger.interface import Fact

_OUTSIDER = frozenset({str(Role.REPRESENTATIVE)})


def add_representative(
    case: Case,
    name: str,
    email: str,
    shared_inbox: bool,
    firm: Firm | None,
    by: User,
    why: str,
    language: str = "en",
) -> Representative:
    """The representative with this address: a new account and its invitation, or the one there is, who is
    written to in this language from now on.

    The link works once and for 24 hours; the database has its hash. Raises CounselError, PersonUnfit.
    """
    _check(case, by, why)
    with transaction.atomic():
        found = Representative.objects.filter(user__email=email.strip().lower()).first()
        if found is not None:
            found.language = language
            found.save(update_fields=["language"])
            return found
        user = create_account(name, email, [Role.REPRESENTATIVE], by)
        facts: dict[str, Fact] = {
            "person": user.pk,
            "roles": str(Role.REPRESENTATIVE),
            "program": False,
            "case": case.pk,
        }
        record(OfficeEvent.PERSON_ADDED, by, facts, {"why": why, "name": user.name, "address": user.email})
        made = Representative.objects.create(
            user=user, firm=firm, shared_inbox=shared_inbox, language=language, invited_by=by
        )
        invite(user)
    return made


def invite_again(case: Case, representative: Representative, by: User, why: str) -> None:
    """A new link for somebody who has not used theirs; the one before no longer works. Raises as above."""
    _check(case, by, why)
    if not is_outsider(representative.user):
        raise CounselError("this account is not a representative's; an administrator looks after it")
    with transaction.atomic():
        facts: dict[str, Fact] = {"person": representative.user_id, "case": case.pk, "what": "invited_again"}
        record(OfficeEvent.PERSON_ADDED, by, facts, {"why": why})
        invite(representative.user)


def add_firm(case: Case, name: str, inbox: str, shared: bool, by: User) -> Firm:
    """A firm; one of the same name is taken as it is. Raises CounselError, Unmailable."""
    _check(case, by, "a firm")
    if not name.strip():
        raise CounselError("write the name of the firm")
    wanted = " ".join(name.split())
    inbox = mailable(inbox) if inbox.strip() else ""
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        for firm in Firm.objects.all():
            if firm.name.casefold() == wanted.casefold():
                return firm
        return Firm.objects.create(name=wanted, inbox=inbox, shared=shared, made_by=by)


def is_outsider(user: User) -> bool:
    """Whether an account is a representative's and nothing else: nobody of the office has a portal."""
    return set(user.roles) == _OUTSIDER


def differ(entered_by: User, verifier: User) -> bool:
    """Whether these surely are two people."""
    return are_two_people(entered_by, verifier)


def _check(case: Case, by: User, why: str) -> None:
    if not permitted(by, Operation.MANAGE_REPRESENTATIVES, case):
        raise CounselError("only who manages representatives in this case can do this")
    if not why.strip():
        raise CounselError("write why; it goes into the ledger")
