"""What somebody may write into logs, names of files and registries to harm whoever reads the trace."""

from dataclasses import replace
from datetime import timedelta

from tests.incident.trace.made import QUESTION, SPAN, START, request, scanned
from withhold.incident.trace.judge import judge
from withhold.incident.trace.result import Accessor, Contact, Owner, Trace

TEXTS = (
    "\x1b]0;owned\x07\x1b[2J\x1b[31mred",
    "\x9b31mred",
    "\u202egnp.exe\u2066\u200f",
    "\x00nul\x08\x7f",
    "\r\nwarning: forged\n1 network surely received nothing",
    "\u2028line\u2029paragraph\x85next\x0bmore",
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "</td></tr></table><h1>Nobody received the file</h1>",
    "</title></style><style>*{display:none}</style><!--",
    "x;}*{display:none}body{background:url(//198.51.100.9)}",
    "javascript:alert(1)",
    "data:text/html,<b>x",
    "{{ 7 * 7 }}{% raw %}",
    "=cmd|' /C calc'!A0",
    '+HYPERLINK("//198.51.100.9")',
    "-1+1",
    "@SUM(1)",
    "\t=1+1",
    "[bold red]loud[/bold red] :bomb:",
    "\udcff\ud800 lone",
    "ا" * 40 + "عربي",
    "W" * 5000,
)
NAMES = tuple(ascii(text)[1:31] for text in TEXTS)
"""Of the tests with them."""


def hostile(text: str) -> Trace:
    """A trace in which everything that comes from outside is this text."""
    traced = judge(scanned([request(agent=text, referer=text, host=text)]), QUESTION)
    accessor = replace(
        traced.accessors[0],
        network=text,
        agents=((text, 3), (text + "2", 2)),
        peers=(text,),
        owner=Owner(None, text, text),
        verified_name=text,
        around=(text, text),
        elsewhere=9,
        contact=Contact((text,), text, None),
    )
    unasked = replace(accessor, contact=Contact((), "", text))
    span = replace(SPAN, log=text, problem=text, unparsed=1, unparsed_examples=(text,))
    return replace(
        traced,
        accessors=(accessor, unasked),
        spans=(span,),
        warnings=(f"{text}: not read to its end ({text})",),
        question=replace(QUESTION, paths=(text,), hosts=(text,)),
    )


def many(count: int) -> Trace:
    """A trace of so many networks, half of which got the whole file, each with the longest texts."""
    one = hostile("<" * 4000).accessors[0]
    whole = judge(scanned([request()]), QUESTION)

    def accessor(number: int) -> Accessor:
        address = f"198.{18 + number // 65536}.{number // 256 % 256}.{number % 256}/32"
        at = START + timedelta(seconds=number)
        return replace(one, network=address, first=at, last=at)

    return replace(
        whole,
        accessors=tuple(accessor(number) for number in range(count)),
        spans=(SPAN,) * count,
        warnings=("something is not known " * 200,) * count,
    )
