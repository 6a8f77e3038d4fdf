"""Rows of any model, filled from what the model says of its own columns: no model can be forgotten."""

import secrets
import uuid
from datetime import date
from typing import Any

from django.db import models
from django.utils import timezone

from withhold.console.sealing.fields import Sealed, SealedJSONField


def a_row(model: type[models.Model]) -> models.Model:
    """A new row, with the rows that it refers to."""
    values: dict[str, Any] = {}
    for field in model._meta.local_concrete_fields:
        if isinstance(field, Sealed):
            values[field.name] = a_sealed_value(field)
        elif not (field.null or field.has_default() or isinstance(field, models.AutoField)):
            values[field.name] = _value(field)
    return model._base_manager.create(**values)


def a_sealed_value(field: Sealed) -> Any:
    """Something that stands there once in the whole database."""
    text = f"Zeile é 文 {secrets.token_hex(8)}"
    return {"value": [text, None]} if isinstance(field, SealedJSONField) else text


def _value(field: Any) -> Any:
    if isinstance(field, models.ForeignKey):
        return a_row(field.related_model)
    if isinstance(field, models.BooleanField):
        return False
    if isinstance(field, models.DateTimeField):
        return timezone.now()
    if isinstance(field, models.DateField):
        return date(2026, 3, 2)
    if isinstance(field, models.IntegerField):
        return secrets.randbelow(30_000)
    if isinstance(field, models.FloatField):
        return 1.5
    if isinstance(field, models.UUIDField):
        return uuid.uuid4()
    if isinstance(field, models.BinaryField):
        return secrets.token_bytes(8)
    if isinstance(field, models.JSONField):
        return []
    if field.choices:
        return next(iter(field.choices))[0]
    return secrets.token_hex(32)[: field.max_length or 32]
