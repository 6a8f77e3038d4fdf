"""A row in every table of the console, made from what each model says of itself. Everybody is invented."""

import uuid
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import connection, models

from withhold.console.sealing.fields import SealedJSONField, SealedTextField

_MOMENT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


def models_here() -> list[type[models.Model]]:
    """Those whose tables are in the console's own database: the door has its own."""
    tables = set(connection.introspection.table_names())
    return [one for one in apps.get_models(include_auto_created=True) if one._meta.db_table in tables]


def fill_every_table() -> None:
    """At least one row in each model's table that is still empty."""
    made: dict[type[models.Model], models.Model] = {}
    for model in models_here():
        _one(model, made)


def _one(model: type[models.Model], made: dict[type[models.Model], models.Model]) -> models.Model:
    if model in made:
        return made[model]
    found = model._default_manager.first()
    if found is None:
        values = {
            field.name: _value(field, made)
            for field in model._meta.concrete_fields
            if not (
                isinstance(field, models.AutoField) or field.null or getattr(field, "auto_now_add", False)
            )
        }
        found = model._default_manager.create(**values)
    made[model] = found
    return found


def _value(field: models.Field[Any, Any], made: dict[type[models.Model], models.Model]) -> Any:
    if isinstance(field, models.ForeignKey):
        related = field.related_model
        assert isinstance(related, type)
        return _one(related, made)
    if field.choices:
        return next(iter(field.flatchoices))[0]
    if isinstance(field, SealedJSONField | models.JSONField):
        return {"word": "Zażółć 'quoted' \\ \t"}
    if isinstance(field, SealedTextField | models.TextField):
        return "Zażółć 'quoted' \\ \t line\nnext"
    for kind, value in _VALUES:
        if isinstance(field, kind):
            return value
    raise AssertionError(f"no value for {field}")


_VALUES: tuple[tuple[Any, Any], ...] = (
    (models.UUIDField, uuid.UUID("12345678-1234-5678-1234-567812345678")),
    (models.DateTimeField, _MOMENT),
    (models.DateField, date(2026, 3, 4)),
    (models.DurationField, _MOMENT - _MOMENT),
    (models.BooleanField, True),
    (models.DecimalField, Decimal("1.5")),
    (models.FloatField, 1.5),
    (models.IntegerField, 1),
    (models.BinaryField, b"\x00\xff\n\\bytes"),
    (models.EmailField, "row@example.org"),
    (models.URLField, "https://example.org/"),
    (models.CharField, "row"),
)
