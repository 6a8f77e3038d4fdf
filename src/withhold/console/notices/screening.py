"""The gate for what leaves: the same engine as at the desk, with the register of the case's own people."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from withhold.console.cases.models import Case
from withhold.console.cases.store import ConsoleCase
from withhold.console.persons.correcting import person_of
from withhold.console.persons.models import ExposedPerson
from withhold.incident.notices.screening import Judge, Screened, screen
from withhold.inspection.opening import open_bytes
from withhold.inspection.run import Run
from withhold.inspection.with_register import RegisterFile
from withhold.register.build import build
from withhold.signing.keys import load_key, write_key

_KEY = "screening"
_MESSAGE = "<message>"
_BATCH = 2000


@contextmanager
def judging(row: Case) -> Iterator[Judge]:
    """Judges many messages of a case with one engine.

    Raises RegisterError, KeyUnusable, SandboxUnavailable: then nothing was judged, and nothing leaves.
    """
    register = RegisterFile(str(_register(row)), str(_key()))
    with Run.under(settings.CONFIG.policy, None, register).inspector() as inspector:
        yield lambda content: inspector.inspect(open_bytes(content, _MESSAGE), _MESSAGE)


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
    """The register of everybody in the list, built anew when there are more: no clear value in it."""
    people = ExposedPerson.objects.filter(case=row)
    count = people.count()
    folder = ConsoleCase.open(row).work / "screening"
    path = folder / f"affected-{count}.register"
    if not path.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        rows = [person_of(one) for one in people.iterator(_BATCH)]
        build(path, load_key(str(_key())), [rows], lambda batch: (batch, Counter()))
    return path
