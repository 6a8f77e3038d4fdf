"""A process of its own in an installation: fills it where it is empty, and prints what is in it.

`python -m tests.console.operation.making_installation [SECONDS]`: with a number, records entries for so long.
"""

import json
import sys
import time
from hashlib import sha256
from typing import Any

import django


def main(arguments: list[str]) -> None:
    django.setup()
    from django.conf import settings
    from django.db import transaction

    from tests.console.operation.rows import fill_every_table
    from withhold.console.ledgers.models import Entry
    from withhold.console.ledgers.office import OfficeEvent, record
    from withhold.console.operation.preparing import make_home, prepare

    make_home(settings.CONFIG.home)
    prepare(settings.CONFIG.home)
    end = time.monotonic() + float(arguments[0]) if arguments else 0.0
    if not Entry.objects.exists() or arguments:
        for number in range(20):
            with transaction.atomic():
                record(OfficeEvent.SETTINGS_CHANGED, None, {"number": number}, {"why": "a reason"})
        fill_every_table()
    while time.monotonic() < end:
        with transaction.atomic():
            record(OfficeEvent.SETTINGS_CHANGED, None, {"number": 0}, {"why": "a reason"})
    print(json.dumps(_contents()))


def _contents() -> dict[str, Any]:
    from tests.console.operation.rows import models_here
    from withhold.console.ledgers.models import Entry

    entries = [sha256(bytes(one.line)).hexdigest() for one in Entry.objects.order_by("tree", "index")]
    rows = {one._meta.label: _digest(one) for one in models_here() if one._meta.app_label != "ledgers"}
    return {"rows": rows, "entries": entries}


def _digest(model: Any) -> list[Any]:
    """How many rows there are, and a digest of all their values, opened."""
    rows = list(model._default_manager.order_by("pk"))
    text = "\n".join(repr([_plain(row, field) for field in model._meta.concrete_fields]) for row in rows)
    return [len(rows), sha256(text.encode()).hexdigest()]


def _plain(row: Any, field: Any) -> Any:
    value = getattr(row, field.attname)
    return bytes(value) if isinstance(value, memoryview) else value


if __name__ == "__main__":
    main(sys.argv[1:])
