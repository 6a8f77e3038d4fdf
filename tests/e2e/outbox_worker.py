"""The outbox in a process of its own, to be killed: `python -m tests.e2e.outbox_worker queue 400`, or `send`.

WITHHOLD_HOME names the installation. `send` says `ready` and goes on until it is killed, or until
nothing waits.
"""

import os
import sys

import django


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "withhold.console.settings"
    django.setup()
    if sys.argv[1] == "queue":
        _queue(int(sys.argv[2]))
    else:
        _send()


def _queue(count: int) -> None:
    from django.core.management import call_command

    from withhold.console.outbox.sending import queue_mail

    call_command("migrate", verbosity=0)
    for number in range(count):
        queue_mail("amadou@box.example.org", f"Letter {number}", "Please read.", "letter")


def _send() -> None:
    from django.conf import settings

    from withhold.console.outbox.delivery import send_due, transports_of

    transports = transports_of(settings.CONFIG)
    print("ready", flush=True)
    while send_due(transports):
        pass


if __name__ == "__main__":
    main()
