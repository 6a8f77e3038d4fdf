"""A small SMTP server on the loopback that can be told to fail at each step."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Behaviour:
    """What it answers, and what it took."""

    taken: list[bytes] = field(default_factory=list)
    recipient_code: int = 250
    end_code: int = 250
    hang_up_at_data: bool = False
    """Cuts the connection when the mail is about to come."""
    hang_up_within: bool = False
    """Cuts the connection while the mail comes."""
    hang_up_after_end: bool = False
    """Takes the mail, and cuts the connection instead of saying so."""


class _Session(socketserver.StreamRequestHandler):
    server: "_Server"

    def handle(self) -> None:
        self._say("220 ready")
        while line := self.rfile.readline():
            word = line.split(b" ")[0].strip().upper()
            if word == b"DATA":
                if not self._data():
                    return
            elif word == b"QUIT":
                self._say("221 bye")
                return
            elif word == b"RCPT":
                self._say(f"{self.server.behaviour.recipient_code} recipient")
            else:
                self._say("250 fine")

    def _data(self) -> bool:
        behaviour = self.server.behaviour
        if behaviour.hang_up_at_data:
            return False
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if behaviour.hang_up_within or not line:
                self.connection.shutdown(socket.SHUT_RDWR)
                return False
            lines.append(line[1:] if line.startswith(b".") else line)
        if behaviour.end_code == 250:
            behaviour.taken.append(b"".join(lines))
        if behaviour.hang_up_after_end:
            self.connection.shutdown(socket.SHUT_RDWR)
            return False
        self._say(f"{behaviour.end_code} end")
        return True

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    behaviour: Behaviour

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hung up is what some tests are about."""


@contextmanager
def mail_server(behaviour: Behaviour, port: int = 0) -> Iterator[int]:
    """Its port, while it runs."""
    with _Server(("127.0.0.1", port), _Session) as server:
        server.behaviour = behaviour
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()
