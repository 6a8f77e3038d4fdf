"""The room as Django knows it."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "withhold.console.intake"
    label = "intake"
