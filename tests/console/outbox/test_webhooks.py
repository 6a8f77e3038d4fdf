"""Alerts by webhook, to a real server on the loopback."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from withhold.console.config import Config, Webhook
from withhold.console.outbox import delivery
from withhold.console.outbox.models import Channel, Message, State
from withhold.console.outbox.sending import queue_alert
from withhold.console.outbox.webhooks import SIGNATURE, WebhookTransport, signature

pytestmark = pytest.mark.django_db


class _Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        server: Any = self.server
        body = self.rfile.read(int(self.headers["Content-Length"]))
        server.got.append((self.headers[SIGNATURE], body))
        self.send_response(server.answer)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Nothing."""


@pytest.fixture
def receiver() -> Iterator[Any]:
    server: Any = HTTPServer(("127.0.0.1", 0), _Receiver)
    server.got, server.answer = [], 204
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def webhook(receiver: Any, folder: Path) -> Webhook:
    secret = folder / "secret"
    secret.write_text("not-for-anybody")
    secret.chmod(0o600)
    port = receiver.server_address[1]
    return Webhook(f"http://127.0.0.1:{port}/hook", secret, {"networks": ["127.0.0.0/8"], "ports": [port]})


def sent(one: Webhook, folder: Path) -> Message:
    with override_settings(CONFIG=Config(folder, webhooks=(one,))):
        assert queue_alert("A report came in.", "report") == 1
    delivery.send_due({Channel.WEBHOOK: WebhookTransport((one,))})
    return Message.objects.get()


def test_an_alert_arrives_signed(receiver: Any, tmp_path: Path) -> None:
    message = sent(webhook(receiver, tmp_path), tmp_path)
    ((signed, body),) = receiver.got
    assert message.state == State.ACCEPTED
    assert json.loads(body)["text"] == "A report came in."
    assert json.loads(body)["id"] == message.message_id
    at = int(signed.split(",")[0].removeprefix("t="))
    assert signed == signature("not-for-anybody", at, body)


@pytest.mark.parametrize(("answer", "state"), [(503, State.FAILED_RETRY), (410, State.FAILED_FINAL)])
def test_an_answer_that_is_no_yes_is_no_acceptance(
    receiver: Any, tmp_path: Path, answer: int, state: State
) -> None:
    receiver.answer = answer
    assert sent(webhook(receiver, tmp_path), tmp_path).state == state


def test_a_secret_that_others_can_read_is_not_used(receiver: Any, tmp_path: Path) -> None:
    one = webhook(receiver, tmp_path)
    one.secret_file.chmod(0o644)
    assert sent(one, tmp_path).state == State.FAILED_RETRY
    assert receiver.got == []


def test_a_private_address_that_the_settings_do_not_name_is_not_asked(receiver: Any, tmp_path: Path) -> None:
    one = webhook(receiver, tmp_path)
    assert sent(Webhook(one.url, one.secret_file), tmp_path).state == State.FAILED_RETRY
    assert receiver.got == []
