"""The room as Django knows it."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "withhold.console.outbox"
    label = "outbox"
