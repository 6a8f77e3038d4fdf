"""The room as Django knows it."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "withhold.console.door.reports"
    label = "door"
    default_auto_field = "django.db.models.BigAutoField"
