"""What is swept and how, and the owner's standing choice."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from withhold.console.access.deciding import permitted
from withhold.console.access.interface import Operation, requires
from withhold.console.watch import standing
from withhold.console.watch.forms import SiteForm, WhyForm
from withhold.console.watch.managing import keep, settings_of
from withhold.console.watch.models import WatchedSite
from withhold.console.watch.seeing import site_for
from withhold.console.watch.views import user_of
from withhold.domain.errors import WithholdError


@requires(Operation.EDIT_WATCH)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Watch one more site."""
    return _settings(request, None)


@requires(Operation.EDIT_WATCH)
@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest, site_id: str) -> HttpResponse:
    """Change how it is watched."""
    return _settings(request, site_for(user_of(request), site_id))


@requires(Operation.CHOOSE_TAKEDOWN)
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest, site_id: str) -> HttpResponse:
    """The owner chooses that what is found is taken down without waiting; a second person agrees."""
    user = user_of(request)
    site = site_for(user, site_id)
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            done = standing.choose(site, user, form.cleaned_data["why"])
        except (WithholdError, PermissionDenied) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _CHOSEN if done else _PROPOSED)
            return redirect("watch:choose", site.pk)
    return _choice(request, site, form)


@requires(Operation.CHOOSE_TAKEDOWN)
@require_POST
def end_choice(request: HttpRequest, site_id: str) -> HttpResponse:
    """A person confirms again."""
    user = user_of(request)
    site = site_for(user, site_id)
    form = WhyForm(request.POST)
    if not form.is_valid():
        return _choice(request, site, form)
    standing.end(site, user, form.cleaned_data["why"])
    messages.success(request, "Ended. What is found waits for somebody who confirms it.")
    return redirect("watch:choose", site.pk)


_CHOSEN = "Agreed. What a sweep of this site finds is taken down at once, in the owner’s name."
_PROPOSED = "Chosen. It counts when a privacy officer or a case lead agrees on this page."


def _choice(request: HttpRequest, site: WatchedSite, form: WhyForm) -> HttpResponse:
    choice = standing.current(site)
    user = user_of(request)
    context = {
        "site": site,
        "form": form,
        "choice": choice,
        "hindered": standing.hindrance(choice) if choice else "",
        "is_owner": site.owner_id == user.pk,
        "may_agree": permitted(user, Operation.EDIT_WATCH),
        "past": site.choices.exclude(ended_at=None).select_related("owner", "second", "ended_by")[:20],
    }
    return render(request, "watch/choice.html", context, status=422 if form.errors else 200)


def _settings(request: HttpRequest, site: WatchedSite | None) -> HttpResponse:
    initial = {} if site is None else settings_of(site)
    form = SiteForm(request.POST or None, site=site, initial=initial)
    if request.method == "POST" and form.is_valid():
        kept = keep(site, form.cleaned_data, user_of(request))
        messages.success(request, "Kept. It is swept with the next round.")
        return redirect("watch:site", kept.pk)
    context = {"form": form, "site": site}
    return render(request, "watch/settings.html", context, status=422 if form.errors else 200)
