"""The rounds of a verification on the disk, one a line, so that a later run goes on with them."""

import json
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from withhold.incident.takedown.outside.interface import Found, How, Look, Round, Seen, Unverifiable

_SCHEMA = "withhold.outside/1"


class Journal:
    """A file of mode 0600. `work` names what is looked for: rounds of other work do not count for it."""

    def __init__(self, path: Path, work: str) -> None:
        self._path = path
        self._work = work
        self._begun = False

    def rounds(self) -> tuple[Round, ...]:
        """The rounds of this work that stand at the end of the journal; what a crash broke off is cut away.

        Raises Unverifiable.
        """
        rounds: list[Round] = []
        for number, line in enumerate(self._lines(), 1):
            try:
                record = json.loads(line)
                if "work" in record:
                    self._begun = (record["schema"], record["work"]) == (_SCHEMA, self._work)
                    rounds.clear()
                else:
                    rounds.append(_round(record))
            except (ValueError, KeyError, TypeError):
                raise self._unusable(f"is broken in line {number}; move it away to begin anew") from None
        return tuple(rounds) if self._begun else ()

    def add(self, found: Round) -> None:
        """Put a round at the end, on the disk when this returns. Raises Unverifiable."""
        records: list[Mapping[str, object]] = [] if self._begun else [{"schema": _SCHEMA, "work": self._work}]
        lines = "".join(json.dumps(record, ensure_ascii=True) + "\n" for record in [*records, _record(found)])
        try:
            descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
            with open(descriptor, "ab") as stream:
                stream.write(lines.encode())
                stream.flush()
                os.fsync(stream.fileno())
        except OSError as error:
            raise self._unusable(f"cannot be written ({os.strerror(error.errno or 0)})") from None
        self._begun = True

    def _lines(self) -> list[bytes]:
        try:
            content = self._path.read_bytes()
            whole = content[: content.rfind(b"\n") + 1]
            if len(whole) < len(content):
                os.truncate(self._path, len(whole))
        except FileNotFoundError:
            return []
        except OSError as error:
            raise self._unusable(f"cannot be read ({os.strerror(error.errno or 0)})") from None
        return whole.splitlines()

    def _unusable(self, what: str) -> Unverifiable:
        return Unverifiable(f"the journal of the looks from outside, {self._path}, {what}")


def _record(found: Round) -> dict[str, object]:
    return {
        "number": found.number,
        "began": found.began.isoformat(),
        "ended": found.ended.isoformat(),
        "found": str(found.found),
        "streak": found.streak,
        "reappeared": found.reappeared,
        "looks": [
            [
                look.place,
                look.url,
                look.vantage,
                str(look.how),
                str(look.seen),
                look.at.isoformat(),
                look.status,
                look.address,
                look.detail,
            ]
            for look in found.looks
        ],
    }


def _round(record: Mapping[str, Any]) -> Round:
    return Round(
        record["number"],
        datetime.fromisoformat(record["began"]),
        datetime.fromisoformat(record["ended"]),
        Found(record["found"]),
        record["streak"],
        record["reappeared"],
        tuple(
            Look(
                place, url, vantage, How(how), Seen(seen), datetime.fromisoformat(at), status, address, detail
            )
            for place, url, vantage, how, seen, at, status, address, detail in record["looks"]
        ),
    )
