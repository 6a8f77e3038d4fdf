"""Lets notices leave: the hold stands, a named person stands for the text, and the gate lets it pass."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from withhold.console.affected.counting import NOT_TOLD
from withhold.console.affected.models import Standing as Settled
from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.holds.by_hand import binds, lost
from withhold.console.holds.models import Proof as HoldProof
from withhold.console.holds.placing import standing
from withhold.console.notices.library import Chosen, Library
from withhold.console.notices.models import Notice, Step
from withhold.console.notices.screening import judging
from withhold.console.outbox.models import Message
from withhold.console.outbox.models import State as MessageState
from withhold.console.outbox.sending import Unmailable, queue_alert, queue_mail
from withhold.console.outbox.setbacks import each
from withhold.console.people.models import User
from withhold.domain.fields import Field
from withhold.incident.answering.interface import Standing
from withhold.incident.answering.order import PROTECTED_PERIOD, waiting_for
from withhold.incident.case.interface import MACHINE, Event, EventKind, Phase
from withhold.incident.notices.interface import Audience, Channel, NoticeError, Proof, TextVersion
from withhold.incident.notices.proofs import advance
from withhold.incident.notices.screening import Judge, screen
from withhold.incident.notices.templates import Filled, field_words, fill
from withhold.ledger.interface import Fact
from withhold.text.codes import grouped_code

_OPEN = (Proof.QUEUED, Proof.WAITING)
_MAILED: Mapping[str, Proof] = {
    MessageState.ACCEPTED: Proof.ACCEPTED,
    MessageState.FAILED_FINAL: Proof.REFUSED,
    MessageState.UNKNOWN: Proof.UNKNOWN,
    MessageState.WITHDRAWN: Proof.FAILED,
}
_OUT = (Proof.SENDING, Proof.UNKNOWN)
"""Given to the outbox, and nothing certain is known: where that is in doubt a person decides."""
AT_ONCE = 200
_LOOKED_AT = (
    "number",
    "channel",
    "language",
    "parts",
    "state",
    "version",
    "waiting",
    "queued_at",
    "plan__jurisdiction",
)
_STEPPED = (
    "state",
    "version",
    "left_at",
    "proven_at",
    "message",
    "sheet",
    "waiting",
    "stopped",
    "untried",
)


def send_due(most: int = AT_ONCE) -> int:
    """Send mails that wait for nothing any more, the most pressing first and `most` of each case; how many
    left."""
    rows = Case.objects.filter(notices__state__in=_OPEN, destroyed_at__isnull=True).distinct()
    return each("notices", {row.pk: row for row in rows}, lambda row: _send(row, most))


def refresh(row: Case) -> None:
    """Look again what each notice waits for."""
    held, texts = standing(row), Texts()
    dismissed = Case.objects.get(pk=row.pk).phase == Phase.DISMISSED
    ended = dict.fromkeys(lost(row), "unfindable")
    ended |= dict.fromkeys(_proven(row), "proven") | dict.fromkeys(_not_told(row), "settled")
    opened = Notice.objects.filter(case=row, state__in=_OPEN).exclude(channel="").select_related("plan")
    for one in opened.only(*_LOOKED_AT):
        word = "dismissed" if dismissed else ended.get(one.number)
        waiting = [word] if word else waiting_of(one, held, texts)
        state = Proof.WAITING if waiting else Proof.QUEUED
        if (waiting, state) != (one.waiting, one.state):
            Notice.objects.filter(pk=one.pk, state=one.state).update(waiting=waiting, state=state)


class Texts:
    """Whether somebody stands for a text, asked for many who get the same."""

    def __init__(self) -> None:
        self._library = Library()
        self._known: dict[tuple[str, ...], bool | None] = {}

    def sendable(self, one: Notice) -> bool | None:
        """None: there is no text in this language."""
        key = (audience_of(one), one.plan.jurisdiction, one.language, *parts_in(one))
        if key not in self._known:
            try:
                self._known[key] = self._library.sendable(chosen_for(one, self._library).version)
            except NoticeError:
                self._known[key] = None
        return self._known[key]


def waiting_of(one: Notice, held: frozenset[int], texts: Texts) -> list[str]:
    """What has to come first."""
    person = Standing(one.number, held=one.queued_at if one.number in held else None)
    reviewed = texts.sendable(one)
    if reviewed is None:
        return ["translation"]
    found = waiting_for(Audience.PERSON, person, reviewed=reviewed, all_confirmed=False)
    return [*found, *(["counsel"] if one.channel == Channel.COUNSEL else [])]


def audience_of(one: Notice) -> Audience:
    """Whose text it is: by mail it is only told that there is a letter. Mail is read on its way, on locked
    screens, and by whoever shares a device; the letter itself goes where somebody is recognised first."""
    return Audience.MAILBOX if one.channel == Channel.EMAIL else Audience.PERSON


def chosen_for(one: Notice, library: Library) -> Chosen:
    """The version for this person; the one that left, while it is there. Raises NoticeError without any."""
    key = (audience_of(one), one.plan.jurisdiction, one.language)
    return library.choose(key, parts_in(one), one.version)


def parts_in(one: Notice) -> tuple[str, ...]:
    """The cohorts whose paragraphs are in what it says: a mail tells nothing of them."""
    return tuple(one.parts) if audience_of(one) is Audience.PERSON else ()


def text_for(one: Notice) -> TextVersion:
    """The same, as the texts stand now. Raises NoticeError."""
    return chosen_for(one, Library()).version


def filled(one: Notice, library: Library | None = None) -> Filled:
    """The letter itself. Raises NoticeError."""
    chosen, plan = chosen_for(one, library or Library()), one.plan
    values = one.person.values
    exposed = [Field(name) for name in values["fields"]]
    return fill(
        chosen.version,
        {
            "name": one.to["name"] or str(one.number),
            "since": plan.since,
            "until": plan.until,
            "organisation": plan.organisation,
            "fields": field_words(chosen.made, exposed, bool(values["others"])),
            "days": str(PROTECTED_PERIOD.days),
            "contact": plan.contact,
            "code": grouped_code(one.code).replace(" ", "\N{NO-BREAK SPACE}"),
        },
    )


def passes(one: Notice, letter: Filled, judge: Judge) -> bool:
    """Whether the gate lets it leave; what it stops is recorded, and people are told."""
    found = screen([letter.title, letter.body], [one.to["name"]], judge)
    if found.passed:
        return True
    now = timezone.now()
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=one.case.pk)
        if not is_open(one):
            return False
        one.stopped = True
        step(one, Proof.FAILED, "the gate stopped the text")
        facts: dict[str, Fact] = {"audience": str(Audience.PERSON), "reasons": len(found.reasons)}
        private = {"detail": ", ".join(found.reasons)}
        why = "the text would have told who is on the list"
        event = Event(EventKind.NOTICE_STOPPED, now, MACHINE, why, facts, private)
        ConsoleCase.open(one.case).append([event])
        queue_alert(
            "The gate stopped an outgoing notice. Open the case's notices.", "notice_stopped", one.case
        )
    return False


def is_open(one: Notice) -> bool:
    """Whether nobody took it since it was read: asked with the case locked, so that it leaves once."""
    return Notice.objects.filter(pk=one.pk, state=Proof.QUEUED, plan=one.plan).exists()


def may_leave(one: Notice) -> bool:
    """Whether it may leave at this moment, asked with the case locked: still queued, the hold stands, two
    people did not dismiss the case, and the person was not told by another way or found to be dead, not
    affected or a duplicate meanwhile."""
    return is_open(one) and _is_due(one)


def may_go_out(message: Message) -> bool:
    """The same of a notice's mail that waits in the outbox, or that a person sends again. One whose notice is
    over, or is not there any more, is not due."""
    one = Notice.objects.select_related("case").filter(message=message, state__in=_OUT).first()
    return one is not None and _is_due(one)


def _is_due(one: Notice) -> bool:
    if Case.objects.get(pk=one.case.pk).phase == Phase.DISMISSED:
        return False
    ended = {*_not_told(one.case).filter(number=one.number), *_proven(one.case).filter(number=one.number)}
    return not ended and binds(one.case, one.number)


def cannot_be_filled(one: Notice, error: NoticeError) -> None:
    """A letter with a gap does not leave: recorded, and everybody else's goes on."""
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=one.case.pk)
        if is_open(one):
            one.stopped = True
            step(one, Proof.FAILED, str(error)[:200])


