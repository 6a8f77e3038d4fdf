"""Tidies what a killed guard left in the quarantine and the staging folder, and says so."""

import os
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote_to_bytes

from withhold.gates.guard.aftermath import Aftermath
from withhold.gates.guard.interface import Alarm, Teller
from withhold.gates.guard.quarantine import CONTENT, read_evidence, remove, write_evidence

STAGED = "guard-"
"""How the guard's own files in the staging folder begin: it leaves those of others alone."""


def recover(quarantine: Path, staging: Path, aftermath: Aftermath, teller: Teller) -> None:
    """Empty folders and drafts go; content whose evidence is not complete is completed. Raises OSError."""
    for draft in staging.glob(f"{STAGED}*"):
        draft.unlink()
    for folder in sorted(quarantine.iterdir()):
        if not folder.is_dir():
            continue
        if not os.path.lexists(folder / CONTENT):
            with suppress(OSError):
                # What else lies there is not ours to remove.
                remove(folder)
            continue
        evidence = read_evidence(folder)
        if evidence.get("complete"):
            continue
        if evidence.get("pulled") is None:
            why = "it was being pulled when the guard ended"
            teller.tell(Alarm.RECOVERED, quarantine=folder.name, why=why)
            with suppress(OSError):
                # On a full disk the guard has to start all the same; completing it tells what fails.
                write_evidence(folder, evidence | {"interrupted": True}, durable=True)
        path = os.fsdecode(unquote_to_bytes(str(evidence.get("path_bytes", ""))))
        aftermath.add(folder, path, evidence.get("inspect") is True, None)
