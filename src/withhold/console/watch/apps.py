"""The room as Django knows it."""

from django.apps import AppConfig


class WatchConfig(AppConfig):
    name = "withhold.console.watch"
    label = "watch"
