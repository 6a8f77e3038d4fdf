"""The room as Django knows it."""

from django.apps import AppConfig


class CounselConfig(AppConfig):
    name = "withhold.console.counsel"
    label = "counsel"
