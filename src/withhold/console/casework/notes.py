"""Notes, files and tasks of a case."""

import re

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from withhold.console.access.interface import Operation
from withhold.console.cases.acting import actor_in
from withhold.console.cases.models import Case
from withhold.console.casework.forms import Attaching, TaskForm, Why
from withhold.console.casework.models import Attachment, Task
from withhold.console.casework.words import shown
from withhold.console.casework.working import Opened, alone, case_page, said_already
from withhold.console.ledgers import office
from withhold.console.people.models import User
from withhold.console.sealing.files import check, store
from withhold.console.sealing.files import opened as opened_file
from withhold.domain.errors import WithholdError
from withhold.incident.case.interface import Event, EventKind
from withhold.report.places import one_line

_FOLDER = "attachments"


def add_note(row: Case, user: User, why: str, seen: int | None = None) -> None:
    """Something to remember. With `seen`, the same form sent twice is one note."""
    with alone(row) as case:
        if seen is not None and said_already(case, seen, user, EventKind.NOTED, why):
            return
        case.append([Event(EventKind.NOTED, case.clock.now(), actor_in(user, row), why)])


@case_page(Operation.SEE_CASE)
def notes(opened: Opened) -> HttpResponse:
    """Notes, files and tasks together."""
    return _page(opened)


@case_page(Operation.NOTE_IN_CASE, form_on="casework:notes")
def note(opened: Opened) -> HttpResponse:
    """A new note."""
    form = Why(opened.request.POST or None)
    if form.is_valid():
        try:
            add_note(opened.row, opened.user, form.cleaned_data["why"], form.cleaned_data["seen"])
        except WithholdError as error:
            form.add_error(None, str(error))
        else:
            messages.success(opened.request, "Noted.")
            return redirect("casework:notes", opened.row.pk)
    return _page(opened, note_form=form)


@case_page(Operation.NOTE_IN_CASE, form_on="casework:notes")
def attach(opened: Opened) -> HttpResponse:
    """A new file."""
    form = Attaching(opened.request.POST or None, opened.request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        folder = opened.case.work / _FOLDER
        try:
            actor = actor_in(opened.user, opened.row)
            stored = store(folder, file.chunks())
        except WithholdError as error:
            form.add_error(None, str(error))
        else:
            name = one_line(str(file.name))[:200]
            try:
                with alone(opened.row) as case:
                    Attachment.objects.create(
                        case=opened.row,
                        name=name,
                        key=stored.key,
                        stored=stored.name,
                        size=stored.size,
                        sha256=stored.sha256,
                        added_by=opened.user,
                    )
                    case.append(
                        [Event(EventKind.NOTED, case.clock.now(), actor, f"Attached the file {name}")]
                    )
            except BaseException:
                (folder / stored.name).unlink(missing_ok=True)
                raise
            messages.success(opened.request, "The file is attached.")
            return redirect("casework:notes", opened.row.pk)
    return _page(opened, attach_form=form)


@case_page(Operation.NOTE_IN_CASE)
def attachment(opened: Opened, attachment_id: int) -> HttpResponseBase:
    """The file in clear; that it was taken is recorded before."""
    row = Attachment.objects.filter(case=opened.row, pk=attachment_id).first()
    if row is None:
        raise Http404
    path = opened.case.work / _FOLDER / row.stored
    try:
        check(path, row.sha256)
    except WithholdError as error:
        return _page(opened, problem=str(error))
    with transaction.atomic():
        private = {"case": opened.row.pk, "name": row.name}
        office.record(office.OfficeEvent.REVEALED, opened.user, {"what": "attachment"}, private)
    answer = StreamingHttpResponse(opened_file(path, row.key), content_type="application/octet-stream")
    ascii_name = re.sub(r"[^A-Za-z0-9._-]", "_", row.name)
    answer["Content-Disposition"] = f'attachment; filename="{ascii_name}"'
    answer["Content-Security-Policy"] = "sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@case_page(Operation.NOTE_IN_CASE, form_on="casework:notes")
def add_task(opened: Opened) -> HttpResponse:
    """A new task."""
    form = TaskForm(opened.request.POST or None, people=_people(opened))
    if form.is_valid():
        given = form.cleaned_data
        with transaction.atomic():
            Case.objects.select_for_update().get(pk=opened.row.pk)
            open_ones = Task.objects.filter(case=opened.row, done_at=None)
            if not any(one.text == given["text"] for one in open_ones):
                Task.objects.create(
                    case=opened.row,
                    text=given["text"],
                    assignee=given["assignee"],
                    due=given["due"],
                    made_by=opened.user,
                )
        return redirect("casework:notes", opened.row.pk)
    return _page(opened, task_form=form)


@case_page(Operation.NOTE_IN_CASE, form_on="casework:notes")
def task_done(opened: Opened, task_id: int) -> HttpResponse:
    """A task was done, by whoever says so."""
    open_ones = Task.objects.filter(case=opened.row, pk=task_id, done_at=None)
    open_ones.update(done_at=timezone.now(), done_by=opened.user)
    return redirect("casework:notes", opened.row.pk)


def _people(opened: Opened) -> QuerySet[User]:
    return User.objects.filter(memberships__case=opened.row, is_active=True).distinct()


def _page(opened: Opened, **forms: object) -> HttpResponse:
    noted = [shown(event) for event in reversed(opened.case.events()) if event.kind is EventKind.NOTED]
    context = {
        "notes": noted,
        "attachments": Attachment.objects.filter(case=opened.row).select_related("added_by"),
        "tasks": Task.objects.filter(case=opened.row).select_related("assignee", "done_by"),
        "now": opened.case.clock.now(),
        "note_form": Why(),
        "attach_form": Attaching(),
        "task_form": TaskForm(people=_people(opened)),
        **forms,
    }
    return opened.page("notes", context, 422 if forms else 200)