def _not_told(row: Case) -> QuerySet[Settled, int]:
    ended = Settled.objects.filter(case=row, terminal__in=NOT_TOLD)
    return ended.values_list("number", flat=True)


def _proven(row: Case) -> QuerySet[HoldProof, int]:
    """Who was told, by whichever way."""
    return HoldProof.objects.filter(case=row, counsel=False).values_list("number", flat=True)


@dataclass(frozen=True, slots=True)
class Said:
    """What a person said of a step, and who they are."""

    by: User
    why: str


def step(one: Notice, state: Proof, words: str, at: datetime | None = None, said: Said | None = None) -> None:
    """A notice goes on to a state, in the caller's transaction."""
    moment = at or timezone.now()
    one.state = state
    one.save(update_fields=_STEPPED)
    told = {} if said is None else {"by": said.by, "why": said.why}
    Step.objects.create(notice=one, at=moment, state=state, words=words, **told)


def follow_mails() -> int:
    """Take over what became of the mails: accepted is not delivered, and nothing of it is proof."""
    decided = set(_MAILED) - {MessageState.UNKNOWN}
    told = Q(state=Proof.SENDING, message__state__in=_MAILED) | Q(
        state=Proof.UNKNOWN, message__state__in=decided
    )
    sent = Notice.objects.filter(told)
    found = {str(one.pk): one for one in sent.select_related("message", "case")}
    return each("mails of notices", found, _follow)


