"""`python -m withhold_holds`: the same from a shell or another language. Exit 0 is act, all else do not."""

import argparse
import json
import os
import sys
from pathlib import Path

from withhold_holds.wire import Action, Person

ACT = 0
DO_NOT_ACT = 10
UNUSABLE = 2
_ENVIRONMENT = """environment:
  WITHHOLD_HOLDS_URL          where the service is, https://…
  WITHHOLD_HOLDS_CONSUMER     the name that is registered for this case system
  WITHHOLD_HOLDS_KEY          a file with its private key (`key` makes one), readable by its owner alone
  WITHHOLD_HOLDS_SERVICE_KEY  the public key of the service, in base64

exit codes: 0 act (ask), or done (others); 10 do not act, or nobody answered; 2 not used rightly
A person is read from standard input, as JSON:
  {"name": "…", "date_of_birth": "YYYY-MM-DD", "identifiers": [{"kind": "alien_number", "value": "…"}]}"""


def main(arguments: list[str] | None = None) -> int:
    """The command line. A favourable action is a yes before anything else is looked at."""
    given = _parser().parse_args(arguments)
    if given.command == "ask" and Action(given.action).is_favourable:
        return _told(True, "act")
    if given.command == "key":
        return _key(given.file)
    try:
        return _with_service(given)
    except (ValueError, TypeError, KeyError, OSError) as error:
        # The kind alone: the text of the error may quote what was read.
        return _unusable(f"not asked ({type(error).__name__}); see --help for what is needed")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m withhold_holds",
        description="Asks before an action against a person whether it may be done.",
        epilog=_ENVIRONMENT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for name, text in (("ask", "may this be done now?"), ("report", "tell that this was done")):
        command = commands.add_parser(name, help=text)
        command.add_argument("action", choices=[str(action) for action in Action])
    commands.add_parser("heartbeat", help="tell that this case system is alive; every 20 seconds")
    key = commands.add_parser("key", help="make a private key and show its public key, to be registered")
    key.add_argument("file")
    return parser


def _with_service(given: argparse.Namespace) -> int:
    from withhold_holds.client import Client

    settings = [os.environ[f"WITHHOLD_HOLDS_{name}"] for name in ("URL", "CONSUMER", "KEY", "SERVICE_KEY")]
    url, consumer, key_file, service_key = settings
    client = Client(url, consumer, Path(key_file).read_bytes(), service_key)
    if given.command == "heartbeat":
        done = client.heartbeat() is not None
        return _told(done, "received", "nobody answered", client.trouble)
    person = _person(sys.stdin.read())
    if given.command == "report":
        client.report_action(given.action, person)
        return _told(client.flush(10.0) == 0, "received", "not received", client.trouble)
    return _told(bool(client.may_act(given.action, person)), "act", "do not act", client.trouble)


def _told(yes: bool, word: str, otherwise: str = "", trouble: str | None = None) -> int:
    sys.stdout.write(f"{word if yes else otherwise}\n")
    if not yes and trouble:
        sys.stderr.write(f"{trouble}\n")
    return ACT if yes else DO_NOT_ACT


def _unusable(line: str) -> int:
    sys.stderr.write(f"{line}\n")
    return UNUSABLE


def _person(text: str) -> Person:
    content = json.loads(text)
    identifiers = tuple((one["kind"], one["value"]) for one in content["identifiers"])
    return Person(content["name"], content["date_of_birth"], identifiers)


def _key(file: str) -> int:
    import base64

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    private = Ed25519PrivateKey.generate()
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        return _unusable(f"the file cannot be made ({error.strerror}); a key is never overwritten")
    with open(descriptor, "wb") as stream:
        stream.write(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return _told(True, base64.b64encode(private.public_key().public_bytes_raw()).decode())


if __name__ == "__main__":
    sys.exit(main())
