"""The room as Django knows it."""

from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    name = "withhold.console.dashboards"
    label = "dashboards"
