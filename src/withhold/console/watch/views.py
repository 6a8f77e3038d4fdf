"""The watch's first page, and a site's: what stands there and should not, the worst first."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from withhold.console.access.deciding import permitted
from withhold.console.access.interface import Operation, requires
from withhold.console.people.models import User
from withhold.console.watch.forms import FilterForm
from withhold.console.watch.models import PublicDocument, Sweep, WatchedSite
from withhold.console.watch.seeing import site_for, sites_for
from withhold.console.watch.standing import current, hindrance
from withhold.console.watch.summary import SEVERITIES, picture_of, standing_of
from withhold.console.watch.sweeping import sweep_now

_A_PAGE = 50
_SHOWN_UNREAD, _SHOWN_SWEEPS = 50, 20
_State = PublicDocument.State


@requires(Operation.SEE_WATCH)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Every site that one sees: the last sweep, the next, what stands."""
    sites = list(sites_for(user_of(request)))
    context = {
        "rows": [standing_of(one) for one in sites],
        "labels": SEVERITIES,
        "series": picture_of(sites),
        "may_edit": permitted(request.user, Operation.EDIT_WATCH),
    }
    return render(request, "watch/index.html", context)


@requires(Operation.SEE_WATCH)
@require_GET
def site(request: HttpRequest, site_id: str) -> HttpResponse:
    """One site: what was public already and what came since, ranked by harm."""
    found = site_for(user_of(request), site_id)
    form = FilterForm(request.GET)
    page = Paginator(_filtered(found, form), _A_PAGE).get_page(request.GET.get("page"))
    choice = current(found)
    context = {
        "site": found,
        "standing": standing_of(found),
        "labels": SEVERITIES,
        "series": picture_of([found]),
        "form": form,
        "page": page,
        "unread": found.unread.all()[:_SHOWN_UNREAD],
        "sweeps": Sweep.objects.filter(site=found)[:_SHOWN_SWEEPS],
        "choice": choice,
        "hindered": hindrance(choice) if choice else "",
        "may_edit": permitted(request.user, Operation.EDIT_WATCH),
    }
    return render(request, "watch/site.html", context)


@requires(Operation.EDIT_WATCH)
@require_POST
def sweep(request: HttpRequest, site_id: str) -> HttpResponse:
    """Sweep it with the next round."""
    found = site_for(user_of(request), site_id)
    sweep_now(found)
    messages.success(request, "It is swept now; this page shows what is found, when it is loaded again.")
    return redirect("watch:site", found.pk)


def user_of(request: HttpRequest) -> User:
    """Who is signed in."""
    assert isinstance(request.user, User)
    return request.user


def _filtered(site: WatchedSite, form: FilterForm) -> QuerySet[PublicDocument]:
    """What the form asks for; a form that is wrong filters nothing away."""
    asked = form.cleaned_data if form.is_valid() else {}
    rows = PublicDocument.objects.filter(site=site)
    if asked.get("state"):
        rows = rows.filter(state=asked["state"])
    else:
        rows = rows.filter(gone_at=None, state__in=(_State.WAITING, _State.CASE))
    for name in ("decision", "severity"):
        if asked.get(name):
            rows = rows.filter(**{name: asked[name]})
    if asked.get("since"):
        rows = rows.filter(baseline=asked["since"] == "baseline")
    return rows
