"""A service of holds on the loopback that answers rightly or, for each trial, in one of many wrong ways."""

import base64
import copy
import gzip
import json
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from withhold.domain.fields import Field
from withhold.incident.holds.answers import receipt, respond
from withhold.incident.holds.consumers import read_heartbeat, registered
from withhold.incident.holds.deciding import decide
from withhold.incident.holds.index import HeldIndex
from withhold.incident.holds.interface import Answer, Consumer, Hold, Question, Refused, Status
from withhold.incident.holds.reports import Contradiction, contradictions, read_report
from withhold.incident.holds.requests import read_question
from withhold.incident.holds.signed import SIGNATURE_HEADER, by_key
from withhold.register.interface import Row
from withhold.signing.ed25519 import SigningKey

Json = dict[str, Any]
Wrong = Callable[["Turn"], None]
CONSUMER = "court-east"


@dataclass(slots=True)
class Turn:
    """One question at the service, and the connection to answer it on."""

    service: "Service"
    question: Question
    handler: BaseHTTPRequestHandler

    def right(self, now: datetime | None = None, key: SigningKey | None = None) -> bytes:
        """What the service truly says."""
        answers = decide(self.question, self.service.index)
        clear = [answer.ref for answer in answers if answer.status is Status.CLEAR]
        self.service.cleared[self.question.nonce] = clear
        return respond(self.question, answers, key or self.service.key, now or datetime.now(UTC))

    def all_clear(self, key: SigningKey) -> Json:
        """What somebody who is not the service would like it to say."""
        answers = [Answer(person.ref, Status.CLEAR) for person in self.question.people]
        told: Json = json.loads(respond(self.question, answers, key, datetime.now(UTC)))
        return told

    def send(self, body: bytes, status: int = 200, length: int | None = None, **headers: str) -> None:
        self.handler.send_response(status)
        self.handler.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in headers.items():
            self.handler.send_header(name.replace("_", "-"), value)
        self.handler.end_headers()
        self.handler.wfile.write(body)


@dataclass(slots=True)
class Service:
    """The true service, with the key that consumers believe. `wrong` is what a trial's path makes it do."""

    index: HeldIndex = field(default_factory=HeldIndex)
    key: SigningKey = field(default_factory=lambda: SigningKey(Ed25519PrivateKey.generate()))
    stranger: SigningKey = field(default_factory=lambda: SigningKey(Ed25519PrivateKey.generate()))
    consumer_key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    wrong: dict[str, Wrong] = field(default_factory=dict)
    since: dict[str, datetime] = field(default_factory=dict)
    incidents: list[Contradiction] = field(default_factory=list)
    cleared: dict[str, list[str]] = field(default_factory=dict)
    """The refs that each question was told clear, by its nonce."""
    reports: int = 0
    acknowledged: int = 0
    questions: int = 0
    kept: bytes | None = None
    """A response of long ago, for replays."""
    ending: Event = field(default_factory=Event)
    lock: Lock = field(default_factory=Lock)

    def consumers(self) -> dict[str, Consumer]:
        raw = self.consumer_key.public_key().public_bytes_raw()
        return by_key([registered(CONSUMER, base64.b64encode(raw).decode())])

    def hold(self, subject: str, name: str, birth: str, number: str) -> None:
        row = Row((name,), (birth,), identifiers=((Field.ALIEN_NUMBER, number),))
        now = datetime.now(UTC)
        self.index.add([Hold(subject, (row,), "Anna Berg", "on the list", date(2031, 1, 1), now)])
        self.since[subject] = now - timedelta(seconds=1)

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers["Content-Length"]))
        signature = handler.headers[SIGNATURE_HEADER]
        _, trial, *_, what = handler.path.split("/")
        try:
            if what == "clearance":
                question = read_question(body, signature, self.consumers())
                self.questions += 1
                turn = Turn(self, question, handler)
                self.wrong.get(trial, right)(turn)
                return
            told = self._received(what, body, signature)
        except Refused as refused:
            handler.send_error(refused.status)
            return
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(told)))
        handler.end_headers()
        handler.wfile.write(told)

    def _received(self, what: str, body: bytes, signature: str) -> bytes:
        if what == "heartbeat":
            heartbeat, message = read_heartbeat(body, signature, self.consumers(), datetime.now(UTC))
            self.acknowledged = heartbeat.acknowledged
        else:
            report, message = read_report(body, signature, self.consumers())
            with self.lock:
                self.reports += 1
                clear = self.cleared.get(report.asked or "", [])
                self.incidents += contradictions(report, self.index, self.since, clear)
        return receipt(message, self.index.epoch, self.key, datetime.now(UTC))


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """Consumers go away in the middle of wrong answers: that is what is tried here."""


