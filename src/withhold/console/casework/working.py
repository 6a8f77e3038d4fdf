"""What the case's pages share: the case opened, who acts, what changed since a form was shown."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from withhold.console.access.deciding import permitted
from withhold.console.access.interface import Operation, requires
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.people.models import User
from withhold.domain.errors import WithholdError
from withhold.incident.case.clocks.interface import Running
from withhold.incident.case.clocks.running import running
from withhold.incident.case.interface import Event, EventKind, Role

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Opened:
    """A request's case."""

    request: HttpRequest
    row: Case
    case: ConsoleCase

    @property
    def user(self) -> User:
        """Who is signed in."""
        user = self.request.user
        assert isinstance(user, User)
        return user

    def deadlines(self) -> tuple[Running, ...]:
        """How they stand now."""
        return running(self.case.settings, self.case.state(), self.case.clock.now())

    def may(self, operation: Operation) -> bool:
        """Whether they may do this here."""
        return permitted(self.request.user, operation, self.row)

    def page(self, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """A page of the case."""
        shared = {
            "case": self.row,
            "state": self.case.state(),
            "zone": self.case.settings.time_zone,
            "seen": len(self.case.events()),
            "may": {str(one): self.may(one) for one in _SHOWN},
        }
        return render(self.request, f"casework/{name}.html", {**shared, **context}, status=status)


_SHOWN = (
    Operation.NOTE_IN_CASE,
    Operation.DECIDE_IN_CASE,
    Operation.RUN_IN_CASE,
    Operation.SETTLE_DEADLINES,
    Operation.MANAGE_MEMBERS,
    Operation.SEE_EVIDENCE,
    Operation.SEE_ACCESSORS,
    Operation.SEE_EXPOSED,
    Operation.EXPORT_CASE,
    Operation.CORRECT,
)


def case_page(operation: Operation, form_on: str = "") -> Callable[[View], View]:
    """A view of one case, which gets it opened. A case that cannot be worked with says why.

    `form_on` names the page that holds the view's form: whoever only looks is sent there.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def of_case(request: HttpRequest, case_id: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            row: Case = request.case  # type: ignore[attr-defined]
            if row.destroyed_at is not None:
                return _to_what_is_left(request, row)
            if form_on and request.method != "POST":
                return redirect(form_on, row.pk)
            try:
                opened = Opened(request, row, ConsoleCase.open(row))
                opened.case.state()
            except WithholdError as error:
                context = {"case": row, "problem": str(error)}
                return render(request, "casework/unusable.html", context, status=409)
            return view(opened, *args, **kwargs)

        return requires(operation)(of_case)

    return mark


def _to_what_is_left(request: HttpRequest, row: Case) -> HttpResponse:
    """A destroyed case has one page; a part of a page that stays open takes its whole page there."""
    answer = redirect("casework:destroyed", row.pk)
    if "HX-Request" in request.headers:
        return HttpResponse(status=200, headers={"HX-Redirect": answer.url})
    return answer


@contextmanager
def alone(row: Case) -> Iterator[ConsoleCase]:
    """The case with nobody else acting in it, until the transaction ends: all of it counts, or nothing."""
    with transaction.atomic():
        locked = Case.objects.select_for_update().get(pk=row.pk)
        yield ConsoleCase.open(locked)


def meanwhile(case: ConsoleCase, seen: int, user: User) -> Sequence[Event]:
    """What other people recorded since the form was shown: whoever decides has to have seen it."""
    name = user.get_full_name()
    return [
        event for event in case.events()[seen:] if event.by.role is not Role.MACHINE and event.by.name != name
    ]


def said_already(case: ConsoleCase, seen: int, user: User, kind: EventKind, why: str) -> bool:
    """Whether this very form was sent before: a double click must not do it twice."""
    name = user.get_full_name()
    return any(
        event.kind is kind and event.by.name == name and event.why == why for event in case.events()[seen:]
    )
