"""Reads what mail servers report of our notices, from a Maildir that the office's mail server delivers to.

The Maildir is the folder `bounces` in WITHHOLD_HOME. A mail that was taken over goes to its `cur`; one that
is no report, or about no mail of ours, goes to its `unmatched`, where a person looks: it changes nothing.
"""

import os
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db import transaction

from withhold.console.cases.models import Case
from withhold.console.notices.models import Notice
from withhold.console.notices.sending import step
from withhold.console.outbox.setbacks import each
from withhold.incident.notices.dsn import MOST_BYTES, Report, concerning, parse
from withhold.incident.notices.interface import Channel, NoticeError, Proof
from withhold.incident.notices.proofs import advance

FOLDER = "bounces"
AT_ONCE = 500
_NOT_YET = (Proof.QUEUED, Proof.WAITING, Proof.SENDING)


def take_bounces() -> int:
    """Take over the reports that came; how many changed a notice. No folder: nobody set it up, 0."""
    folder: Path = settings.CONFIG.path(FOLDER)
    if not (folder / "new").is_dir():
        return 0
    for name in ("cur", "unmatched"):
        (folder / name).mkdir(mode=0o700, exist_ok=True)
    files = [one for one in sorted((folder / "new").iterdir()) if one.is_file() and not one.is_symlink()]
    # The mail server chose the names: their digests tell nothing.
    named = {sha256(os.fsencode(one.name)).hexdigest(): one for one in files[:AT_ONCE]}
    return each("bounces", named, lambda one: _take(one, folder))


def _take(file: Path, folder: Path) -> bool:
    with file.open("rb") as opened:
        raw = opened.read(MOST_BYTES + 1)
    try:
        report = parse(raw)
    except NoticeError:
        file.rename(folder / "unmatched" / file.name)
        return False
    one = _about(report)
    if one is not None and one.state in _NOT_YET:
        return False  # the report was faster than the outbox: next time
    changed, matched = (False, False) if one is None else _apply(one, report)
    file.rename(folder / ("cur" if matched else "unmatched") / file.name)
    return changed


def _about(report: Report) -> Notice | None:
    found = Notice.objects.filter(message__message_id=f"<{report.envelope}>", channel=Channel.EMAIL)
    return found.select_related("message", "case").first() if report.envelope else None


def _apply(one: Notice, report: Report) -> tuple[bool, bool]:
    """Whether the notice changed, and whether the report was about it at all."""
    assert one.message is not None
    assert report.envelope is not None
    told = concerning(report, report.envelope, one.message.recipient)
    if told is None:
        return False, False
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=one.case.pk)
        fresh = Notice.objects.select_related("case").get(pk=one.pk)
        then = advance(Proof(fresh.state), told.proof, Channel.EMAIL)
        if then == fresh.state:
            return False, True
        step(fresh, then, f"a mail server reports: {told.proof} ({told.status})")
    return True, True
