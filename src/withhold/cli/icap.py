"""`withhold icap`: inspects what passes a proxy, as an ICAP server (RFC 3507)."""

import argparse
import os
from ipaddress import ip_address
from typing import TYPE_CHECKING

from withhold.cli.arguments import number
from withhold.cli.judging import add_judging_options, run_of
from withhold.cli.output import tell

if TYPE_CHECKING:
    from withhold.cli.check import Subparsers

_MOST_BYTES = 100 << 20
_SECONDS = 120


def add_parser(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """The command's options."""
    parser = subparsers.add_parser(
        "icap",
        help="inspect what passes a proxy",
        description="Answers a proxy such as Squid: documents that may not be public pass neither way.",
    )
    parser.add_argument(
        "--listen", metavar="HOST:PORT", type=_address, required=True, help="the address for the proxy"
    )
    parser.add_argument(
        "--review",
        choices=("block", "pass"),
        default="block",
        help="what a person should look at is stopped (default), or passes if all of it was read",
    )
    parser.add_argument(
        "--most-bytes",
        metavar="N",
        type=number,
        default=_MOST_BYTES,
        help=f"the longest body, sent and unpacked; a longer one is stopped (default: {_MOST_BYTES})",
    )
    parser.add_argument("--jobs", metavar="N", type=number, help="processes (default: one a processor)")
    parser.add_argument(
        "--timeout",
        metavar="SECONDS",
        type=number,
        default=_SECONDS,
        help=f"for inspecting one body; what takes longer is stopped (default: {_SECONDS})",
    )
    add_judging_options(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Serve until interrupted."""
    from withhold.gates.icap.interface import Bounds
    from withhold.gates.icap.server import Settings, serve

    host, port = options.listen
    settings = Settings(
        host=host,
        port=port,
        jobs=options.jobs or len(os.sched_getaffinity(0)),
        bounds=Bounds(body_bytes=options.most_bytes, seconds=options.timeout),
        review_passes=options.review == "pass",
    )
    serve(run_of(options), settings, _ready)
    return 0


def _ready(host: str, port: int) -> None:
    shown = f"[{host}]" if ":" in host else host
    tell(f"listening on icap://{shown}:{port}/reqmod and icap://{shown}:{port}/respmod")
    if not ip_address(host.partition("%")[0]).is_loopback:
        tell("whoever reaches this address may ask, unencrypted: let only the proxy reach it")


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host or not port.isascii() or not port.isdigit() or int(port) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no address; give HOST:PORT, such as 127.0.0.1:1344")
    return host, int(port)
