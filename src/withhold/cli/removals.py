"""`withhold removals`: what others are to be asked to remove, with which words, and what became of it."""

import argparse
import json
from typing import TYPE_CHECKING

from withhold.cli.casework import actor_of, add_actor, add_case, open_case
from withhold.cli.output import put, tell
from withhold.domain.errors import UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from withhold.incident.takedown.removal.recipients import Recipient
    from withhold.incident.takedown.removal.requests import Task

Subparsers = argparse._SubParsersAction  # the only name argparse has for it
ANSWERS = ("done", "partly", "refused", "no_answer")
"""What became of a request; a test holds them to those of the case."""


def add_parser(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """The group's commands and their options."""
    parser = subparsers.add_parser(
        "removals",
        help="ask search engines, archives and hosts to remove what they keep",
        description="Tracks what others are asked to remove. Withhold sends nothing: a person does.",
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    _add_list(commands)
    _add_draft(commands)
    _add_ask(commands)
    _add_answer(commands)


def _add_list(commands: "Subparsers[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "list",
        help="requests, what is due, and what nobody asked yet; exit code 11 if anything is",
        description="Lists requests, what is due, and what was not asked yet. Exit code 11 if anything is.",
    )
    add_case(parser)
    parser.add_argument("--record-due", action="store_true", help="record in the case what has become due")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    parser.set_defaults(run=list_removals)


def _add_draft(commands: "Subparsers[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "draft",
        help="print the words to ask with, and where",
        description="Prints where and how somebody is asked, and the words. Without names: who can be asked.",
    )
    parser.add_argument("recipient", metavar="RECIPIENT", nargs="?", help="who is asked")
    parser.add_argument("url", metavar="URL", nargs="?", help="the address of what is to be removed")
    parser.set_defaults(run=draft)


def _add_ask(commands: "Subparsers[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "ask", help="record that somebody was asked", description="Records that a person sent a request."
    )
    parser.add_argument("what", metavar="RECIPIENT|NUMBER", help="who, or the request that was made again")
    parser.add_argument("url", metavar="URL", nargs="?", help="the address; left out when asking again")
    _add_common(parser)
    parser.set_defaults(run=ask)


def _add_answer(commands: "Subparsers[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser(
        "answer", help="record what became of a request", description="Records what became of a request."
    )
    parser.add_argument("number", metavar="NUMBER", help="the request's, or how it begins")
    parser.add_argument("--answer", metavar="ANSWER", choices=ANSWERS, required=True, help=", ".join(ANSWERS))
    _add_common(parser)
    parser.set_defaults(run=answer)


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--reference", metavar="TEXT", default="", help="their ticket or message; kept private"
    )
    add_case(parser)
    add_actor(parser)


def list_removals(options: argparse.Namespace) -> int:
    """Show how every request stands; exit code 11 while somebody has to do something."""
    from withhold.incident.takedown.removal.recipients import load_recipients
    from withhold.incident.takedown.removal.requests import lapsed, tasks, unasked

    case = open_case(options)
    now, events = case.clock.now(), case.events()
    if options.record_due:
        case.append(lapsed(events, now))
        events = case.events()
    known = tasks(events)
    state = case.state()
    missing = unasked({**state.places, **state.copies}, events, load_recipients())
    late = sum(task.is_due(now) for task in known)
    if options.format == "json":
        told = {
            "schema": "withhold.removals/1",
            "requests": [_as_json(task, now) for task in known],
            "not_asked": [{"recipient": one.id, "url": url} for one, url in missing],
        }
        put(json.dumps(told, ensure_ascii=False))
    else:
        _put_text(known, missing, now)
    tell(f"requests: {len(known)}, due: {late}, not asked yet: {len(missing)}")
    if not known and not case.state().places:
        tell("the case names no address yet, so nobody is known to be asked; run `withhold exposure`")
        return 11
    return 11 if late or missing else 0


def draft(options: argparse.Namespace) -> int:
    """Print whom to ask, or the words."""
    from withhold.incident.takedown.removal.recipients import load_recipients, recipient_named

    if options.recipient is None:
        for one in load_recipients():
            put(f"{one.id}  {one.group}, {one.channel}: {one.name}")
        return 0
    one = recipient_named(options.recipient)
    if options.url is None:
        raise UsageError("give the address of what is to be removed, after the recipient")
    words = one.draft(options.url)
    renewal = f"ask again every {one.renewal.days} days" if one.renewal else "lasts"
    tell(f"{one.name}: {one.channel}, {one.address}; who may ask: {one.sender}")
    tell(f"removes {one.removes} ({renewal}). Before: {one.first}")
    tell(f"how they want it: {one.source}")
    if not one.reviewed:
        tell("this is a draft that nobody reviewed: read it, and add nothing about what stood there")
    put(words.rstrip("\n"))
    return 0


def ask(options: argparse.Namespace) -> int:
    """Record a request; with a number in place of a recipient, that it was made again."""
    from withhold.incident.takedown.removal.recipients import recipient_named
    from withhold.incident.takedown.removal.requests import ask as asking
    from withhold.incident.takedown.removal.requests import ask_again, task_named

    actor, case = actor_of(options), open_case(options)
    now = case.clock.now()
    if options.url is None:
        task = task_named(case.events(), options.what)
        event = ask_again(task, actor, options.why, now, options.reference)
    else:
        recipient = recipient_named(options.what)
        event = asking(recipient, options.url, actor, options.why, now, options.reference)
    case.append([event])
    put(str(event.facts["removal"]))
    tell(f"recorded; look again by {str(event.facts['due'])[:10]}")
    return 0


def answer(options: argparse.Namespace) -> int:
    """Record an answer."""
    from withhold.incident.case.events import Answer
    from withhold.incident.takedown.removal.requests import answer as answering
    from withhold.incident.takedown.removal.requests import task_named

    actor, case = actor_of(options), open_case(options)
    task = task_named(case.events(), options.number)
    event = answering(task, Answer(options.answer), actor, options.why, case.clock.now(), options.reference)
    case.append([event])
    again = event.facts.get("due")
    tell(f"recorded; ask again by {str(again)[:10]}" if again else "recorded")
    return 0


def _put_text(known: "list[Task]", missing: "list[tuple[Recipient, str]]", now: "datetime") -> None:
    from withhold.report.places import one_line

    for task in known:
        until = "" if task.due is None else f", due {task.due:%Y-%m-%d}"
        mark = "DUE " if task.is_due(now) else ""
        times = "" if task.times == 1 else f", asked {task.times} times"
        put(
            f"{mark}{task.removal[:12]}  {task.recipient}  {task.standing}{until}{times}  "
            f"{one_line(task.url or '(erased)')}"
        )
    for recipient, url in missing:
        put(f"not asked  {recipient.id}  {one_line(url)}")


def _as_json(task: "Task", now: "datetime") -> dict[str, object]:
    from withhold.incident.case.moments import written

    return {
        "number": task.removal,
        "recipient": task.recipient,
        "url": task.url,
        "standing": str(task.standing),
        "asked": written(task.asked),
        "times": task.times,
        "due": None if task.due is None else written(task.due),
        "is_due": task.is_due(now),
    }
