"""The room as Django knows it."""

from django.apps import AppConfig


class HoldsConfig(AppConfig):
    name = "withhold.console.holds"
    label = "holds"
