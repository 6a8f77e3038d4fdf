"""Notices by a real postfix that delivers, bounces, delays, expands, refuses and relays: true states."""

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.console.outbox.mail_server import Behaviour, mail_server
from withhold.console.config import Mail
from withhold.console.outbox.interface import Outcome, Outgoing, Result
from withhold.console.outbox.smtp import SmtpTransport
from withhold.incident.notices.dsn import Report, concerning, parse
from withhold.incident.notices.interface import Channel, Proof
from withhold.incident.notices.proofs import advance

pytestmark = [
    pytest.mark.service("postfix"),
    pytest.mark.skipif(os.geteuid() != 0, reason="postfix is started by root"),
]
SENDER = "notices@box.example.org"
NOBODY = 65534
_SERVICES = """127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""
_SETTINGS = """compatibility_level = 3.6
queue_directory = {home}/queue
data_directory = {home}/data
maillog_file = {home}/log
maillog_file_prefixes = {home}
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.example.org
mydestination = list.example.org
local_recipient_maps =
alias_maps = texthash:{home}/aliases
alias_database =
mynetworks = 127.0.0.0/8
smtpd_peername_lookup = no
smtpd_reject_unlisted_recipient = no
smtpd_recipient_restrictions = check_recipient_access texthash:{home}/access, permit_mynetworks, reject
virtual_mailbox_domains = box.example.org
virtual_mailbox_base = {home}/boxes
virtual_mailbox_maps = texthash:{home}/mailboxes
virtual_uid_maps = static:{nobody}
virtual_gid_maps = static:{nobody}
transport_maps = texthash:{home}/transport
delay_warning_time = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 1s
queue_run_delay = 1s
bounce_notice_recipient = {sender}
"""


@dataclass
class Postfix:
    """One that runs, and the folder that its mail boxes are in."""

    home: Path
    port: int
    relayed: Behaviour

    def send(self, recipient: str) -> tuple[Outgoing, Result]:
        identifier = f"<{secrets.token_hex(16)}@withhold.invalid>"
        mail = Outgoing(recipient, "A letter", "Please read.", "notice", identifier, datetime.now(UTC))
        transport = SmtpTransport(Mail("127.0.0.1", self.port, "none", "", None, SENDER))
        return mail, transport.send(mail, lambda: None)

    def box(self, name: str) -> list[bytes]:
        return [one.read_bytes() for one in sorted((self.home / "boxes" / name / "new").glob("*"))]

    def state(self, mail: Outgoing, until: Proof) -> Proof:
        """The state by all reports that came, awaited until it is this one or time is over."""
        envelope = mail.message_id.strip("<>")
        state, deadline = Proof.ACCEPTED, time.monotonic() + 30
        while state is not until and time.monotonic() < deadline:
            time.sleep(0.2)
            state = Proof.ACCEPTED
            for report in self.reports():
                told = concerning(report, envelope, mail.recipient)
                if told is not None:
                    state = advance(state, told.proof, Channel.EMAIL)
        return state

    def reports(self) -> list[Report]:
        return [parse(raw) for raw in self.box("notices")]

    def copies(self, mail: Outgoing) -> Counter[str]:
        """How often each mail box has this very mail."""
        key = mail.message_id.encode()
        boxes = [one.name for one in (self.home / "boxes").iterdir() if one.name != "notices"]
        return Counter(name for name in boxes for raw in self.box(name) if key in raw)


def _free() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _configure(home: Path, port: int, relay: int, closed: int) -> None:
    conf = home / "conf"
    conf.mkdir()
    for name in ("queue", "data", "boxes"):
        (home / name).mkdir()
    shutil.chown(home / "data", "postfix")
    os.chown(home / "boxes", NOBODY, NOBODY)
    names = ("notices", "amadou", "bintu")
    for file, text in {
        home / "conf/main.cf": _SETTINGS.format(home=home, nobody=NOBODY, sender=SENDER),
        home / "conf/master.cf": _SERVICES.format(port=port),
        home / "mailboxes": "".join(f"{name}@box.example.org {name}/\n" for name in names),
        home / "aliases": "all amadou@box.example.org, bintu@box.example.org\nowner-all " + SENDER + "\n",
        home / "access": "refused@box.example.org 550 5.7.1 not here\n",
        home / "transport": f"slow.example.org smtp:[127.0.0.1]:{closed}\n"
        f"far.example.org smtp:[127.0.0.1]:{relay}\n",
    }.items():
        file.write_text(text, encoding="ascii")


@pytest.fixture(scope="module")
def postfix() -> Iterator[Postfix]:
    home = Path(tempfile.mkdtemp(prefix="withhold-postfix-"))
    home.chmod(0o755)  # its own users look into it
    command = [shutil.which("postfix") or "/usr/sbin/postfix", "-c", str(home / "conf")]
    far = Behaviour()
    with mail_server(far) as relay:
        port = _free()
        _configure(home, port, relay, _free())
        try:
            subprocess.run([*command, "start"], check=True, capture_output=True, timeout=60)
            yield Postfix(home, port, far)
        finally:
            subprocess.run([*command, "stop"], check=False, capture_output=True, timeout=60)
            shutil.rmtree(home)


@pytest.mark.parametrize(
    ("recipient", "end", "boxes"),
    [
        ("amadou@box.example.org", Proof.DELIVERED, {"amadou": 1}),
        ("unknown@box.example.org", Proof.FAILED, {}),
        ("somebody@slow.example.org", Proof.DELAYED, {}),
        # Measured: a delivery to members comes back under the address of the list, as delivered.
        ("all@list.example.org", Proof.DELIVERED, {"amadou": 1, "bintu": 1}),
        ("somebody@far.example.org", Proof.RELAYED, {}),
    ],
)
def test_a_mail_ends_in_its_true_state(
    postfix: Postfix, recipient: str, end: Proof, boxes: dict[str, int]
) -> None:
    mail, result = postfix.send(recipient)
    assert result.outcome is Outcome.ACCEPTED, result.answer
    assert postfix.state(mail, end) is end
    assert postfix.copies(mail) == boxes, "in each mail box once"
    key = mail.message_id.encode()
    assert sum(key in raw for raw in postfix.relayed.taken) == (end is Proof.RELAYED)


def test_refused_at_once_is_no_mail(postfix: Postfix) -> None:
    mail, result = postfix.send("refused@box.example.org")
    assert (result.outcome, result.code) == (Outcome.REFUSED, 550)
    assert not postfix.copies(mail)
