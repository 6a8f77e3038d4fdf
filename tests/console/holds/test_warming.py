"""What the first question needs is read at the start; where that fails, the server starts all the same."""

import pytest

from tests.console.affected.conftest import a_case
from withhold.console.holds import indexing, warming
from withhold.console.holds.keys import digest_key
from withhold.console.holds.placing import place_when_due

pytestmark = pytest.mark.django_db
_CLOSE = "withhold.console.holds.warming.connections.close_all"
"""The transaction of the test is on the connection."""


def test_the_index_is_there_before_the_first_question(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "withhold.console.holds.warming.connections.close_all", lambda: None
    )  # the test's transaction is on it
    place_when_due(a_case())
    indexing._known.clear()
    assert warming.warm_up()
    assert indexing._known[digest_key()].loaded > 0


def test_a_server_starts_without_it(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        raise OSError("Okoro, Amadou")

    monkeypatch.setattr(_CLOSE, lambda: None)
    monkeypatch.setattr(warming, "held_index", broken)
    assert not warming.warm_up()
    assert "could not be read" in caplog.text
    assert "Okoro" not in caplog.text
