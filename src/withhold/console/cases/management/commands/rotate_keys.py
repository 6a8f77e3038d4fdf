"""`django-admin rotate_keys`: a new key for all that is sealed in the database (docs/console-data.md)."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from withhold.console.cases.rotating import rotate
from withhold.domain.errors import UsageError


class Command(BaseCommand):
    help = (
        "Seal every personal value in the database anew under a new key, while people work, and remove the "
        "old key. Killed half-way, it goes on where it was when it is run again."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            told = rotate(settings.KEYRING)
        except UsageError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            f"key {told.number}: {told.values:,} values sealed anew; the old keys are gone. "
            "Older backups open only with the keys that were backed up with them."
        )
