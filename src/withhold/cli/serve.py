"""`withhold serve`: the console, its worker and the door, kept running on this machine."""

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from withhold.cli.output import put, tell
from withhold.domain.errors import UsageError

if TYPE_CHECKING:
    from withhold.console.operation.serving import Parts

Subparsers = argparse._SubParsersAction  # the only name argparse has for it

_PORT = 8000


def add_parser(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """The command's options."""
    parser = subparsers.add_parser(
        "serve",
        help="run the console, its worker and the door for reports",
        description="Runs the console until interrupted; its state is in WITHHOLD_HOME (docs/console.md).",
    )
    parser.add_argument("--host", metavar="H", default="127.0.0.1", help="default: 127.0.0.1")
    parser.add_argument("--port", metavar="P", type=_port, default=_PORT, help=f"default: {_PORT}")
    parser.add_argument("--door-port", metavar="D", type=_port, help="default: the one after --port")
    parser.add_argument("--no-door", action="store_true", help="the door runs elsewhere, or not at all")
    parser.add_argument("--no-worker", action="store_true", help="the worker runs elsewhere")
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--door-only", action="store_true", help="only the door")
    only.add_argument("--worker-only", action="store_true", help="only the worker")
    parser.set_defaults(run=run, verb=None)
    verbs = parser.add_subparsers(metavar="COMMAND", dest="verb")
    check = verbs.add_parser("check", help="tell what is wrong with how it is set up")
    check.set_defaults(run=run_check)
    backup = verbs.add_parser("backup", help="everything in one file, while people work")
    backup.add_argument("file", metavar="FILE", type=Path)
    backup.add_argument("--recipient", metavar="AGE", action="append", default=[], help="seal it to this key")
    backup.add_argument("--unsafe-plain", action="store_true", help="do not seal it")
    backup.add_argument("--with-keys", action="store_true", help="with the keys that open what is sealed")
    backup.set_defaults(run=run_backup)
    restore = verbs.add_parser("restore", help="make a new home from a backup")
    restore.add_argument("file", metavar="FILE", type=Path)
    restore.add_argument("--identity", metavar="FILE", type=Path, help="the age key that opens it")
    restore.add_argument("--keys", metavar="DIR", type=Path, help="the keys, where the backup has none")
    restore.set_defaults(run=run_restore)


def run(options: argparse.Namespace) -> int:
    """Serve until interrupted; returns the exit code."""
    parts = _parts(options)
    home = _ready()
    if parts.console or parts.worker:
        _prepare(home)
    from withhold.console.config import ADDRESS, load_config
    from withhold.console.intake.keys import write_door_config
    from withhold.console.operation.preparing import prepare_door
    from withhold.console.operation.serving import DOOR, children_of, door_environment
    from withhold.console.operation.state import PROCESSES
    from withhold.console.operation.supervise import supervise

    if parts.console:
        os.environ[ADDRESS] = f"http://{parts.host}:{parts.port}"
    config = load_config()
    if parts.door:
        prepare_door(config, f"http://{parts.host}:{parts.door_port}", door_environment(config.path(DOOR)))
    elif parts.worker:
        write_door_config(config)
    if parts.console:
        _greet(parts, config.base_url)
    supervise(children_of(config, parts), home / PROCESSES, tell)
    return 0


def run_check(_options: argparse.Namespace) -> int:
    """Tell what is wrong; 2 if something has to be mended first."""
    _ready()
    from withhold.console.operation.preparing import shown_checks

    errors, warnings = shown_checks()
    for one in (*errors, *warnings):
        put(f"{one.id}  {one.msg}\n              {one.hint}")
    tell(f"{_count(errors, 'error')}, {_count(warnings, 'warning')}")
    return 2 if errors else 0


def _count(found: Sequence[object], what: str) -> str:
    return f"{len(found)} {what}{'' if len(found) == 1 else 's'}"


def run_backup(options: argparse.Namespace) -> int:
    """Write a backup; returns the exit code."""
    if bool(options.recipient) == options.unsafe_plain:
        raise UsageError("give --recipient age1… (as often as needed), or --unsafe-plain")
    _ready()
    from withhold.console.operation.backup import back_up

    told = back_up(options.file, options.recipient, options.with_keys)
    put(told.line)
    if not options.with_keys:
        tell("the keys are not in it: keep a copy of the folder keys apart, nothing opens without them")
    return 0


def run_restore(options: argparse.Namespace) -> int:
    """Make a home from a backup; returns the exit code."""
    home = _home()
    from withhold.console.operation.restore import restore

    told = restore(options.file, home, options.identity, options.keys)
    put(told.line)
    return 0


def _parts(options: argparse.Namespace) -> "Parts":
    _needs_console()
    from withhold.console.operation.serving import Parts

    only = options.door_only or options.worker_only
    if only and (options.no_door or options.no_worker):
        raise UsageError("--door-only and --worker-only say all: leave out --no-door and --no-worker")
    door_port = options.door_port or options.port + 1
    if door_port > 65535 or door_port == options.port:
        raise UsageError("the door needs a port of its own; give --door-port")
    return Parts(
        options.host,
        options.port,
        door_port,
        console=not only,
        worker=options.worker_only or not (only or options.no_worker),
        door=options.door_only or not (only or options.no_door),
    )


def _home() -> Path:
    """The home, there and closed to others."""
    _needs_console()
    from withhold.console.config import DEFAULT_HOME, HOME
    from withhold.console.operation.preparing import make_home

    home = Path(os.environ.get(HOME) or DEFAULT_HOME).expanduser().absolute()
    make_home(home)
    os.environ[HOME] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "withhold.console.settings"
    return home


def _ready() -> Path:
    """The home, with Django set up on it."""
    home = _home()
    import django

    django.setup()
    return home


def _prepare(home: Path) -> None:
    from withhold.console.operation.preparing import prepare, shown_checks

    prepare(home)
    errors, warnings = shown_checks()
    for one in (*errors, *warnings):
        tell(f"{one.id} {one.msg}; {one.hint}")
    if errors:
        raise UsageError("the console does not start before this is mended")


def _greet(parts: "Parts", base_url: str) -> None:
    from withhold.console.people.first import setup_link

    put(f"console: {base_url}/")
    if parts.door:
        put(f"door: http://{parts.host}:{parts.door_port}/report/")
    link = setup_link(base_url)
    if link is not None:
        put(f"make the first account here, within 24 hours: {link}")


def _needs_console() -> None:
    from importlib.util import find_spec

    for name in ("django", "allauth", "uvicorn", "psycopg", "prometheus_client"):
        if find_spec(name) is None:
            raise UsageError(
                f"the console needs {name}, which is not installed; run pip install 'withhold[console]'"
            )


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port from 1 to 65535")
    return int(text)
