"""The gate for what leaves: the same engine as at the desk, with the register of the case's own people."""

import os
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.persons.correcting import person_of
from withhold.console.persons.models import ExposedPerson
from withhold.domain.verdict import DocumentVerdict
from withhold.incident.notices.screening import Judge, Screened, screen
from withhold.inspection.opening import open_bytes
from withhold.inspection.run import Run
from withhold.inspection.with_register import RegisterFile
from withhold.register.build import build
from withhold.signing.keys import load_key, write_key

_KEY = "screening"
_MESSAGE = "<message>"
_BATCH = 2000
_MOST_KEPT = 256
_IN_USE = 3600.0
"""Seconds for which somebody may still judge by the register of a list from before."""


@contextmanager
def judging(row: Case) -> Iterator[Judge]:
    """Judges many messages of a case with one engine. Before its people are loaded there is nobody to compare
    with: regulators and hosts of copies are told all the same (`knows_the_list`).

    Raises RegisterError, KeyUnusable, SandboxUnavailable: then nothing was judged, and nothing leaves.
    """
    register = RegisterFile(str(_register(row)), str(_key())) if knows_the_list(row) else None
    with Run.under(settings.CONFIG.policy, None, register).inspector() as inspector:

        def judge(content: bytes) -> DocumentVerdict:
            return inspector.inspect(open_bytes(content, _MESSAGE), _MESSAGE)

        yield lru_cache(_MOST_KEPT)(judge)  # letters differ in little: what they share is judged once


def knows_the_list(row: Case) -> bool:
    """Whether the case's people are loaded, so that a text is compared with them."""
    return ExposedPerson.objects.filter(case=row).exists()


def screened(row: Case, texts: Sequence[str], own_names: Sequence[str]) -> Screened:
    """One message."""
    with judging(row) as judge:
        return screen(texts, own_names, judge)


def _key() -> Path:
    path: Path = settings.CONFIG.path("keys") / _KEY
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_key(str(path))
    return path


def _register(row: Case) -> Path:
    """The register of everybody in the list, built anew when it is another one: no clear value in it."""
    people = ExposedPerson.objects.filter(case=row).order_by("number")
    folder = ConsoleCase.open(row).work / "screening"
    path = folder / f"affected-{_digest(people)}.register"
    if not path.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        rows = [person_of(one) for one in people.iterator(_BATCH)]
        build(path, load_key(str(_key())), [rows], lambda batch: (batch, Counter()))
        _forget_others(path)
    os.utime(path)  # in use: nobody forgets it now
    return path


def _digest(people: QuerySet[ExposedPerson]) -> str:
    """Which people these are: over the commitments to their rows, which are no secret."""
    found = sha256()
    for one in people.values_list("commitment", flat=True).iterator(_BATCH):
        found.update(bytes.fromhex(one))
    return found.hexdigest()[:32]


def _forget_others(path: Path) -> None:
    """Registers of lists from before, once nobody can have one open."""
    for other in path.parent.glob("affected-*.register"):
        if other != path and other.stat().st_mtime < time.time() - _IN_USE:
            other.unlink(missing_ok=True)
