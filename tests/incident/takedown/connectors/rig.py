"""What every connector test needs: an invented document, a context that reaches this machine, a stand-in."""

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from withhold.fetching.http import HttpFetcher
from withhold.fetching.interface import Reach
from withhold.incident.case.exposed import ExposedDocument
from withhold.incident.takedown.interface import Context, Target

ROSTER = b"name,born\n" + b"".join(b"Ulla Berg %d,1984-03-07\n" % number for number in range(200))
NOTICE = b"The library is closed on Monday.\n"


class Now:
    """The real clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


def document(content: bytes = ROSTER, *lengths: int) -> ExposedDocument:
    """What exposure would say of these bytes."""
    return ExposedDocument(hashlib.sha256(content).hexdigest(), len(content), lengths)


def target(*urls: str, content: bytes = ROSTER) -> Target:
    """The document, public under these URLs."""
    return Target((document(content),), urls)


def context(folder: Path, *ports: int) -> Context:
    """A context whose fetcher reaches these ports of this machine."""
    folder.mkdir(mode=0o700, exist_ok=True)
    reach = Reach((ip_network("127.0.0.0/8"),), frozenset({80, 443, *ports}))
    return Context(HttpFetcher(reach), folder, Now())


def kept(folder: Path, content: bytes = ROSTER) -> bool:
    """Whether exactly these bytes lie in the case, for their owner only."""
    path = folder / hashlib.sha256(content).hexdigest()
    return path.is_file() and path.read_bytes() == content and path.stat().st_mode & 0o777 == 0o600


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it arrived. Names of headers are in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    def json(self) -> object:
        return json.loads(self.body)


@dataclass(slots=True)
class StandIn:
    """A service's interface on this machine: `answer` is called for each request, which is remembered."""

    port: int = 0
    asked: list[Asked] = field(default_factory=list)

    def answer(self, asked: Asked) -> tuple[int, str, bytes]:
        """Status, media type and body."""
        raise NotImplementedError

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def serving(stand_in: StandIn) -> Iterator[None]:
    """The stand-in answers on a port of its own for the time of the block."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(self.command, self.path, headers, self.rfile.read(length))
            stand_in.asked.append(asked)
            status, media_type, body = stand_in.answer(asked)
            self.send_response(status)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PURGE = do_BAN = do_DELETE = handle_any

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    stand_in.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def secret_file(path: Path, content: str) -> str:
    """A file that only its owner can read."""
    path.touch(mode=0o600)
    path.write_text(content + "\n", encoding="utf-8")
    return str(path)


def key_pair(path: Path) -> str:
    """A new key in a file of mode 0600; its public line."""
    key = Ed25519PrivateKey.generate()
    path.touch(mode=0o600)
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
    return key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