def serve(service: Service, tls: ssl.SSLContext | None = None) -> tuple[Server, str]:
    """Starts it; `shutdown` and `server_close` end it."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            service.answer(self)

        def do_GET(self) -> None:
            raise AssertionError("nobody follows a redirect")

        def log_message(self, *_: object) -> None:
            pass

    server = Server(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_port}"


def right(turn: Turn) -> None:
    """The only true answer."""
    turn.send(turn.right())


def silent(turn: Turn) -> None:
    turn.service.ending.wait(10)


def drips_headers(turn: Turn) -> None:
    turn.handler.wfile.write(b"HTTP/1.0 200 OK\r\n")
    while not turn.service.ending.wait(0.03):
        turn.handler.wfile.write(b"X")


def drips_body(turn: Turn) -> None:
    body = turn.right()
    turn.send(body[:1], length=len(body))
    for at in range(1, len(body)):
        if turn.service.ending.wait(0.03):
            return
        turn.handler.wfile.write(body[at : at + 1])


def lies_with_another_key(turn: Turn) -> None:
    turn.send(json.dumps(turn.all_clear(turn.service.stranger)).encode())


def lies_under_the_name_of_the_key(turn: Turn) -> None:
    told = turn.all_clear(turn.service.stranger)
    for answer in told["answers"]:
        answer["key_id"] = turn.service.key.key_id
    turn.send(json.dumps(told).encode())


def lies_about_the_status(turn: Turn) -> None:
    told = json.loads(turn.right())
    for answer in told["answers"]:
        answer["status"] = {"clear": "do_not_act", "do_not_act": "clear"}[answer["status"]]
    turn.send(json.dumps(told).encode())


def says_only_yes(turn: Turn) -> None:
    turn.send(b'{"status": "clear"}')


def replays(turn: Turn) -> None:
    turn.send(turn.service.kept or b"")


def replays_under_these_refs(turn: Turn) -> None:
    told = json.loads(turn.service.kept or b"{}")
    for answer, person in zip(told["answers"], turn.question.people, strict=False):
        answer |= {"ref": person.ref, "nonce": turn.question.nonce, "request_sha256": turn.question.sha256}
    turn.send(json.dumps(told).encode())


def is_stale(turn: Turn) -> None:
    turn.send(turn.right(datetime.now(UTC) - timedelta(seconds=120)))


def is_of_tomorrow(turn: Turn) -> None:
    turn.send(turn.right(datetime.now(UTC) + timedelta(days=1)))


def is_cut(turn: Turn) -> None:
    body = turn.right()
    turn.send(body[: len(body) // 2], length=len(body))


def is_cut_and_says_so(turn: Turn) -> None:
    turn.send(turn.right()[:-1])


def is_empty(turn: Turn) -> None:
    turn.send(b"")


def is_huge(turn: Turn) -> None:
    turn.send(b" " * (1 << 20) + turn.right())


def never_ends(turn: Turn) -> None:
    turn.handler.wfile.write(b"HTTP/1.0 200 OK\r\n\r\n")
    while not turn.service.ending.is_set():
        turn.handler.wfile.write(b" " * 65536)


def is_deep(turn: Turn) -> None:
    turn.send(b"[" * 60_000)


def is_compressed(turn: Turn) -> None:
    turn.send(gzip.compress(turn.right()), Content_Encoding="gzip")


def redirects(turn: Turn) -> None:
    turn.send(turn.right(), 307, Location="/t/api/v1/holds/clearance")


def fails_with_a_yes(turn: Turn) -> None:
    turn.send(json.dumps(turn.all_clear(turn.service.key)).encode(), 500)


def is_not_http(turn: Turn) -> None:
    turn.handler.wfile.write(b"\x16\x03\x01" + turn.right())


def has_a_key_twice(turn: Turn) -> None:
    turn.send(turn.right().replace(b'"answers":', b'"answers":[],"answers":', 1))


def leaves_one_out(turn: Turn) -> None:
    told = json.loads(turn.right())
    turn.send(json.dumps(told | {"answers": told["answers"][1:]}).encode())


def swaps_refs(turn: Turn) -> None:
    """With somebody who is clear and was never asked about by this consumer."""
    told = json.loads(turn.right())
    other = copy.deepcopy(told["answers"][0])
    told["answers"][0]["ref"], other["ref"] = "somebody-else", told["answers"][0]["ref"]
    turn.send(
        json.dumps(
            told | {"answers": [other | {"signature": told["answers"][0]["signature"][::-1]}]}
        ).encode()
    )


def answers_another_nonce(turn: Turn) -> None:
    turn.send(asked_otherwise(turn, nonce="0" * 32))


def answers_another_question(turn: Turn) -> None:
    turn.send(asked_otherwise(turn, sha256="0" * 64))


def answers_with_a_plan(turn: Turn) -> None:
    turn.send(asked_otherwise(turn, planning=True))


def asked_otherwise(turn: Turn, **changes: Any) -> bytes:
    """Signed by the true key, all clear, but not to this question."""
    asked = turn.question
    values = {name: getattr(asked, name) for name in ("consumer", "nonce", "action", "people", "sha256")}
    answers = [Answer(person.ref, Status.CLEAR) for person in asked.people]
    return respond(Question(**values | changes), answers, turn.service.key, datetime.now(UTC))


WRONG: tuple[Wrong, ...] = (
    silent,
    drips_headers,
    drips_body,
    lies_with_another_key,
    lies_under_the_name_of_the_key,
    lies_about_the_status,
    says_only_yes,
    replays,
    replays_under_these_refs,
    is_stale,
    is_of_tomorrow,
    is_cut,
    is_cut_and_says_so,
    is_empty,
    is_huge,
    never_ends,
    is_deep,
    is_compressed,
    redirects,
    fails_with_a_yes,
    is_not_http,
    has_a_key_twice,
    leaves_one_out,
    swaps_refs,
    answers_another_nonce,
    answers_another_question,
    answers_with_a_plan,
)
SLOW = (silent, drips_headers, drips_body, never_ends)
