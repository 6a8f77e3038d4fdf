"""A worker as a process: it runs tasks one after the other, and does the duties that no other process does.

It ends at the first error that it does not understand; whoever started it starts it again.
"""

import logging
import os
import secrets
import sys
import threading
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import django

from withhold.domain.mishap import where

if TYPE_CHECKING:
    from withhold.console.operation.duties import Round

HEARTBEAT = 10.0
_log = logging.getLogger("withhold.worker")


def main() -> None:
    """Until it is told to end; the task at hand is finished first."""
    os.umask(0o077)
    django.setup()

    from django_tasks_db.management.commands.db_worker import Worker

    from withhold.console.operation.duties import started
    from withhold.console.operation.lost import living

    holder = secrets.token_hex(8)
    ended = threading.Event()
    started([living(holder, HEARTBEAT), *rounds()], holder, ended)
    worker = Worker(
        queue_names=["*"],
        interval=0.5,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=holder,
        excluded_queue_names=[],
    )
    worker.configure_signals()
    try:
        worker.run()
    except Exception as error:  # noqa: BLE001 - its text may hold values: only the place is told
        _log.error("the worker ends: %s", where(error))
        sys.exit(1)
    finally:
        ended.set()


def rounds() -> "list[Round]":
    """Every duty of an installation."""
    from django.conf import settings

    from withhold.console.accessors.collecting import collect as collect_certificates
    from withhold.console.accessors.reminding import tell_overdue
    from withhold.console.affected.queueing import take_up_lost
    from withhold.console.cases.ending import ask_for_due
    from withhold.console.config import Config
    from withhold.console.counsel.asking import collect as collect_questions
    from withhold.console.counsel.notifying import notify_due
    from withhold.console.counsel.through import hand_over_due
    from withhold.console.desk.clearing import restock
    from withhold.console.desk.inspecting import come_back
    from withhold.console.desk.storing import forget_old as forget_files
    from withhold.console.holds.asking import forget_heartbeats
    from withhold.console.holds.knowing import learn_due
    from withhold.console.holds.waiving import part_due
    from withhold.console.holds.watching import (
        confirm_due,
        hold_due,
        notice_fishing,
        review_due,
        tell_systems,
    )
    from withhold.console.intake.collecting import collect
    from withhold.console.intake.keys import door_config, intake_identity
    from withhold.console.jobs.interrupted import sweep
    from withhold.console.notices.bounces import take_bounces
    from withhold.console.notices.resolving import look_again_due
    from withhold.console.notices.sending import follow_mails, may_go_out
    from withhold.console.notices.sending import send_due as send_notices
    from withhold.console.operation.duties import Round
    from withhold.console.operation.evidence import S3Store, copy_evidence
    from withhold.console.operation.keeping import forget_old
    from withhold.console.operation.lost import hand_on
    from withhold.console.operation.state import WORKER
    from withhold.console.outbox.delivery import send_due, transports_of
    from withhold.console.own.resting import tell_resting
    from withhold.console.persons.queueing import give_up_lost
    from withhold.console.watch.forgetting import forget_old as forget_sweeps
    from withhold.console.watch.piece import piece_of
    from withhold.console.watch.sweeping import watch_round

    config: Config = settings.CONFIG
    transports, guards = transports_of(config), {"notice": may_go_out}
    door, identity = partial(door_config, config), partial(intake_identity, config)
    found = [
        Round(WORKER, HEARTBEAT, lambda: None),
        Round("outbox", 1.0, lambda: send_due(transports, guards=guards)),
        Round("holds", 1.0, hold_due),
        Round("case systems", 0.5, tell_systems),
        Round("keys of holds", 30.0, learn_due),
        Round("waivers of who was parted", 5.0, part_due),
        Round("holds confirmed", 5.0, confirm_due),
        Round("derivations", 60.0, take_up_lost),
        Round("lists", 60.0, give_up_lost),
        Round("notices", 5.0, send_notices),
        Round("mails of notices", 2.0, follow_mails),
        Round("notices to counsel", 30.0, notify_due),
        Round("letters through counsel", 30.0, hand_over_due),
        Round("ways of notices", 60.0, look_again_due),
        Round("own access", 60.0, tell_resting),
        Round("bounces", 5.0, take_bounces),
        Round("heartbeats", 600.0, forget_heartbeats),
        Round("fishing", 300.0, notice_fishing),
        Round("reviews of holds", 3600.0, review_due),
        Round("watch", 2.0, lambda: watch_round(piece_of)),
        Round("reports", 2.0, collect),
        Round("certificates", 2.0, lambda: collect_certificates(door(), identity())),
        Round("questions", 2.0, lambda: collect_questions(door(), identity())),
        Round("overdue answers", 3600.0, tell_overdue),
        Round("lost tasks", 15.0, hand_on),
        Round("interrupted jobs", 10.0, sweep),
        Round("inspections", 60.0, come_back),
        Round("shelves", 60.0, restock),
        Round("brought files", 3600.0, forget_files),
        Round("old sweeps", 3600.0, forget_sweeps),
        Round("destruction", 3600.0, ask_for_due),
        Round("housekeeping", 3600.0, lambda: forget_old(timedelta(days=config.keep_mail_days))),
    ]
    bucket = config.bucket
    if bucket is not None:
        found.append(Round("evidence", 30.0, lambda: copy_evidence(config, lambda: S3Store(bucket))))
    return found


if __name__ == "__main__":
    main()
