"""The page of the dashboards."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from withhold.console.access.interface import Operation, requires
from withhold.console.dashboards.measuring import board_of, visible_to
from withhold.console.people.models import User
from withhold.console.people.roles import Role


@requires(Operation.SEE_DASHBOARDS)
def dashboards(request: HttpRequest) -> HttpResponse:
    """How long it took, across cases."""
    user = request.user
    assert isinstance(user, User)
    board = board_of(visible_to(user))
    charts = [
        (title, [("Median, hours", values), ("Cases with a known time", counts)])
        for title, values, counts in board.trends
    ]
    context = {
        "board": board,
        "charts": charts,
        "opened": [("Cases", board.opened)],
        "everything": user.has_role(Role.AUDITOR),
    }
    return render(request, "dashboards/dashboards.html", context)
