"""Destinations, their profiles and their history."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from withhold.console.access.deciding import permitted
from withhold.console.access.interface import Operation, requires
from withhold.console.desk import profiles
from withhold.console.desk.editions import history_of
from withhold.console.desk.forms import DestinationForm, ProfileForm
from withhold.console.desk.models import Destination, Inspection
from withhold.console.desk.profiles import ending
from withhold.console.desk.views import inspection_for, user_of
from withhold.console.ledgers.office import OfficeEvent, record


@requires(Operation.SEE_DESK)
@require_GET
def destinations(request: HttpRequest) -> HttpResponse:
    """All places of publication."""
    rows = [(one, one.versions.first(), ending(one)) for one in Destination.objects.all()]
    may_edit = permitted(request.user, Operation.EDIT_PROFILES)
    return render(request, "desk/destinations.html", {"rows": rows, "may_edit": may_edit})


@requires(Operation.EDIT_PROFILES)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Add one."""
    form = DestinationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            made = form.save()
            facts = {"destination": made.pk, "version": 0}
            record(OfficeEvent.PROFILE_CHANGED, user_of(request), facts, {"name": made.name})
        messages.success(request, "Added. Now say what it may contain.")
        return redirect("desk-profile", made.slug)
    return render(request, "desk/destination_new.html", {"form": form})


@requires(Operation.SEE_DESK)
@require_GET
def destination(request: HttpRequest, slug: str) -> HttpResponse:
    """One place: its profile, its versions, and, for those who decide, what was last inspected for it."""
    found = get_object_or_404(Destination, slug=slug)
    decides = permitted(request.user, Operation.GIVE_CLEARANCE)
    rows = Inspection.objects.filter(destination=found).select_related("document", "asked_by")
    return render(
        request,
        "desk/destination.html",
        {
            "destination": found,
            "versions": found.versions.select_related("by"),
            "ends": ending(found),
            "inspections": rows[:50] if decides else rows.filter(asked_by=user_of(request))[:50],
            "may_edit": permitted(request.user, Operation.EDIT_PROFILES),
        },
    )


@requires(Operation.EDIT_PROFILES)
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest, slug: str) -> HttpResponse:
    """Edit the profile: tried on the newest documents first, then saved."""
    found = get_object_or_404(Destination, slug=slug)
    newest = found.versions.first()
    form = ProfileForm(request.POST or None, initial={"text": newest.text if newest else ""})
    tried = None
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        if "save" in request.POST:
            profiles.save(found, text, user_of(request), form.cleaned_data["why"])
            messages.success(request, "Saved. It counts from the next inspection on.")
            return redirect("desk-destination", found.slug)
        tried = profiles.trials(found, text)
    context = {"destination": found, "form": form, "tried": tried}
    return render(request, "desk/profile.html", context, status=400 if form.errors else 200)


@requires(Operation.SEE_DESK)
@require_GET
def history(request: HttpRequest, inspection_id: str) -> HttpResponse:
    """Every edition of the page that this is one of, as far as one may see them."""
    found = inspection_for(request, inspection_id)
    decides = permitted(request.user, Operation.GIVE_CLEARANCE)
    editions = [one for one in history_of(found) if decides or one.asked_by_id == user_of(request).pk]
    return render(request, "desk/history.html", {"inspection": found, "editions": editions})
