"""What exposure found out, as the file work/exposure.json of a case (spec/exposure.md).

It holds URLs and belongs to the case's owner alone; the ledger has the bounds and the counts.
"""

import json
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from withhold.clearance.durable import write_durably
from withhold.incident.case.exposed import (
    ExposedDocument,
    Exposure,
    Held,
    Place,
    PlaceKind,
    Reading,
    Window,
)
from withhold.incident.case.interface import CaseError
from withhold.incident.case.moments import read, written

SCHEMA = "withhold.exposure/1"
NAME = "exposure.json"
_ENDS = ("since_earliest", "since_latest", "until_earliest", "until_latest")
_LONGEST = 64 << 20


def save(work: Path, exposure: Exposure) -> None:
    """Put it into the case's work folder in one step. Raises ClearanceError if it cannot be written."""
    text = json.dumps(record(exposure), indent=1, ensure_ascii=False)
    write_durably(work / NAME, text.encode("utf-8", "backslashreplace"))


def load(work: Path) -> Exposure | None:
    """The newest in the case's work folder; None where nothing was looked for yet. Raises CaseError."""
    path = work / NAME
    try:
        with path.open("rb") as stream:
            content = stream.read(_LONGEST)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CaseError(f"{path} cannot be read ({os.strerror(error.errno or 0)})") from None
    try:
        return _exposure(json.loads(content))
    except (ValueError, KeyError, TypeError, AttributeError, CaseError):
        raise CaseError(f"{path} is no {SCHEMA}; remove it and run `withhold exposure` again") from None


def record(exposure: Exposure) -> dict[str, Any]:
    """The file's content; times in UTC."""
    window = exposure.window
    return {
        "schema": SCHEMA,
        "documents": [
            {"sha256": one.sha256, "size": one.size, "lengths": list(one.lengths)}
            for one in exposure.documents
        ],
        "places": [
            {
                "url": one.url,
                "kind": str(one.kind),
                "held": str(one.held),
                "looked": _moment(one.looked),
                "detail": one.detail,
            }
            for one in exposure.places
        ],
        "window": {
            **{name: _moment(getattr(window, name)) for name in _ENDS},
            "contradictions": list(window.contradictions),
            "readings": [
                {
                    "at": written(one.at),
                    "source": one.source,
                    "says": one.says,
                    "detail": one.detail,
                    "uncertain": one.uncertain,
                }
                for one in window.readings
            ],
        },
    }


def _exposure(content: Mapping[str, Any]) -> Exposure:
    if content["schema"] != SCHEMA:
        raise ValueError
    window = content["window"]
    readings = tuple(
        Reading(read(one["at"]), one["source"], one["says"], one["detail"], float(one["uncertain"]))
        for one in window["readings"]
    )
    ends = {name: None if window[name] is None else read(window[name]) for name in _ENDS}
    return Exposure(
        tuple(
            ExposedDocument(one["sha256"], int(one["size"]), tuple(int(n) for n in one["lengths"]))
            for one in content["documents"]
        ),
        tuple(_place(one) for one in content["places"]),
        Window(**ends, readings=readings, contradictions=tuple(window["contradictions"])),
    )


def _place(one: Mapping[str, Any]) -> Place:
    looked = None if one["looked"] is None else read(one["looked"])
    return Place(one["url"], PlaceKind(one["kind"]), Held(one["held"]), looked, one["detail"])


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else written(moment)
