"""The room as Django knows it."""

from django.apps import AppConfig


class PersonsConfig(AppConfig):
    name = "withhold.console.persons"
    label = "persons"
