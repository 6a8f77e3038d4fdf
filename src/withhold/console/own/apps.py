"""The room as Django knows it."""

from django.apps import AppConfig


class OwnConfig(AppConfig):
    name = "withhold.console.own"
    label = "own"
