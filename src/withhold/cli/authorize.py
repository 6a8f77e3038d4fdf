"""`withhold authorize`: answers a web server whether what it is about to serve is cleared."""

import argparse
from pathlib import Path

Subparsers = argparse._SubParsersAction  # the only name argparse has for it


def add_parser(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """The command's options."""
    parser = subparsers.add_parser(
        "authorize",
        help="let a web server serve only what is cleared",
        description="Answers nginx auth_request: is the content of this path cleared? (docs/web-servers.md)",
    )
    parser.add_argument(
        "--listen",
        metavar="HOST:PORT",
        type=_address,
        required=True,
        help="where the web server asks, such as 127.0.0.1:9180",
    )
    parser.add_argument("--folder", metavar="PUBLIC", type=Path, required=True, help="the public folder")
    parser.add_argument("--trust", metavar="FILE", type=Path, required=True, help="whose signatures count")
    parser.add_argument(
        "--state", metavar="DIR", type=Path, help="its state folder (default: beside the folder)"
    )
    parser.add_argument(
        "--destination", metavar="NAME", help="the name that clearances are bound to (default: the folder's)"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Serve until interrupted."""
    from withhold.cli.output import tell
    from withhold.gates.authorize.serve import Settings, serve

    host, port = options.listen
    serve(Settings(host, port, options.folder, options.trust, options.state, options.destination), tell)
    return 0


def _address(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not (host and colon and port.isascii() and port.isdigit() and int(port) < 65536):
        raise argparse.ArgumentTypeError(f"{text!r} is not HOST:PORT, such as 127.0.0.1:9180")
    return host, int(port)
