"""A worker killed again and again while it sends through a real postfix: no mail twice, every state true."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from email import message_from_bytes
from pathlib import Path

import pytest

from tests.e2e.test_notices_postfix import SENDER, Postfix
from tests.e2e.test_notices_postfix import postfix as postfix

pytestmark = [
    pytest.mark.service("postfix"),
    pytest.mark.skipif(os.geteuid() != 0, reason="postfix is started by root"),
]
KILLS = 20
MAILS = 400
SEED = 20261123


def command(home: Path, *words: str) -> "subprocess.Popen[str]":
    environment = {**os.environ, "WITHHOLD_HOME": str(home)}
    line = [sys.executable, "-m", "tests.e2e.outbox_worker", *words]
    return subprocess.Popen(line, env=environment, stdout=subprocess.PIPE, text=True)


@contextmanager
def database(home: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(home / "console.sqlite3", timeout=30)) as connection, connection:
        yield connection


def states(home: Path) -> dict[str, str]:
    with database(home) as connection:
        return dict(connection.execute("SELECT message_id, state FROM outbox_message").fetchall())


def leases_run_out(home: Path) -> None:
    """As if the minutes had passed for which a process that died is waited for."""
    with database(home) as connection:
        connection.execute("UPDATE outbox_message SET lease = '2000-01-01' WHERE lease IS NOT NULL")
        connection.execute("UPDATE outbox_message SET due = '2000-01-01' WHERE state = 'failed_retry'")


def delivered(postfix: Postfix, at_least: int) -> Counter[str]:
    """How often each Message-ID lies in the mailbox, once this many are there and no more come."""
    found: Counter[str] = Counter()
    quiet_since, deadline = time.monotonic(), time.monotonic() + 120
    while time.monotonic() < deadline:
        now = Counter(str(message_from_bytes(raw)["Message-ID"]) for raw in postfix.box("amadou"))
        if now != found:
            found, quiet_since = now, time.monotonic()
        elif now.total() >= at_least and time.monotonic() - quiet_since > 3:
            break
        time.sleep(0.5)
    return found


def test_no_mail_is_sent_twice_however_often_the_worker_is_killed(postfix: Postfix, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    (home / "console.toml").write_text(
        f'[mail]\nhost = "127.0.0.1"\nport = {postfix.port}\nsecurity = "none"\nfrom = "{SENDER}"\n'
    )
    with command(home, "queue", str(MAILS)) as queueing:
        assert queueing.wait(120) == 0
    moments, kills = random.Random(SEED), 0
    while kills < KILLS:
        with command(home, "send") as worker:
            assert worker.stdout is not None
            assert worker.stdout.readline() == "ready\n"
            time.sleep(moments.uniform(0.0, 0.4))
            worker.send_signal(signal.SIGKILL)
            assert worker.wait(30) == -signal.SIGKILL, "it was done before it was killed: queue more"
        kills += 1
        leases_run_out(home)
    with command(home, "send") as worker:
        assert worker.wait(300) == 0
    ended = states(home)
    accepted = {one for one, state in ended.items() if state == "accepted"}
    unknown = {one for one, state in ended.items() if state == "unknown"}
    boxes = delivered(postfix, len(accepted))
    assert len(ended) == MAILS
    assert accepted | unknown == ended.keys(), "every mail has an end"
    assert max(boxes.values()) == 1, "none twice"
    assert accepted <= boxes.keys() <= ended.keys(), "what is called accepted is there"
    assert len(unknown) <= KILLS, "one at most for each kill: a person is asked about it"
