"""What the on-call does with a report. Each change stands in the office's ledger, in one transaction.

Nothing here takes anything down: a case that is opened from a report is reported, and waits for somebody
who confirms it.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from django.conf import settings
from django.db import transaction

from withhold.console.cases.models import Case, Membership
from withhold.console.cases.store import ConsoleCase
from withhold.console.intake.automatic import queue_seen, queue_text
from withhold.console.intake.keys import intake_identity
from withhold.console.intake.models import Lead, LeadState, Report, State
from withhold.console.intake.tasks import look_at
from withhold.console.ledgers.office import OfficeEvent, record
from withhold.console.people.models import User
from withhold.console.people.roles import Role
from withhold.incident.case.events import Source
from withhold.incident.case.interface import Actor, CaseError, Event, EventKind
from withhold.incident.case.interface import Role as CaseRole

_AS = {Role.PRIVACY_OFFICER: CaseRole.PRIVACY_OFFICER, Role.CASE_LEAD: CaseRole.CASE_LEAD}


class NotPossible(Exception):
    """The report's state does not allow it; one line that says so."""


def see(report_id: int, by: User) -> Report:
    """Somebody has read it: recorded and told to who reported, the first time."""
    with transaction.atomic():
        report = _locked(report_id)
        if report.state == State.NEW:
            report.state, report.seen_by, report.seen_at = State.SEEN, by, datetime.now(UTC)
            report.save(update_fields=["state", "seen_by", "seen_at"])
            record(OfficeEvent.REPORT_SEEN, by, {"report": report.pk})
            queue_seen(report, by)
    return report


def answer(report_id: int, text: str, by: User) -> None:
    """Write to who reported; the next round of the worker hands it over to the door."""
    with transaction.atomic():
        report = _locked(report_id)
        if not report.readable:
            raise NotPossible("this report could not be opened: there is nothing to answer to")
        last = report.messages.filter(from_office=True).order_by("-id").first()
        if last is not None and last.kind == "text" and last.text == text:
            return  # a double click
        queue_text(report, "text", text, by)
        record(OfficeEvent.REPORT_ANSWERED, by, {"report": report.pk}, {"text": text})


def dismiss(report_id: int, reason: str, by: User) -> None:
    """It is nothing: kept with who found so and why."""
    with transaction.atomic():
        report = _locked(report_id)
        if report.state == State.DISMISSED:
            return
        if report.state == State.IN_CASE:
            raise NotPossible("this report belongs to a case; dismiss the case there")
        report.state, report.reason = State.DISMISSED, reason
        report.save(update_fields=["state", "reason"])
        record(OfficeEvent.REPORT_DISMISSED, by, {"report": report.pk}, {"why": reason})


def open_case(report_id: int, title: str, time_zone: str, why: str, by: User) -> Case:
    """A case whose first event is this report, a tip; who opens it leads it. The second time, the same case.

    Raises CaseError where the rules of the case do not allow it.
    """
    with transaction.atomic():
        report = _locked(report_id)
        if report.case is not None:
            return report.case
        role = next((role for role in _AS if by.has_role(role)), None)
        if role is None:
            raise CaseError("a case is opened by a case lead or a privacy officer")
        recipient = str(intake_identity(settings.CONFIG).to_public())
        fixed = {"time_zone": time_zone, "recipients": [recipient]}
        sites = settings.CONFIG.sites
        if len(sites) == 1:
            fixed["site"] = str(sites[0])
        made = ConsoleCase.create(
            title, fixed, [_reported(report, Actor(by.get_full_name(), _AS[role]), why)]
        )
        Membership.objects.create(case=made.row, user=by, role=role, added_by=by)
        record(OfficeEvent.CASE_OPENED, by, {"report": report.pk, "case": made.row.pk})
        _into(report, made.row)
    return made.row


def attach(report_id: int, case: Case, why: str, by: User) -> None:
    """The report belongs to a case that is there already: the case gets it as an event."""
    from withhold.console.cases.acting import actor_in

    with transaction.atomic():
        report = _locked(report_id)
        if report.case is not None:
            if report.case.pk == case.pk:
                return
            raise NotPossible("this report belongs to another case already")
        ConsoleCase.open(case).append([_reported(report, actor_in(by, case), why)])
        record(OfficeEvent.REPORT_SEEN, by, {"report": report.pk, "case": case.pk})
        _into(report, case)


def ask_look(lead_id: int, by: User) -> Lead:
    """A person asks that an address or a file be looked at now."""
    with transaction.atomic():
        lead = Lead.objects.select_for_update().get(pk=lead_id)
        if lead.state != LeadState.LOOKING:
            lead.state, lead.asked_by, lead.asked_at = LeadState.LOOKING, by, datetime.now(UTC)
            lead.save(update_fields=["state", "asked_by", "asked_at"])
            record(OfficeEvent.INSPECTED, by, {"report": lead.report_id, "lead": lead.pk})
            look_at.enqueue(lead.pk)
    return lead


def my_cases(by: User) -> Sequence[Case]:
    """The cases that somebody may attach a report to: those they act in that are not over."""
    roles = [str(role) for role in _AS if by.has_role(role)]
    mine = Case.objects.filter(members__user=by, members__role__in=roles, destroyed_at=None)
    return list(mine.exclude(phase__in=("closed", "dismissed")).distinct().order_by("-created"))


def _reported(report: Report, by: Actor, why: str) -> Event:
    private = {}
    urls = [lead.url for lead in report.leads.all() if lead.url]
    if urls:
        private["url"] = urls[0]
    if report.said.get("seen"):
        private["detail"] = str(report.said["seen"])
    return Event(EventKind.REPORTED, report.arrived, by, why, {"source": Source.TIP}, private)


def _into(report: Report, case: Case) -> None:
    report.case, report.state = case, State.IN_CASE
    report.save(update_fields=["case", "state"])


def _locked(report_id: int) -> Report:
    return Report.objects.select_for_update().get(pk=report_id)
