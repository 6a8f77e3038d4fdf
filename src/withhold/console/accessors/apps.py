"""The room as Django knows it."""

from django.apps import AppConfig


class AccessorsConfig(AppConfig):
    name = "withhold.console.accessors"
    label = "accessors"
