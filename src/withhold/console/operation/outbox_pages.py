"""What is being sent and what became of it; where it is unknown, a person decides here."""

from django import forms
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from withhold.console.access.interface import Operation, requires
from withhold.console.ledgers.office import OfficeEvent, record
from withhold.console.outbox.delivery import arrived, send_again
from withhold.console.outbox.models import Channel, Message, State
from withhold.console.people.models import User

_ON_A_PAGE = 50
_TONES = {
    State.ACCEPTED: "good",
    State.FAILED_RETRY: "warn",
    State.WITHDRAWN: "warn",
    State.FAILED_FINAL: "alarm",
    State.UNKNOWN: "alarm",
}


class Decision(forms.Form):
    """What a person found out about a message, and how."""

    outcome = forms.ChoiceField(choices=[("arrived", "It arrived"), ("again", "It did not: send it again")])
    why = forms.CharField(label="How do you know?", max_length=500)


@require_safe
@requires(Operation.SEE_OUTBOX)
def outbox(request: HttpRequest) -> HttpResponse:
    """A page of messages, the newest first; those that ask for a decision before all."""
    asked = request.GET.get("state", "")
    messages = Message.objects.order_by("-pk").defer("body", "subject")
    if asked in State.values:
        messages = messages.filter(state=asked)
    page = Paginator(messages, _ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "rows": [_row(one) for one in page],
        "waiting": [_row(one) for one in Message.objects.filter(state=State.UNKNOWN).order_by("pk")],
        "states": State.choices,
        "asked": asked,
        "form": Decision(),
    }
    return render(request, "operation/outbox.html", context)


@require_POST
@requires(Operation.SEE_OUTBOX)
def settle(request: HttpRequest, message: int) -> HttpResponse:
    """A person decided about a message that may or may not have arrived. A second click changes nothing."""
    form = Decision(request.POST)
    found = get_object_or_404(Message, pk=message)
    if not form.is_valid():
        return render(request, "operation/outbox_why.html", {"form": form, "row": _row(found)}, status=422)
    by = request.user
    assert isinstance(by, User)
    outcome = form.cleaned_data["outcome"]
    with transaction.atomic():
        changed = arrived(found) if outcome == "arrived" else send_again(found)
        if changed:
            facts = {"message": found.pk, "decided": outcome}
            record(OfficeEvent.OUTBOX_SETTLED, by, facts, {"why": form.cleaned_data["why"]})
    return redirect("outbox")


def _row(message: Message) -> dict[str, object]:
    return {
        "id": message.pk,
        "kind": message.kind.replace("_", " "),
        "to": _masked(message),
        "state": State(message.state).label,
        "tone": _TONES.get(State(message.state), "quiet"),
        "created": message.created,
        "settled": message.settled,
        "tries": message.tries,
    }


def _masked(message: Message) -> str:
    """Enough to know it again, not enough to write to them."""
    if message.channel == Channel.WEBHOOK:
        return "webhook"
    name, _, host = message.recipient.partition("@")
    return f"{name[:1]}…@{host}"