def _follow(one: Notice) -> bool:
    assert one.message is not None
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=one.case.pk)
        if not Notice.objects.filter(pk=one.pk, state=one.state).exists():
            return False  # taken over by another worker since it was read
        then = _MAILED[one.message.state]
        words = f"the mail server: {then}"
        if one.message.state == MessageState.WITHDRAWN:
            words = "withdrawn from the outbox: it was not due any more"
            one.left_at, one.untried = None, True
        step(one, advance(Proof(one.state), then, Channel.EMAIL), words)
    return True


def _send(row: Case, most: int) -> int:
    refresh(row)
    due = Notice.objects.filter(case=row, state=Proof.QUEUED, channel=Channel.EMAIL).select_related(
        "case", "person", "plan"
    )
    waiting = {str(one.pk): one for one in due[: max(0, most)]}
    if not waiting:
        return 0
    library = Library()
    with judging(row) as judge:
        return each(f"mails of {row.pk}", waiting, lambda one: _mail(one, judge, library))


def _mail(one: Notice, judge: Judge, library: Library) -> bool:
    try:
        letter = filled(one, library)
    except NoticeError as error:
        cannot_be_filled(one, error)
        return False
    if not passes(one, letter, judge):
        return False
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=one.case.pk)
        if not may_leave(one):  # released, settled or taken by somebody else since it was looked at
            return False
        try:
            one.message = queue_mail(one.to["address"], letter.title, letter.body, "notice", one.case)
        except Unmailable:
            step(one, Proof.REFUSED, "the mailbox is none that can be written to")
            return False
        one.version, one.left_at = chosen_for(one, library).version.sha256, timezone.now()
        step(one, Proof.SENDING, "given to the outbox")
    return True
