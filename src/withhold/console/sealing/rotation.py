"""A new key for what is sealed, while people work: every value is sealed anew, then the old keys go.

A statement whose values were sealed just before the new key came is at the database within SETTLE: its own
time limits are shorter (`operation.databases`). After that each table is closed to writers for one look, so
that nothing uncommitted is overlooked either.
"""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import BinaryField, F
from django.db.models.functions import Cast

from withhold.console.sealing.current import CurrentKeyring, write_keyring
from withhold.console.sealing.fields import Sealed, number_of, unseal
from withhold.console.sealing.keyring import Keyring, KeyringUnusable, fresh_key

SETTLE = 60.0
"""Seconds after a new key in which a value may still arrive under the one before it."""
_BATCH = 200
_MOST_ROUNDS = 1000


@dataclass(frozen=True, slots=True)
class Column:
    """One sealed column of an installed model."""

    model: type[models.Model]
    field: Sealed


def sealed_columns() -> list[Column]:
    """Every one of this installation: from the models themselves, so that none is forgotten."""
    return [
        Column(model, field)
        for model in apps.get_models(include_auto_created=True)
        if not model._meta.proxy
        for field in model._meta.local_concrete_fields
        if isinstance(field, Sealed)
    ]


def begin(keyring: CurrentKeyring) -> Keyring:
    """The keys with a new one that seals from now on; those of a rotation that broke off, as they are."""
    ring = keyring()
    if len(ring.keys) > 1:
        return ring
    number = ring.current + 1
    write_keyring(keyring.path, Keyring(number, {**ring.keys, number: fresh_key()}))
    return keyring()


def reseal(ring: Keyring) -> int:
    """Seal anew what is under other keys than the current one, until a whole look finds nothing.

    Returns how many values. Raises KeyringUnusable for a value that does not open: then all keys stay.
    """
    total = 0
    for column in sealed_columns():
        for _ in range(_MOST_ROUNDS):
            found = _round(column, ring)
            total += found
            if not found:
                break
        else:
            raise KeyringUnusable(f"{column.field.label} is being written without end; run this again later")
    return total


def finish(keyring: CurrentKeyring, wait: Callable[[float], object] = time.sleep) -> int:
    """After SETTLE, seal what came late, and remove the old keys. Returns how many came late."""
    wait(SETTLE)
    ring = keyring()
    late = reseal(ring)
    for column in sealed_columns():
        with _closed(column.model):
            for keys in _others(column, ring):
                late += _sealed_anew(column, ring, keys, locked=True)
    write_keyring(keyring.path, Keyring(ring.current, {ring.current: ring.keys[ring.current]}))
    return late


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """One rotation at a time. Raises KeyringUnusable while another one runs."""
    descriptor = os.open(path.with_name("rotating.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise KeyringUnusable("another rotation of the keys is running; wait for its end") from None
    finally:
        os.close(descriptor)


def _round(column: Column, ring: Keyring) -> int:
    """How many values of the column were found under other keys; each is sealed anew or, where somebody is
    writing its row, left for the next round."""
    found = 0
    for keys in _others(column, ring):
        found += len(keys)
        with transaction.atomic():
            _sealed_anew(column, ring, keys, locked=False)
    return found


def _others(column: Column, ring: Keyring) -> Iterator[list[Any]]:
    """Batches of primary keys whose value is under another key than the current one."""
    last: Any = None
    while True:
        rows = _raw(column)
        page = list((rows if last is None else rows.filter(pk__gt=last)).order_by("pk")[:_BATCH])
        if not page:
            return
        last = page[-1][0]
        keys = [key for key, value in page if number_of(bytes(value)) != ring.current]
        if keys:
            yield keys


def _sealed_anew(column: Column, ring: Keyring, keys: list[Any], *, locked: bool) -> int:
    rows = _raw(column).filter(pk__in=keys)
    if not locked:
        rows = rows.select_for_update(skip_locked=True)
    done = 0
    for key, value in rows:
        if number_of(bytes(value)) == ring.current:
            continue  # somebody wrote it meanwhile
        text = unseal(ring, column.field.label, bytes(value))
        # Sealing is the field's own work: it takes the current key.
        column.model._base_manager.filter(pk=key).update(**{column.field.attname: column.field.of_text(text)})
        done += 1
    return done


def _raw(column: Column) -> Any:
    """Primary key and sealed bytes of the rows that have a value."""
    rows = column.model._base_manager.filter(**{f"{column.field.attname}__isnull": False})
    return rows.annotate(sealed_bytes=Cast(F(column.field.attname), BinaryField())).values_list(
        "pk", "sealed_bytes"
    )


@contextmanager
def _closed(model: type[models.Model]) -> Iterator[None]:
    """Nobody writes the table inside, and whoever was writing it has committed."""
    with transaction.atomic():  # on SQLite this is the write lock (transaction_mode IMMEDIATE)
        if connection.vendor == "postgresql":
            table = connection.ops.quote_name(model._meta.db_table)
            with connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
        yield
