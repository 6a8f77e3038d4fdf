"""The room as Django knows it."""

from django.apps import AppConfig


class OperationConfig(AppConfig):
    name = "withhold.console.operation"
    label = "operation"
