"""`withhold case reconcile`: whether each of the N of a console's case is in exactly one terminal state."""

import argparse
import json
import os
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from withhold.cli.output import put, tell
from withhold.domain.errors import UsageError

if TYPE_CHECKING:
    from withhold.console.affected.reconciling import Reconciled

Subparsers = argparse._SubParsersAction  # the only name argparse has for it

_WHY = "withhold case reconcile"


def add_reconcile(commands: "Subparsers[argparse.ArgumentParser]") -> None:
    """The command and its options."""
    parser = commands.add_parser(
        "reconcile",
        help="whether everybody who is affected is accounted for",
        description="Tells whether each affected person of a case of the console is in exactly one terminal "
        "state with its evidence; exit code 10 if not (docs/console-affected.md).",
    )
    parser.add_argument("case_id", metavar="CASE_ID", help="as in the address of the case's pages")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    parser.add_argument("--record", action="store_true", help="put the result into the case's ledger as well")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Tell it; 0 only if everybody is accounted for, else 10. Raises UsageError for an unknown case."""
    _set_up()
    from withhold.console.affected.interface import RowsChanged
    from withhold.console.affected.reconciling import reconciled, record
    from withhold.console.cases.models import Case
    from withhold.incident.case.interface import MACHINE

    known = options.case_id.isascii() and "\x00" not in options.case_id
    case = Case.objects.filter(pk=options.case_id).first() if known else None
    if case is None:
        raise UsageError("there is no such case; its id stands in the address of its pages")
    if options.record:
        try:
            record(case, MACHINE, _WHY)
        except RowsChanged as error:
            tell(str(error))
    now = reconciled(case)
    put(_json(now) if options.format == "json" else _text(now))
    return now.exit_code


def _json(now: "Reconciled") -> str:
    from withhold.incident.affected.reconcile_tell import as_json

    return json.dumps(
        {**json.loads(as_json(now.found)), "complete": now.complete, "rows_hold": now.rows_hold}, indent=2
    )


def _text(now: "Reconciled") -> str:
    from withhold.incident.affected.reconcile_tell import as_text

    told = as_text(now.found).rstrip("\n")
    if now.rows_hold:
        return told
    wrong = "the N is not fixed" if now.committed is None else "the rows are not those whom the ledger fixed"
    return f"NOT reconciled: {wrong}. By the rows that are kept:\n\n{told}"


def _set_up() -> None:
    """Django on the home's database, which has to be there. Raises UsageError."""
    if find_spec("django") is None:
        raise UsageError(
            "the console needs django, which is not installed; run pip install 'withhold[console]'"
        )
    import django
    from django.apps import apps
    from django.db import DatabaseError

    if not apps.ready:
        home = _home()
        os.environ["WITHHOLD_HOME"] = str(home)
        os.environ["DJANGO_SETTINGS_MODULE"] = "withhold.console.settings"
        django.setup()
    from withhold.console.affected.models import Standing

    try:
        Standing.objects.exists()
    except DatabaseError as error:
        raise UsageError(
            f"the console's database does not answer ({type(error).__name__}); start `withhold serve` once"
        ) from None


def _home() -> Path:
    from withhold.console.config import DEFAULT_HOME, HOME

    home = Path(os.environ.get(HOME) or DEFAULT_HOME).expanduser().absolute()
    if not (home / "keys").is_dir():  # nothing is made where none was: looking must not leave a new home
        raise UsageError(f"there is no console at {home}; set WITHHOLD_HOME to where it is kept")
    return home
