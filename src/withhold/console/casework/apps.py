"""The room as Django knows it."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "withhold.console.casework"
    label = "casework"
