"""The room as Django knows it."""

from django.apps import AppConfig


class LedgersConfig(AppConfig):
    name = "withhold.console.ledgers"
    label = "ledgers"
