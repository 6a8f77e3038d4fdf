"""Which role may do what: the whole of it, on one page. What is not here, nobody may."""

from collections.abc import Mapping
from dataclasses import dataclass

from withhold.console.access.interface import Operation, Scope
from withhold.console.people.roles import Role

_EVERYBODY = frozenset(Role) - {Role.REPRESENTATIVE}
"""Of the office. Representatives are outsiders: they have their portal and nothing else."""
_IN_CASES = _EVERYBODY - {Role.ADMINISTRATOR}
_WORKING = frozenset(
    {Role.CASE_LEAD, Role.PRIVACY_OFFICER, Role.COUNSEL, Role.CLERK, Role.EDITOR, Role.REVIEWER}
)
_LEADING = frozenset({Role.CASE_LEAD, Role.PRIVACY_OFFICER, Role.COUNSEL})
_PRIVACY = frozenset({Role.PRIVACY_OFFICER})


@dataclass(frozen=True, slots=True)
class Rule:
    """Where the operation happens, and the roles that may do it there."""

    scope: Scope
    roles: frozenset[Role] = frozenset()


RULES: Mapping[Operation, Rule] = {
    Operation.SIGN_IN: Rule(Scope.PUBLIC),
    Operation.SEE_HEALTH: Rule(Scope.PUBLIC),
    Operation.OWN_ACCOUNT: Rule(Scope.ACCOUNT, frozenset(Role)),
    Operation.SEE_DESK: Rule(Scope.OFFICE, _EVERYBODY),
    Operation.INSPECT: Rule(
        Scope.OFFICE, frozenset({Role.EDITOR, Role.REVIEWER, Role.CASE_LEAD, Role.PRIVACY_OFFICER})
    ),
    Operation.ASK_CLEARANCE: Rule(
        Scope.OFFICE, frozenset({Role.EDITOR, Role.REVIEWER, Role.PRIVACY_OFFICER})
    ),
    Operation.GIVE_CLEARANCE: Rule(Scope.OFFICE, frozenset({Role.REVIEWER, Role.PRIVACY_OFFICER})),
    Operation.REVOKE_CLEARANCE: Rule(
        Scope.OFFICE, frozenset({Role.REVIEWER, Role.PRIVACY_OFFICER, Role.CASE_LEAD})
    ),
    Operation.SEE_REGISTER_HITS: Rule(Scope.OFFICE, _PRIVACY),
    Operation.EDIT_PROFILES: Rule(Scope.OFFICE, _PRIVACY),
    Operation.SEE_REPORTS: Rule(Scope.OFFICE, frozenset({Role.CASE_LEAD, Role.PRIVACY_OFFICER})),
    Operation.ANSWER_REPORTS: Rule(Scope.OFFICE, frozenset({Role.CASE_LEAD, Role.PRIVACY_OFFICER})),
    Operation.SEE_WATCH: Rule(Scope.OFFICE, frozenset({Role.EDITOR, Role.CASE_LEAD, Role.PRIVACY_OFFICER})),
    Operation.EDIT_WATCH: Rule(Scope.OFFICE, frozenset({Role.CASE_LEAD, Role.PRIVACY_OFFICER})),
    Operation.ACCEPT_PUBLIC: Rule(Scope.OFFICE, frozenset({Role.CASE_LEAD, Role.PRIVACY_OFFICER})),
    Operation.CHOOSE_TAKEDOWN: Rule(
        Scope.OFFICE, frozenset({Role.EDITOR, Role.CASE_LEAD, Role.PRIVACY_OFFICER})
    ),
    Operation.LIST_CASES: Rule(Scope.OFFICE, _IN_CASES),
    Operation.OPEN_CASE: Rule(Scope.OFFICE, frozenset({Role.CASE_LEAD, Role.PRIVACY_OFFICER})),
    Operation.SEE_CASE: Rule(Scope.CASE, _IN_CASES),
    Operation.NOTE_IN_CASE: Rule(Scope.CASE, _WORKING),
    Operation.DECIDE_IN_CASE: Rule(Scope.CASE, _LEADING | {Role.EDITOR, Role.REVIEWER}),
    Operation.RUN_IN_CASE: Rule(Scope.CASE, _LEADING),
    Operation.SETTLE_DEADLINES: Rule(Scope.CASE, _LEADING | {Role.CLERK}),
    Operation.MANAGE_MEMBERS: Rule(Scope.CASE, frozenset({Role.CASE_LEAD, Role.PRIVACY_OFFICER})),
    Operation.SEE_EVIDENCE: Rule(Scope.CASE, _LEADING | {Role.AUDITOR}),
    Operation.SEE_ACCESSORS: Rule(Scope.CASE, _LEADING | {Role.AUDITOR}),
    Operation.SEE_EXPOSED: Rule(Scope.CASE, _LEADING | {Role.CLERK, Role.AUDITOR}),
    Operation.REVEAL_PERSON: Rule(Scope.CASE, frozenset({Role.PRIVACY_OFFICER, Role.COUNSEL, Role.CLERK})),
    Operation.LOAD_EXPOSED: Rule(Scope.CASE, _PRIVACY),
    Operation.EXPORT_CASE: Rule(Scope.CASE, _LEADING | {Role.AUDITOR}),
    Operation.EXPORT_BULK: Rule(Scope.CASE, frozenset({Role.PRIVACY_OFFICER, Role.COUNSEL})),
    Operation.DESTROY_CASE: Rule(Scope.CASE, frozenset({Role.PRIVACY_OFFICER, Role.COUNSEL})),
    Operation.CORRECT: Rule(Scope.CASE, _LEADING),
    Operation.SEE_AFFECTED: Rule(Scope.CASE, _LEADING | {Role.CLERK, Role.AUDITOR}),
    Operation.WORK_AFFECTED: Rule(Scope.CASE, frozenset({Role.PRIVACY_OFFICER, Role.COUNSEL, Role.CLERK})),
    Operation.SETTLE_AFFECTED: Rule(Scope.CASE, frozenset({Role.PRIVACY_OFFICER, Role.COUNSEL, Role.CLERK})),
    Operation.SEE_HOLDS: Rule(Scope.CASE, _LEADING | {Role.AUDITOR}),
    Operation.PLACE_HOLDS: Rule(Scope.CASE, _LEADING),
    Operation.RELEASE_HOLD: Rule(Scope.CASE, frozenset({Role.PRIVACY_OFFICER, Role.COUNSEL})),
    Operation.MANAGE_CONSUMERS: Rule(Scope.OFFICE, frozenset({Role.PRIVACY_OFFICER, Role.ADMINISTRATOR})),
    Operation.ASK_HOLDS: Rule(Scope.PUBLIC),
    Operation.REVIEW_TEXTS: Rule(
        Scope.OFFICE, frozenset({Role.PRIVACY_OFFICER, Role.COUNSEL, Role.REVIEWER})
    ),
    Operation.SEE_NOTICES: Rule(Scope.CASE, _LEADING | {Role.CLERK, Role.AUDITOR}),
    Operation.SEND_NOTICES: Rule(Scope.CASE, _LEADING),
    Operation.DELIVER_NOTICES: Rule(Scope.CASE, frozenset({Role.PRIVACY_OFFICER, Role.COUNSEL, Role.CLERK})),
    Operation.CLASSIFY_ACCESSORS: Rule(Scope.CASE, _LEADING),
    Operation.ASK_ACCESSORS: Rule(Scope.CASE, frozenset({Role.PRIVACY_OFFICER, Role.COUNSEL})),
    Operation.MANAGE_REPRESENTATIVES: Rule(
        Scope.CASE, frozenset({Role.PRIVACY_OFFICER, Role.COUNSEL, Role.CLERK})
    ),
    Operation.DECIDE_REMEDIES: Rule(Scope.CASE, _LEADING),
    Operation.USE_PORTAL: Rule(Scope.OFFICE, frozenset({Role.REPRESENTATIVE})),
    Operation.SEE_DASHBOARDS: Rule(
        Scope.OFFICE, frozenset({Role.CASE_LEAD, Role.PRIVACY_OFFICER, Role.COUNSEL, Role.AUDITOR})
    ),
    Operation.MANAGE_PEOPLE: Rule(Scope.OFFICE, frozenset({Role.ADMINISTRATOR})),
    Operation.SEE_AUDIT: Rule(Scope.OFFICE, frozenset({Role.AUDITOR})),
    Operation.MANAGE_TOKENS: Rule(Scope.OFFICE, frozenset({Role.ADMINISTRATOR})),
    Operation.SEE_OUTBOX: Rule(Scope.OFFICE, frozenset({Role.ADMINISTRATOR, Role.PRIVACY_OFFICER})),
    Operation.SEE_METRICS: Rule(Scope.PUBLIC),
}
