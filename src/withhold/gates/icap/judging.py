"""Judges one body in a process of its own: takes it apart, inspects every document, says what stops it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from withhold.domain.piece import SkipReason
from withhold.domain.verdict import Decision, DocumentVerdict
from withhold.gates.icap.decoding import Undecodable, decoded
from withhold.gates.icap.interface import Sent, Stop
from withhold.gates.icap.uploads import documents, is_one_document
from withhold.inspection.inspector import Inspector
from withhold.inspection.opening import Opened, open_bytes
from withhold.inspection.run import Run

_LOOKED_AT = frozenset({SkipReason.PICTURE, SkipReason.DECODED_AS_STRINGS})
"""Parts that were seen for what they are, though not read to the last bit: whether they pass is the policy's
to say. Any other reason means that nobody knows what is in there."""
_GRAVITY = (Stop.WITHHOLD, Stop.UNREAD, Stop.REVIEW)


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges bodies with one inspector; `most` bytes of a decoded body."""

    run: Run
    inspector: Inspector
    most: int

    def version(self) -> str:
        """What judges, as of now: packs, profile, register. Raises RegisterError for one of no use."""
        return repr(self.run.engine())

    def stops(self, sent: Sent, descriptor: int, size: int) -> Stop | None:
        """Why the body in an open file does not pass; None if it does."""
        if is_one_document(sent):
            verdict = self.inspector.inspect(_as_it_is(descriptor, size, sent.name), sent.name)
            return _stop(verdict)
        try:
            parts = documents(sent, decoded(_content(descriptor, size), sent.encodings, self.most))
        except Undecodable as error:
            return error.stop
        stops = set()
        for part in parts:
            stops.add(_stop(self.inspector.inspect(open_bytes(part.content, part.name), part.name)))
        return next((stop for stop in _GRAVITY if stop in stops), None)


@contextmanager
def judge(run: Run, most: int) -> Iterator[Judge]:
    """One that judges under a run, with its sandbox started. Raises WithholdError for an unusable run."""
    with run.inspector() as inspector:
        yield Judge(run, inspector, most)


def _stop(verdict: DocumentVerdict) -> Stop | None:
    """Pessimistic: passes only what was released."""
    if verdict.decision is Decision.RELEASE:
        return None
    if verdict.decision is Decision.WITHHOLD:
        return Stop.WITHHOLD
    unread = any(skipped.reason not in _LOOKED_AT for skipped in verdict.skipped)
    return Stop.UNREAD if unread else Stop.REVIEW


@contextmanager
def _as_it_is(descriptor: int, size: int, name: str) -> Iterator[Opened]:
    yield Opened(descriptor, size, name)


def _content(descriptor: int, size: int) -> bytes:
    blocks = []
    offset = 0
    while offset < size:
        block = os.pread(descriptor, size - offset, offset)
        if not block:
            raise Undecodable(Stop.FAILED)
        blocks.append(block)
        offset += len(block)
    return b"".join(blocks)
