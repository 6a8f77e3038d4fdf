"""The engine behind the desk: one file, under one destination's profile, in the sandbox."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from django.conf import settings

from withhold.cleaning.interface import TABULAR
from withhold.console.desk.models import Destination, ProfileVersion
from withhold.console.desk.outline import shape_of
from withhold.console.persons.correcting import hashes_path, key_path, register_path
from withhold.domain.discretion import discreet
from withhold.domain.errors import UsageError
from withhold.domain.finding import Kind
from withhold.domain.verdict import Decision, DocumentVerdict, Engine, Reason, Verdict
from withhold.gates.engine import signed_engine
from withhold.inspection.opening import Opened, open_path
from withhold.inspection.run import Run
from withhold.inspection.with_register import RegisterFile
from withhold.policy.interface import PackError
from withhold.report.json_ import json_run

_KNOWN_BYTES = Reason(
    "people/published_before",
    Decision.WITHHOLD,
    "The corrective action of this organisation",
    "Exactly this file, byte for byte, was published before and had to be taken down. Keep it back.",
)
_DRAWN = 32 << 20
"""Bytes of a document that is read once more for its picture."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, split by who may read it.

    `told` is withhold.verdict/1 for everybody; `registered` for the privacy role, None without a register.
    """

    document: DocumentVerdict
    engine: Engine
    told: dict[str, Any]
    registered: dict[str, Any] | None
    outline: dict[str, Any] | None


@contextmanager
def run_for(destination: Destination | None, profile: ProfileVersion | None) -> Iterator[Run]:
    """The run that judges for this destination. Raises UsageError for a pack or profile of no use."""
    packs = (destination.policy if destination is not None else None) or list(settings.CONFIG.policy)
    with tempfile.TemporaryDirectory(prefix="withhold-profile-") as folder:
        path = None
        if profile is not None and profile.text.strip():
            path = Path(folder) / "profile.toml"
            path.write_text(profile.text, encoding="utf-8")
        try:
            run = Run.under(packs, path, register())
        except PackError as error:
            raise PackError(str(error).replace(str(path), "of this destination")) from None
        yield run


def register() -> RegisterFile | None:
    """The installation's register of protected people; where none is named, the one of its own leaks."""
    config = settings.CONFIG
    if config.register is not None:
        return RegisterFile(str(config.register), str(config.register_key))
    own = register_path()
    return RegisterFile(str(own), str(key_path())) if own.exists() else None


def refused_if_known(document: DocumentVerdict) -> DocumentVerdict:
    """Withheld, with a reason of its own, if it is a document that an incident took down (“never again”)."""
    try:
        known = hashes_path().read_text("ascii").split()
    except FileNotFoundError:
        return document
    except (OSError, ValueError):
        raise UsageError(
            f"the list of documents that were taken down cannot be read; check {hashes_path()}"
        ) from None
    if document.sha256 not in known:
        return document
    return replace(document, decision=Decision.WITHHOLD, reasons=(_KNOWN_BYTES, *document.reasons))


def judge(
    path: Path, name: str, destination: Destination | None, profile: ProfileVersion | None
) -> Judgement:
    """The judgement on the file at `path`, which will be called `name` in public. Raises UsageError."""
    outline = None
    with run_for(destination, profile) as run:
        engine = signed_engine(run)
        with run.inspector() as inspector:
            document = refused_if_known(inspector.inspect(_called(path, name), name))
            if document.media_type in TABULAR and document.size <= _DRAWN:
                with _called(path, name) as opened:
                    outline = shape_of(inspector.sandbox.read(opened.descriptor, opened.size, name))
    return Judgement(document, engine, told(document, engine), known_to_register(document, engine), outline)


def told(document: DocumentVerdict, engine: Engine) -> dict[str, Any]:
    """The verdict as everybody with the desk may read it: nothing that only the register knows."""
    shown = discreet(document)
    # How long it took could tell that somebody was looked up; which register it was tells nothing to them.
    plain = replace(engine, register=None)
    return json_run(Verdict(shown.decision, plain, (replace(shown, seconds=0.0),)))


def engine_told(engine: Engine) -> dict[str, Any]:
    """The engine as it is kept, for clearances."""
    return {**asdict(engine), "policy": list(engine.policy)}


def engine_of(kept: dict[str, Any]) -> Engine:
    """What `engine_told` kept."""
    return Engine(kept["version"], tuple(kept["policy"]), kept["profile"], kept["register"])


def known_to_register(document: DocumentVerdict, engine: Engine) -> dict[str, Any] | None:
    """What only the register knows of it, for the privacy role; None where none was asked."""
    if engine.register is None:
        return None
    matches = [finding for finding in document.findings if finding.kind is Kind.REGISTER_MATCH]
    only = replace(document, findings=tuple(matches), reasons=())
    found = json_run(Verdict(document.decision, engine, (only,)))["documents"][0]
    return {
        "people": document.people.registered or 0,
        "findings": found["findings"],
        "of": document.people.count,
    }


@contextmanager
def _called(path: Path, name: str) -> Iterator[Opened]:
    with open_path(str(path)) as opened:
        yield replace(opened, path=name)
