"""The room as Django knows it."""

from django.apps import AppConfig


class AffectedConfig(AppConfig):
    name = "withhold.console.affected"
    label = "affected"
