"""The room as Django knows it."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "withhold.console.notices"
    label = "notices"
