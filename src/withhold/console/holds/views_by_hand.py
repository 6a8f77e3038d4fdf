"""The page of somebody held whom no question finds."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from withhold.console.access.interface import Operation, requires
from withhold.console.cases.models import Case
from withhold.console.holds.by_hand import lost, settle_by_hand
from withhold.console.holds.forms import PaperForm
from withhold.console.holds.models import ByHand, State
from withhold.console.people.models import User
from withhold.domain.errors import WithholdError


@requires(Operation.PLACE_HOLDS)
@require_http_methods(["GET", "POST"])
def by_hand(request: HttpRequest, case_id: str, number: int) -> HttpResponse:
    """Two people look for them by hand, and say how it was made sure that nobody acts on them."""
    row, user = request.case, request.user  # type: ignore[attr-defined]
    assert isinstance(row, Case)
    assert isinstance(user, User)
    if number not in lost(row):
        raise Http404
    form = PaperForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            done = settle_by_hand(row, number, user, form.cleaned_data["how"])
        except (WithholdError, PermissionDenied) as error:
            form.add_error(None, str(error) or "your role does not allow it")
        else:
            said = "Settled by two people." if done else "Recorded; a second person is needed."
            messages.success(request, said)
            return redirect("holds:overview", row.pk)
    first = ByHand.objects.filter(hold__case=row, hold__number=number, hold__state=State.STANDING).first()
    context = {"case": row, "number": number, "form": form, "first": first}
    answer = render(request, "holds/by_hand.html", context, status=422 if form.errors else 200)
    answer["Cache-Control"] = "no-store"
    return answer
