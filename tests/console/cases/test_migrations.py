"""Migrations with rows in the tables: what stood there before a step stands there after it."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.console.making import a_person
from withhold.console.cases.models import Case, Membership
from withhold.console.people.roles import Role

_FIRST = ("cases", "0001_initial")


@pytest.mark.django_db
def test_the_tables_are_those_that_the_models_ask_for(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("makemigrations", check=True, dry_run=True)
    assert "No changes detected" in capsys.readouterr().out


@pytest.fixture
def newest_again(transactional_db: None) -> Iterator[None]:
    """Whatever a test did to the tables, the next one finds the newest."""
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.mark.usefixtures("newest_again")
def test_a_case_of_the_first_version_is_there_in_the_newest() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate([_FIRST])
    first = executor.loader.project_state([_FIRST]).apps.get_model("cases", "Case")
    made = first._default_manager.create(title="Eine Liste 文", settings={"time_zone": "UTC"})
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    found = Case.objects.get(pk=made.pk)
    assert (found.title, found.settings, found.phase) == ("Eine Liste 文", {"time_zone": "UTC"}, "new")
    Membership.objects.create(case=found, user=a_person(), role=Role.CASE_LEAD)
