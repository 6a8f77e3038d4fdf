"""The words in which a trace is told to people, the same at a terminal and on a page."""

from datetime import UTC, datetime

from withhold.incident.trace.result import Accessor, AgentClass, Grade, Trace
from withhold.report.places import one_line

MOST_SHOWN = 300
"""Characters of one foreign text that are shown: beyond, nobody reads on."""
MOST_WARNED = 1000
"""Characters of a warning: its advice stands at the end, behind the names of logs."""
_FORMULA = tuple("=+-@")

GRADES = {
    Grade.COMPLETE: (
        "complete",
        "The whole file was sent: one answer of its full length, or ranges covering it.",
    ),
    Grade.POSSIBLY_COMPLETE: (
        "possibly complete",
        "It may have been the whole file; the log does not tell enough to be sure.",
    ),
    Grade.ALREADY_HELD: (
        "already held",
        "The server answered “not modified”: a copy was there already, perhaps before the time asked about.",
    ),
    Grade.PARTIAL: ("partial", "A part of the file was sent, at most so many bytes as told."),
    Grade.ABORTED: (
        "aborted",
        "It was asked for, and the answer broke off before the first byte of the file.",
    ),
    Grade.NONE: (
        "none",
        "Nothing of the file was sent: an error, a redirect, or only headers were asked for.",
    ),
}
"""Each grade's name, and what it means."""

CLASSES = {
    AgentClass.BROWSER: ("browser", "says that it is a browser, which anybody can say"),
    AgentClass.UNKNOWN: ("unknown program", "does not say what it is in words that are known"),
    AgentClass.TOOL: ("download tool", "a program for fetching or for steering browsers"),
    AgentClass.PREVIEW_BOT: ("preview bot", "made a preview: somebody shared the link in that service"),
    AgentClass.DECLARED_BOT: ("declared bot", "says that it is a crawler; not verified"),
    AgentClass.VERIFIED_BOT: ("verified bot", "its operator can be asked to remove the copy"),
}
"""Each class's name, and what follows from it."""

LIMITS = (
    "A network is not a person: several people can share an address, and one person can use several.",
    "That the bytes were sent does not show that somebody read, kept or passed them on.",
    "Copies passed on outside of these servers leave no trace in these logs.",
)
"""What the logs can never prove."""


def plain(text: str | None, most: int = MOST_SHOWN) -> str:
    """Foreign text as one short line that moves no cursor and turns no direction."""
    # Cut first: each character can become ten.
    shown = one_line((text or "")[: most + 1])
    return shown if len(shown) <= most else shown[: most - 1] + "…"


def cell(text: str | None, most: int = MOST_SHOWN) -> str:
    """The same where it begins a cell: quoted if a spreadsheet, pasted into, would take it for a formula."""
    shown = plain(text, most)
    return f"“{shown}”" if shown.lstrip().startswith(_FORMULA) else shown


def moment(at: datetime) -> str:
    """A time to the second; all in one zone, so that they can be compared."""
    return f"{utc(at)} UTC"


def utc(at: datetime) -> str:
    """The same for columns whose head names the zone."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


def summary(trace: Trace) -> str:
    """The finding in a sentence or two."""
    low, high = trace.bounds
    question = trace.question
    span = f"from {moment(question.start)} until {moment(question.end)}"
    if not any(trace.requests.values()):
        logs = len(trace.spans)
        if not trace.lines:
            return (
                f"There is not one line in {_these(logs)}: whether the file was fetched {span} is not known."
            )
        lines = f"{trace.lines:,} {_plural(trace.lines, 'line')}"
        told = f"No request for the file {span} is among the {lines} of {_these(logs)}."
        return (
            f"{told} {'Not all could be read.' if trace.unread else f'That is true of {_these(logs)} only.'}"
        )
    if low == high:
        who = f"{low:,} {_plural(low, 'network')} surely received the whole file"
        who += ", and no other may have" if low else ""
        if not low:
            who = "No network received the whole file"
    else:
        who = f"At least {low:,} and at most {high:,} {_plural(high, 'network')} received the whole file"
    parts = sum(one.grade is Grade.PARTIAL for one in trace.accessors)
    more = f" {parts:,} more received a part of it." if parts else ""
    return f"{who}, {span}, as far as these logs show.{more}"


def owner_words(one: Accessor) -> str:
    """Whose network it is, in a few words; empty if nothing is known."""
    number = f"AS{one.owner.asn}" if one.owner.asn is not None else ""
    words = cell(" ".join(part for part in (number, one.owner.organisation) if part))
    return f"{words} (hosting, operator unknown)" if one.hosting else words


def next_steps(trace: Trace) -> list[str]:
    """What follows for those who respond, in the order of what does not wait."""
    wholly = [one for one in trace.accessors if one.grade not in (Grade.NONE, Grade.ABORTED)]
    classes = {kind for one in wholly for kind in one.classes}
    steps = []
    if AgentClass.VERIFIED_BOT in classes or AgentClass.DECLARED_BOT in classes:
        steps.append(
            "Crawlers fetched it: ask their operators to remove it from search results and archives."
        )
    if AgentClass.PREVIEW_BOT in classes:
        steps.append(
            "Preview bots fetched it: the link was shared in these services, and whoever read the message "
            "may have a copy."
        )
    if trace.requests[Grade.ALREADY_HELD]:
        steps.append("Some held a copy already: search the logs from before the time asked about.")
    if wholly:
        steps.append("Keep these logs: copy them to the evidence before they are rotated away.")
    return steps


def _these(logs: int) -> str:
    return "this log" if logs == 1 else f"these {logs:,} logs"


def _plural(count: int, word: str) -> str:
    return word if count == 1 else word + "s"
