"""A rotation of the keys loses nothing: every sealed column of every model, with writers at work, killed."""

import threading
import time
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, models, transaction

from tests.console.filling import a_row, a_sealed_value
from tests.console.making import a_person
from withhold.console.cases.models import Case
from withhold.console.cases.rotating import rotate
from withhold.console.ledgers.office import OfficeEvent, office_ledger, record
from withhold.console.sealing import rotation
from withhold.console.sealing.current import CurrentKeyring, write_keyring
from withhold.console.sealing.fields import SealedJSONField, SealedTextField, number_of
from withhold.console.sealing.keyring import Keyring, KeyringUnusable, fresh_key


@pytest.fixture(autouse=True)
def keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CurrentKeyring:
    """Keys of this test's own."""
    path = tmp_path / "keys" / "fields.json"
    path.parent.mkdir()
    mine = CurrentKeyring(path)
    monkeypatch.setattr(settings, "KEYRING", mine)
    return mine


def _numbers() -> set[int]:
    """Under which keys anything of the database is sealed."""
    return {
        number_of(bytes(value)) for column in rotation.sealed_columns() for _, value in rotation._raw(column)
    }


def _everything() -> dict[tuple[str, Any, str], Any]:
    return {
        (column.field.label, row.pk, column.field.name): getattr(row, column.field.name)
        for column in rotation.sealed_columns()
        for row in column.model._base_manager.all()
    }


def _no_wait(_: float) -> None:
    return None


@pytest.mark.django_db
def test_no_column_is_forgotten() -> None:
    by_hand = {
        (model._meta.db_table, field.name)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, SealedTextField | SealedJSONField)
    }
    found = {(one.model._meta.db_table, one.field.name) for one in rotation.sealed_columns()}
    assert found == by_hand
    assert {
        ("ledgers_opening", "value"),
        ("cases_case", "settings"),
        ("persons_exposedperson", "values"),
    } <= found


@pytest.mark.django_db
def test_nothing_of_any_model_is_lost(keyring: CurrentKeyring) -> None:
    sealed = {column.model for column in rotation.sealed_columns()}
    for model in sealed:
        for _ in range(3):
            a_row(model)
    before = _everything()
    assert {name for name, _, _ in before} == {one.field.label for one in rotation.sealed_columns()}
    old = keyring()
    told = rotate(keyring, _no_wait)
    assert told.values >= len(before)
    assert (told.number, list(keyring().keys)) == (2, [2])
    assert _numbers() == {2}
    after = _everything()
    assert {key: after[key] for key in before} == before
    assert not set(old.keys.values()) & set(keyring().keys.values())
    assert [entry.kind for entry in office_ledger().entries()] == ["office.keys_rotated"]


class _Killed(BaseException):
    pass


@pytest.mark.django_db
def test_one_that_was_killed_is_gone_on_with(
    keyring: CurrentKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        a_row(Case)
    before = _everything()
    rounds = iter(range(2))

    def killed(*given: Any, **named: Any) -> int:
        if next(rounds, None) is None:
            raise _Killed
        return real(*given, **named)

    real = rotation._round
    monkeypatch.setattr(rotation, "_round", killed)
    with pytest.raises(_Killed):
        rotate(keyring, _no_wait)
    assert set(keyring().keys) == {1, 2}
    monkeypatch.setattr(rotation, "_round", real)
    assert _everything() == before
    assert rotate(keyring, _no_wait).number == 2
    after = _everything()
    assert {key: after[key] for key in before} == before
    assert _numbers() == set(keyring().keys) == {2}


@pytest.mark.django_db
def test_what_arrives_late_under_the_old_key_is_kept(keyring: CurrentKeyring) -> None:
    late: list[models.Model] = []

    def a_slow_writer(seconds: float) -> None:
        assert seconds >= 60
        ring = keyring()
        write_keyring(keyring.path, Keyring(1, ring.keys))
        late.append(a_row(Case))
        write_keyring(keyring.path, ring)

    rotate(keyring, a_slow_writer)
    row = late[0]
    assert isinstance(row, Case)
    assert Case.objects.get(pk=row.pk).title == row.title
    assert _numbers() == {2}


@pytest.mark.django_db
def test_no_key_goes_while_a_value_does_not_open(keyring: CurrentKeyring) -> None:
    row = a_row(Case)
    write_keyring(keyring.path, Keyring(2, {2: fresh_key()}))
    with pytest.raises(KeyringUnusable, match="key 1"):
        rotate(keyring, _no_wait)
    assert set(keyring().keys) == {2, 3}
    assert Case.objects.filter(pk=row.pk).exists()


@pytest.mark.django_db
def test_one_at_a_time(keyring: CurrentKeyring) -> None:
    keyring()
    with rotation.alone(keyring.path), pytest.raises(KeyringUnusable, match="another rotation"):
        rotate(keyring, _no_wait)
    assert list(keyring().keys) == [1]


@pytest.mark.django_db(transaction=True)
def test_writers_at_work_lose_nothing(keyring: CurrentKeyring) -> None:
    user = a_person()
    rows = [a_row(Case) for _ in range(20)]
    field = next(one.field for one in rotation.sealed_columns() if one.field.label == "cases_case.title")
    written: dict[Any, str] = {}
    ended = threading.Event()
    failed: list[BaseException] = []

    def write() -> None:
        turn = 0
        try:
            while not ended.is_set() or turn < 5:
                row, title = rows[turn % len(rows)], str(a_sealed_value(field))
                with transaction.atomic():
                    Case.objects.filter(pk=row.pk).update(title=title)
                    record(OfficeEvent.SETTINGS_CHANGED, user, {"turn": turn}, {"why": title})
                written[row.pk] = title
                turn += 1
                time.sleep(0.005)  # who never pauses leaves SQLite's lock to nobody else
        except BaseException as error:  # noqa: BLE001 - told by the test
            failed.append(error)
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(2):
            rotate(keyring, _no_wait)
    finally:
        ended.set()
        writer.join()
    assert not failed
    titles = dict(Case.objects.values_list("pk", "title"))
    assert {key: titles[key] for key in written} == written
    turns = [entry for entry in office_ledger().entries() if entry.kind == "office.settings_changed"]
    assert [entry.facts["turn"] for entry in turns] == list(range(len(turns)))
    assert all(entry.private["why"] for entry in turns)
    assert _numbers() == set(keyring().keys) == {3}


@pytest.mark.django_db
def test_the_command_tells_what_it_did(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(rotation, "SETTLE", 0.0)
    a_row(Case)
    call_command("rotate_keys")
    assert "key 2: " in capsys.readouterr().out
