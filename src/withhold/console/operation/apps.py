"""The room as Django knows it."""

from django.apps import AppConfig


class OperationConfig(AppConfig):
    name = "withhold.console.operation"
    label = "operation"

    def ready(self) -> None:
        """Registers the system checks."""
        from withhold.console.operation import checks as checks
