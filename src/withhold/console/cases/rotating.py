"""A rotation of the field keys, and its entry in the office's ledger."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from withhold.console.ledgers.office import OfficeEvent, record
from withhold.console.sealing import rotation
from withhold.console.sealing.current import CurrentKeyring


@dataclass(frozen=True, slots=True)
class Rotated:
    """The number of the new key, and how many values were sealed anew."""

    number: int
    values: int


def rotate(keyring: CurrentKeyring, wait: Callable[[float], object] = time.sleep) -> Rotated:
    """Seal everything under a new key and remove the old ones; or finish a rotation that broke off.

    Raises KeyringUnusable if a value does not open, or another rotation runs: then no key is removed.
    """
    keyring()  # made, if this is the first start
    with rotation.alone(keyring.path):
        ring = rotation.begin(keyring)
        values = rotation.reseal(ring)
        with transaction.atomic():
            record(OfficeEvent.KEYS_ROTATED, None, {"key": ring.current, "values": values})
        values += rotation.finish(keyring, wait)
    return Rotated(ring.current, values)
