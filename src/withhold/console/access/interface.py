"""What can be done in the console, as one closed list, and how a view says which of it it does.

Every address and every API operation has exactly one Operation (a test walks them all). Who may stands in
`access.table`; the default is nobody.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

View = Callable[..., "HttpResponseBase"]


class Scope(StrEnum):
    """What an operation is done to."""

    PUBLIC = "public"  # no account: sign-in and health
    ACCOUNT = "account"  # whoever is signed in, for themselves
    OFFICE = "office"  # the office's: the role is the account's
    CASE = "case"  # one case's: the role is that of the membership in it


class Operation(StrEnum):
    """Everything that somebody can do. The values stand in the ledger and never change."""

    SIGN_IN = "sign_in"
    SEE_HEALTH = "see_health"
    OWN_ACCOUNT = "own_account"  # one's own password, second factor, sessions
    # the publication desk
    SEE_DESK = "see_desk"
    INSPECT = "inspect"  # upload or point to a file
    ASK_CLEARANCE = "ask_clearance"
    GIVE_CLEARANCE = "give_clearance"  # review and override; who asked never may
    REVOKE_CLEARANCE = "revoke_clearance"
    SEE_REGISTER_HITS = "see_register_hits"
    EDIT_PROFILES = "edit_profiles"
    # the door's reports
    SEE_REPORTS = "see_reports"
    ANSWER_REPORTS = "answer_reports"
    # the watch over own sites
    SEE_WATCH = "see_watch"  # web editors: the sites that they were given
    EDIT_WATCH = "edit_watch"  # what is swept and how often; ask the owner
    ACCEPT_PUBLIC = "accept_public"  # exact bytes may stay where they are: two people
    CHOOSE_TAKEDOWN = "choose_takedown"  # a site's owner, beforehand, with a second person
    # cases
    LIST_CASES = "list_cases"  # one sees one's own
    OPEN_CASE = "open_case"
    SEE_CASE = "see_case"
    NOTE_IN_CASE = "note_in_case"  # notes, attachments, tasks
    DECIDE_IN_CASE = "decide_in_case"  # confirm, dismiss, close, reopen: the case's rules say who of these
    RUN_IN_CASE = "run_in_case"  # exposure, preservation, takedown, restore, trace
    SETTLE_DEADLINES = "settle_deadlines"  # assess, met, waived
    MANAGE_MEMBERS = "manage_members"
    SEE_EVIDENCE = "see_evidence"
    SEE_ACCESSORS = "see_accessors"
    SEE_EXPOSED = "see_exposed"  # counts only
    REVEAL_PERSON = "reveal_person"  # one person, with a reason, recorded
    LOAD_EXPOSED = "load_exposed"
    EXPORT_CASE = "export_case"  # report, statement, ledger proof: nobody's values
    EXPORT_BULK = "export_bulk"  # everything: two people
    DESTROY_CASE = "destroy_case"  # two people
    CORRECT = "correct"  # root cause, never again
    # the affected people
    SEE_AFFECTED = "see_affected"  # counts, cohorts, open questions: nobody's values
    WORK_AFFECTED = "work_affected"  # own records, questions of likeness, cohorts, linked people
    SETTLE_AFFECTED = "settle_affected"  # how one ends without a proof: two people
    SEE_HOLDS = "see_holds"
    PLACE_HOLDS = "place_holds"
    RELEASE_HOLD = "release_hold"  # two people, with a determination
    MANAGE_CONSUMERS = "manage_consumers"
    ASK_HOLDS = "ask_holds"  # a case system, by the signature of its request
    REVIEW_TEXTS = "review_texts"  # a named person stands for one version in one language
    SEE_NOTICES = "see_notices"
    SEND_NOTICES = "send_notices"
    DELIVER_NOTICES = "deliver_notices"  # batches, sealed envelopes, receipts
    CLASSIFY_ACCESSORS = "classify_accessors"
    ASK_ACCESSORS = "ask_accessors"  # destroy notices, reminders, legal follow-up
    MANAGE_REPRESENTATIVES = "manage_representatives"
    DECIDE_REMEDIES = "decide_remedies"
    USE_PORTAL = "use_portal"  # a representative, for their own clients only
    SEE_DASHBOARDS = "see_dashboards"
    # the installation
    MANAGE_PEOPLE = "manage_people"
    SEE_AUDIT = "see_audit"
    MANAGE_TOKENS = "manage_tokens"
    SEE_OUTBOX = "see_outbox"
    SEE_METRICS = "see_metrics"


def requires(operation: Operation) -> Callable[[View], View]:
    """Marks a view with what it does, and lets nobody else in: 302 to sign-in, 404 for a case that is not
    theirs (whether it exists is not told), 403 for what their role may not.

    A case's view takes the address's `case_id`, and gets the row as `request.case`.
    """
    from withhold.console.access.deciding import guarded

    def mark(view: View) -> View:
        return guarded(view, operation)

    return mark


def require(request: "HttpRequest", operation: Operation, case: Any = None) -> None:
    """Raises PermissionDenied inside a view whose own operation is a lesser one."""
    from withhold.console.access.deciding import permitted

    if not permitted(request.user, operation, case):
        raise PermissionDenied
